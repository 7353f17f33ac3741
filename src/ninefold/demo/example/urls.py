"""Addresses of the example."""

from django.urls import path

from ninefold.demo.example import views

urlpatterns = [
    path("example/", views.example, name="example"),
    path("example/progress/", views.progress, name="example-progress"),
    path("example/open/", views.open_, name="example-open"),
    path("example/load/", views.load, name="example-load"),
    path("example/stop/", views.stop, name="example-stop"),
    path("example/remove/", views.remove, name="example-remove"),
]
