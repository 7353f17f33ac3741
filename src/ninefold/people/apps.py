"""The Django app of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: organisations, members, and who may open what."""

    name = "ninefold.people"
    label = "people"

    def ready(self) -> None:
        """Let the audit log hear of sign-ins and settings; models are loaded now."""
        from ninefold.people.recording import connect  # noqa: PLC0415  # only after all models are loaded

        connect()
