"""Addresses of the audit log."""

from django.urls import path

from ninefold.people.audit import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/check/", views.check, name="audit-check"),
    path("audit/audit-log.<slug:form>", views.export, name="audit-export"),
]
