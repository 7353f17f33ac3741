"""All addresses of this room, under /journeys/."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "journeys"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ninefold.journeys.maps.urls")),
    path("", include("ninefold.journeys.drawing.urls")),
    path("", include("ninefold.journeys.owners.urls")),
]
