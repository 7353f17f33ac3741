"""Addresses of touchpoints and their owners."""

from django.urls import path

from ninefold.journeys.owners import views

urlpatterns = [
    path("touchpoints/", views.touchpoint_list, name="touchpoints"),
    path("touchpoints/add/", views.add, name="add-touchpoint"),
    path("touchpoints/<int:touchpoint_id>/", views.touchpoint, name="touchpoint"),
    path("touchpoints/<int:touchpoint_id>/remove/", views.remove_touchpoint, name="remove-touchpoint"),
    path("touchpoints/<int:touchpoint_id>/owners/", views.own_touchpoint, name="own-touchpoint"),
    path("owners/<int:ownership_id>/", views.ownership, name="ownership"),
    path("owners/<int:ownership_id>/cover/", views.cover, name="cover"),
    path("owners/<int:ownership_id>/cover/end/", views.end_cover, name="end-cover"),
    path("owners/<int:ownership_id>/withdraw/", views.withdraw, name="withdraw-owner"),
]
