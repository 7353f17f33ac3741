"""Addresses of UNDERSTAND."""

from django.urls import include, path

app_name = "understand"
urlpatterns = [
    path("", include("ninefold.understand.changes.urls")),
    path("", include("ninefold.understand.explorer.urls")),
    path("", include("ninefold.understand.drivers.urls")),
    path("", include("ninefold.understand.comparisons.urls")),
    path("", include("ninefold.understand.metrics.urls")),
    path("", include("ninefold.understand.journey_health.urls")),
    path("", include("ninefold.understand.trends.urls")),
    path("", include("ninefold.understand.benchmarks.urls")),
]
