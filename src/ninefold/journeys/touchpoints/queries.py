"""Reading touchpoints: the list, what the data call each, and the names in the data that are nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ninefold.engine.aggregates import moments
from ninefold.engine.engines import engine
from ninefold.engine.facts import Table
from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.engine.snapshot import snapshot
from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName
from ninefold.people.organisations.models import Organisation

# In which table of the facts, and in which column of it, a touchpoint has a name.
COLUMNS: Final[Mapping[Where, tuple[Table, str]]] = {
    Where.FEEDBACK: ("feedback", "touchpoint"),
    Where.EVENT: ("event", "kind"),
}


@dataclass(frozen=True, kw_only=True)
class InData:
    """Which names the data use, and how many records bear each; None where they are too few to be told."""

    answers: Mapping[str, int | None]
    events: Mapping[str, int | None]

    def of(self, where: Where) -> Mapping[str, int | None]:
        """Give the names in one place."""
        return self.answers if where is Where.FEEDBACK else self.events


@dataclass(frozen=True, kw_only=True)
class Loose:
    """A name in the data that belongs to no touchpoint yet, and its records; None where they are too few."""

    where: Where
    text: str
    records: int | None


Names = Mapping[int, Mapping[Where, tuple[str, ...]]]
"""What the data call each touchpoint, by its number and the place in the data."""


def names_in_data(*, organisation: Organisation, sight: Sight = EVERYTHING) -> InData:
    """Read from the facts which touchpoints the answers name and which kinds of events there are."""
    return InData(
        answers=_counted(organisation, where=Where.FEEDBACK, sight=sight),
        events=_counted(organisation, where=Where.EVENT, sight=sight),
    )


def _counted(organisation: Organisation, *, where: Where, sight: Sight) -> dict[str, int | None]:
    table, column = COLUMNS[where]
    found = snapshot(organisation=organisation.pk, table=table)
    columns = tuple(dict.fromkeys(("block", column, *sight.columns())))
    frame = sight.keep(engine().frame(found, columns=columns), engine=engine())
    rows = moments(frame=frame, keys=(column,), measures=(), floor=False).to_pylist()
    enough = organisation.threshold
    return {row[column]: row["n_rows"] if row["n_rows"] >= enough else None for row in rows if row[column]}


def touchpoints_of(*, organisation: Organisation) -> tuple[Touchpoint, ...]:
    """List the touchpoints by name."""
    return tuple(Touchpoint.objects.for_organisation(organisation).order_by("name", "pk"))


def touchpoint_names(*, organisation: Organisation) -> Names:
    """Give what the data call each touchpoint, in one query."""
    found: dict[int, dict[Where, list[str]]] = {}
    names = TouchpointName.objects.for_organisation(organisation).order_by("text")
    for number, where, text in names.values_list("touchpoint", "where", "text"):
        found.setdefault(number, {}).setdefault(Where(where), []).append(text)
    return {
        number: {where: tuple(texts) for where, texts in places.items()} for number, places in found.items()
    }


def loose_names(*, names: Names, in_data: InData) -> tuple[Loose, ...]:
    """List the names in the data that belong to no touchpoint, the most frequent first."""
    known = {(where, text) for places in names.values() for where, texts in places.items() for text in texts}
    loose = [
        Loose(where=where, text=text, records=records)
        for where in Where
        for text, records in in_data.of(where).items()
        if (where, text) not in known
    ]
    return tuple(sorted(loose, key=lambda each: (each.where, -(each.records or 0), each.text)))


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Names to choose from in one place of the data.

    Attributes
    ----------
    own : those chosen already.
    free : those that are nobody's.
    counts : how many records bear each; a name that the data do not use, or hardly use, has none.
    """

    own: tuple[str, ...]
    free: tuple[str, ...]
    counts: Mapping[str, int | None]


def offered_to(*, touchpoint: int, names: Names, in_data: InData) -> dict[Where, Offered]:
    """Give the names that a touchpoint may be called by: its own, and those in the data that are nobody's."""
    loose = loose_names(names=names, in_data=in_data)
    return {
        where: Offered(
            own=names.get(touchpoint, {}).get(where, ()),
            free=tuple(each.text for each in loose if each.where is where),
            counts=in_data.of(where),
        )
        for where in Where
    }
