"""Addresses of journeys as they are lived."""

from django.urls import path

from ninefold.understand.journey_health.views import (
    draw,
    event_logs,
    journey,
    journey_export,
    journey_runs,
    journeys,
)

urlpatterns = [
    path("journeys/", journeys, name="journeys"),
    path("journeys/draw/", event_logs, name="event-logs"),
    path("journeys/draw/<int:source_id>/", draw, name="draw-journey"),
    path("journeys/<int:journey_id>/", journey, name="journey"),
    path("journeys/<int:journey_id>/runs/", journey_runs, name="journey-runs"),
    path("journeys/<int:journey_id>/<slug:part>.<slug:form>", journey_export, name="journey-export"),
]
