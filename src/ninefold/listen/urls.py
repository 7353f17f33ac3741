"""Addresses of LISTEN."""

from django.urls import include, path

app_name = "listen"
urlpatterns = [
    path("", include("ninefold.listen.responses.urls")),
    path("", include("ninefold.listen.sources.urls")),
    path("", include("ninefold.listen.joined_files.urls")),
]
