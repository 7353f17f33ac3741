"""The Django app of this room."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "ninefold.customers"
    label = "customers"
