"""The address of a customer's page."""

from django.urls import path

from ninefold.customers.time_line import views

urlpatterns = [path("<int:customer_id>/", views.customer, name="customer")]
