"""The Django app of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: organisations, members, and who may open what."""

    name = "ninefold.people"
    label = "people"
