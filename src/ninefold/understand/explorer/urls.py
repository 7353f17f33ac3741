"""Addresses of the metric explorer."""

from django.urls import path

from ninefold.understand.explorer.views import explorer, explorer_export

urlpatterns = [
    path("metrics/", explorer, name="metrics"),
    path("metrics/<slug:figure>.<slug:form>", explorer_export, name="metrics-export"),
]
