"""Addresses of trends."""

from django.urls import path

from ninefold.understand.trends.views import trend_forecast, trends, trends_export

urlpatterns = [
    path("trends/", trends, name="trends"),
    path("trends/forecast/", trend_forecast, name="forecast"),
    path("trends/<slug:figure>.<slug:form>", trends_export, name="trends-export"),
]
