"""Addresses of the organisation's settings."""

from django.urls import path

from ninefold.people.organisations import views

urlpatterns = [path("organisation/", views.settings, name="organisation")]
