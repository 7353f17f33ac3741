"""Addresses of outside figures."""

from django.urls import path

from ninefold.understand.benchmarks import views

urlpatterns = [
    path("benchmarks/", views.benchmarks, name="benchmarks"),
    path("benchmarks/bring/", views.bring, name="bring-benchmark"),
    path("benchmarks/<int:benchmark_id>/", views.benchmark, name="benchmark"),
    path(
        "benchmarks/<int:benchmark_id>/figures.<slug:form>", views.benchmark_export, name="benchmark-export"
    ),
    path("benchmarks/<int:benchmark_id>/remove/", views.remove, name="remove-benchmark"),
    path("benchmarks/<int:benchmark_id>/surveys/<int:survey_id>/", views.survey_method, name="survey-method"),
]
