"""Addresses of saved views."""

from django.urls import path

from ninefold.people.saved_views import views

urlpatterns = [
    path("views/", views.saved_views, name="saved-views"),
    path("views/<int:view_id>/forget/", views.forget, name="forget-view"),
]
