"""Addresses of the registry of metrics."""

from django.urls import path

from ninefold.understand.metrics.views import definition, definitions

urlpatterns = [
    path("definitions/", definitions, name="definitions"),
    path("definitions/<str:metric>/", definition, name="definition"),
]
