"""Addresses of erasures."""

from django.urls import path

from ninefold.customers.erasure import views

urlpatterns = [
    path("erasures/", views.erasures, name="erasures"),
    path("<int:customer_id>/erase/", views.erase_customer, name="erase-customer"),
    path("erasures/<int:erasure_id>/", views.erasure, name="erasure"),
    path("erasures/<int:erasure_id>/progress/", views.progress, name="erasure-progress"),
    path("erasures/<int:erasure_id>/call-off/", views.call_off, name="call-off-erasure"),
    path("erasures/<int:erasure_id>/go-on/", views.go_on, name="go-on-with-erasure"),
    path("erasures/<int:erasure_id>/certificate/", views.certificate, name="erasure-certificate"),
]
