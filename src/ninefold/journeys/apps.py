"""The Django app of this room."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """Journeys: what customers go through, and who answers for each part of it."""

    name = "ninefold.journeys"
    label = "journeys"

    def ready(self) -> None:
        """Let owning end with members who leave and units that are removed; models are loaded now."""
        from ninefold.journeys.owners.endings import connect  # noqa: PLC0415  # only after all models are loaded

        connect()
