"""All addresses of this room, under /people/."""

from django.urls import include, path

app_name = "people"
urlpatterns = [
    path("", include("ninefold.people.organisations.urls")),
    path("", include("ninefold.people.members.urls")),
    path("", include("ninefold.people.roles.urls")),
    path("", include("ninefold.people.units.urls")),
    path("", include("ninefold.people.saved_views.urls")),
    path("", include("ninefold.people.audit.urls")),
    path("", include("ninefold.people.welcome.urls")),
]
