"""Addresses of the registry of metrics."""

from django.urls import path

from ninefold.understand.metrics.views import definition, definition_versions, definitions

urlpatterns = [
    path("definitions/", definitions, name="definitions"),
    path("definitions/<str:metric>/", definition, name="definition"),
    path("definitions/<str:metric>/versions/", definition_versions, name="definition-versions"),
]
