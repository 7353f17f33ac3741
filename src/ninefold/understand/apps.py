"""The Django app of this room."""

from django.apps import AppConfig


class UnderstandConfig(AppConfig):
    name = "ninefold.understand"
    label = "understand"
