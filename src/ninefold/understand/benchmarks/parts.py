"""Parts of the organisation that can be held against others: every unit that has units below it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from ninefold.engine.filters import MOST_VALUES, Filter
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.choices import Column
from ninefold.people.units.models import Unit, UnitName
from ninefold.understand.metrics.switching import Switch

MOST_PARTS: Final = 12


def parts_of(*, organisation: Organisation, where: Filter, kept: dict[str, str]) -> tuple[Switch, ...]:
    """Offer the whole and its larger parts; each address keeps the rest of the filter.

    Whoever sees a part alone is offered none: the names of the others are not theirs to know.

    Parameters
    ----------
    kept : parameters of the page that are no filter.
    """
    if not where.sight.whole:
        return ()
    found = [(name, names) for name, names in _named(organisation) if 1 < len(names) <= MOST_VALUES]
    if not found:
        return ()
    whole = (_("All of you"), ())
    return tuple(_switch(name, names, where=where, kept=kept) for name, names in [whole, *found[:MOST_PARTS]])


def _named(organisation: Organisation) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Give every unit that has parts with what the data call all that is below it, in two queries."""
    own = Unit.objects.for_organisation(organisation).filter(hierarchy__column=Column.UNIT)
    units = list(own.order_by("hierarchy", "path", "pk").values_list("pk", "name", "parent"))
    called = UnitName.objects.for_organisation(organisation).filter(hierarchy__column=Column.UNIT)
    names: dict[int, set[str]] = {}
    for path, text in called.values_list("unit__path", "text"):
        for number in path.strip("/").split("/"):
            names.setdefault(int(number), set()).add(text)
    above = {parent for _number, _name, parent in units}
    return [
        (name, tuple(sorted(names.get(number, ())))) for number, name, _parent in units if number in above
    ]


def _switch(name: str, names: tuple[str, ...], *, where: Filter, kept: dict[str, str]) -> Switch:
    query = {**replace(where, unit=names).to_query(), **{key: [value] for key, value in kept.items()}}
    return Switch(
        name=name, note="", url="?" + urlencode(query, doseq=True), current=set(where.unit) == set(names)
    )
