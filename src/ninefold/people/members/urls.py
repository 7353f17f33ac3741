"""Addresses of members and of one's own pages."""

from django.urls import path

from ninefold.people.members import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("security/", views.security, name="security"),
    path("language/", views.language, name="language"),
    path("choose/", views.choose, name="choose"),
]
