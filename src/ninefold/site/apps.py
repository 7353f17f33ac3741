"""The Django app of the top floor."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "ninefold.site"
    label = "ninefold_site"

    def ready(self) -> None:
        """Connect events with what follows from them; models are loaded now."""
        from ninefold.site.wiring import (  # noqa: PLC0415  # only after all models are loaded
            connect_events,
            introduce_rooms,
            name_erased_places,
        )

        connect_events()
        introduce_rooms()
        name_erased_places()
