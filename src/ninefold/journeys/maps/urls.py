"""Addresses of journeys as a whole."""

from django.urls import path

from ninefold.journeys.maps import views

urlpatterns = [
    path("", views.journeys, name="journeys"),
    path("draw/", views.draw, name="draw"),
    path("example/", views.example, name="example"),
    path("gaps/", views.gaps, name="gaps"),
    path("<int:journey_id>/settings/", views.settings, name="journey-settings"),
    path("<int:journey_id>/owners/", views.own, name="own-journey"),
    path("<int:journey_id>/remove/", views.remove, name="remove-journey"),
]
