"""Addresses of the drivers."""

from django.urls import path

from ninefold.understand.drivers.views import drivers, drivers_export

urlpatterns = [
    path("drivers/", drivers, name="drivers"),
    path("drivers.<slug:form>", drivers_export, name="drivers-export"),
]
