"""Addresses of sources."""

from django.urls import path

from ninefold.listen.sources import views

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/imports/<int:import_id>/", views.import_detail, name="import"),
    path("sources/imports/<int:import_id>/progress/", views.import_progress, name="import-progress"),
    path("sources/imports/<int:import_id>/stop/", views.import_stop, name="import-stop"),
    path("sources/imports/<int:import_id>/rejects.csv", views.import_rejects, name="import-rejects"),
]
