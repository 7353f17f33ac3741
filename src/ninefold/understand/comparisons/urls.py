"""Addresses of groups held against each other."""

from django.urls import path

from ninefold.understand.comparisons.views import groups, groups_export

urlpatterns = [
    path("groups/", groups, name="groups"),
    path("groups/<slug:picture>.<slug:form>", groups_export, name="groups-export"),
]
