"""Addresses of customers."""

from django.urls import path

from ninefold.customers.profiles import views

urlpatterns = [
    path("", views.customers, name="customers"),
    path("<int:customer_id>/consent/", views.consent, name="customer-consent"),
    path("<int:customer_id>/merge/", views.merge, name="merge-customer"),
    path("merges/<int:merge_id>/take-back/", views.part, name="take-merge-back"),
]
