"""The Django app of this room."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "ninefold.journeys"
    label = "journeys"
