"""Addresses of what changed."""

from django.urls import path

from ninefold.understand.changes.views import changes, changes_export

urlpatterns = [
    path("changes/", changes, name="changes"),
    path("changes.<slug:form>", changes_export, name="changes-export"),
]
