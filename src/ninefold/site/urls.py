"""The front door: every address of Ninefold starts here."""

from django.urls import include, path

from ninefold.site.api import api

urlpatterns = [
    path("", include("ninefold.site.home.urls")),
    path("", include("ninefold.site.charts.urls")),
    path("listen/", include("ninefold.listen.urls")),
    path("understand/", include("ninefold.understand.urls")),
    path("", include("ninefold.demo.urls")),
    path("gallery/", include("ninefold.site.gallery.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("ninefold.people.urls")),
    path("customers/", include("ninefold.customers.urls")),
    path("journeys/", include("ninefold.journeys.urls")),
    path("api/v1/", api.urls),
]
