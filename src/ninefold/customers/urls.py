"""All addresses of this room, under /customers/."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "customers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ninefold.customers.profiles.urls")),
    path("", include("ninefold.customers.time_line.urls")),
    path("", include("ninefold.customers.erasure.urls")),
]
