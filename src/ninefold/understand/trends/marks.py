"""Reading the events that people marked: those that concern what is shown, placed among its periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from ninefold.engine.filters import Filter
from ninefold.engine.sight import Sight
from ninefold.people.organisations.models import Organisation
from ninefold.understand.trends.models import EventMark
from ninefold.understand.trends.queries import Point

SHOWN: Final = 12
COLUMNS: Final = ("unit", "touchpoint")


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A mark on a chart: its number there, and where it stands among the periods."""

    number: int
    at: float
    mark: EventMark


def marks_of(*, organisation: Organisation, sight: Sight) -> list[EventMark]:
    """List the marks that somebody may see, the latest first."""
    return [mark for mark in _all(organisation) if _seen(mark, sight=sight)]


def placed_marks(*, organisation: Organisation, where: Filter, points: Sequence[Point]) -> tuple[Placed, ...]:
    """Place the latest marks that concern the selection among its periods, in order of time."""
    if not points:
        return ()
    first, end = points[0].period.start, points[-1].period.end
    within = _all(organisation).filter(day__gte=first, day__lt=end)
    chosen = [mark for mark in within if _seen(mark, sight=where.sight) and _chosen(mark, where=where)]
    return tuple(
        Placed(number=number, at=_place(mark, points=points), mark=mark)
        for number, mark in enumerate(chosen[:SHOWN][::-1], start=1)
    )


def _all(organisation: Organisation) -> QuerySet[EventMark]:
    return EventMark.objects.for_organisation(organisation).order_by("-day", "-pk")


def _seen(mark: EventMark, *, sight: Sight) -> bool:
    """Whether a mark of a unit or a touchpoint lies within what its reader sees of them."""
    return all(
        getattr(mark, column) == "" or getattr(mark, column) in values
        for column, values in sight.places
        if column in COLUMNS
    )


def _chosen(mark: EventMark, *, where: Filter) -> bool:
    """Whether a mark concerns what a filter leaves."""
    return all(
        not getattr(where, column) or getattr(mark, column) in {"", *getattr(where, column)}
        for column in COLUMNS
    )


def _place(mark: EventMark, *, points: Sequence[Point]) -> float:
    """Where in its period a day lies; a period is one wide, its middle a whole number."""
    at, period = next((place, each.period) for place, each in enumerate(points) if mark.day < each.period.end)
    return at - 0.5 + ((mark.day - period.start).days + 0.5) / (period.end - period.start).days
