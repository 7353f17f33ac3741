"""How owning ends by itself: the owner leaves, or the unit is removed. Nothing is owned by nobody's name.

`people` knows nothing of journeys, so this hears of it by the signals of its rows, in the transaction of the
deed itself. A touchpoint that loses its owner so is flagged on its maps from that day on.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models.signals import post_save, pre_delete

from ninefold.journeys.owners.operations import end_all_in, end_all_of
from ninefold.kit.clock import now
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.models import Unit


def connect() -> None:
    """Listen; the app does so once, when all models are loaded."""
    post_save.connect(on_member_saved, sender=Member)
    pre_delete.connect(on_unit_removed, sender=Unit)


def on_member_saved(*, instance: Member, created: bool, **_signal: Any) -> None:
    """End what a member owned or covered who has left."""
    if created or instance.left_at is None:
        return
    day = _day(instance.organisation, instance.left_at)
    end_all_of(member=instance, day=day, at=instance.left_at)


def on_unit_removed(*, instance: Unit, origin: Any, **_signal: Any) -> None:
    """Record whose owning ends with a unit; where a whole organisation goes, its log goes too."""
    if getattr(origin, "model", type(origin)) is not Unit:
        return
    at = now()
    end_all_in(unit=instance, day=_day(instance.organisation, at), at=at)


def _day(organisation: Organisation, at: datetime) -> date:
    return at.astimezone(ZoneInfo(organisation.time_zone)).date()
