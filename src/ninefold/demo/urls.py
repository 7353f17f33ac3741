"""Addresses of the example."""

from django.urls import path

from ninefold.demo.views import load

urlpatterns = [path("demo/load/", load, name="demo-load")]
