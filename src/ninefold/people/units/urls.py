"""Addresses of units."""

from django.urls import path

from ninefold.people.units import views

urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/new/", views.new_hierarchy, name="new-hierarchy"),
    path("units/<int:hierarchy_id>/", views.hierarchy, name="hierarchy"),
    path("units/unit/<int:unit_id>/", views.unit, name="unit"),
    path("units/unit/<int:unit_id>/remove/", views.remove, name="remove-unit"),
]
