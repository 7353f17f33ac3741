"""The Django app of this room."""

from django.apps import AppConfig


class ListenConfig(AppConfig):
    name = "ninefold.listen"
    label = "listen"
