"""All addresses of the demo."""

from django.urls import include, path

urlpatterns = [path("", include("ninefold.demo.example.urls"))]
