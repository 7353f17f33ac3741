"""The Django app of this room."""

from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "ninefold.engine"
    label = "engine"
