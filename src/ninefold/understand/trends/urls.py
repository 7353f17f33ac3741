"""Addresses of trends."""

from django.urls import path

from ninefold.understand.trends.views import mark, marks, remove, trend_forecast, trends, trends_export

urlpatterns = [
    path("trends/", trends, name="trends"),
    path("trends/forecast/", trend_forecast, name="forecast"),
    path("trends/marks/", marks, name="marks"),
    path("trends/marks/<int:mark_id>/", mark, name="mark"),
    path("trends/marks/<int:mark_id>/remove/", remove, name="remove-mark"),
    path("trends/<slug:figure>.<slug:form>", trends_export, name="trends-export"),
]
