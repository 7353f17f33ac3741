"""Address of the charts that come after their page."""

from django.urls import path

from ninefold.site.charts.views import charts

urlpatterns = [path("charts/", charts, name="charts")]
