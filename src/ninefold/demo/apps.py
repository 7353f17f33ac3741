"""The Django app of this room."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ninefold.demo"
    label = "demo"
