"""The Django app of this room."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "ninefold.kit"
    label = "kit"
