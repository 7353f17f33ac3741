"""Addresses of joined files."""

from django.urls import path

from ninefold.listen.joined_files import views

urlpatterns = [
    path("sources/joined/", views.bundles, name="bundles"),
    path("sources/joined/<int:bundle_id>/", views.bundle_detail, name="bundle"),
    path("sources/joined/<int:bundle_id>/progress/", views.bundle_progress, name="bundle-progress"),
    path("sources/joined/<int:bundle_id>/stop/", views.bundle_stop, name="bundle-stop"),
    path("sources/joined/<int:bundle_id>/reopen/", views.bundle_reopen, name="bundle-reopen"),
]
