"""Reading units: the tree of a hierarchy, and what the data call all that is below a unit."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q

from ninefold.engine.aggregates import moments
from ninefold.engine.engines import engine
from ninefold.engine.snapshot import snapshot
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.choices import Column
from ninefold.people.units.models import Hierarchy, Unit, UnitName

_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One unit in the tree as it is shown: its depth, what the data call it, how many stand below it."""

    unit: Unit
    depth: int
    names: tuple[str, ...]
    below: int


@dataclass(frozen=True, kw_only=True)
class Loose:
    """A name in the data that belongs to no unit yet, and how many answers bear it."""

    text: str
    answers: int


def hierarchies_of(*, organisation: Organisation) -> tuple[Hierarchy, ...]:
    """List the hierarchies, the oldest first."""
    return tuple(Hierarchy.objects.for_organisation(organisation).order_by("created_at", "pk"))


def units_of(*, hierarchy: Hierarchy) -> tuple[Unit, ...]:
    """List the units as the tree is read: each below the one it belongs to, its equals by name."""
    return _as_read(Unit.objects.filter(hierarchy=hierarchy).order_by("name", "pk"))


def all_units(*, organisation: Organisation) -> tuple[Unit, ...]:
    """List the units of all hierarchies, one hierarchy after the other, in one query."""
    standing = Unit.objects.for_organisation(organisation)
    # Of thousands, when each was made takes a tenth of the reading, and nobody asks.
    return _as_read(standing.defer("created_at").order_by("hierarchy", "name", "pk"))


def _as_read(units: Iterable[Unit]) -> tuple[Unit, ...]:
    below: dict[int | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id, []).append(unit)
    found: list[Unit] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        unit = waiting.pop()
        found.append(unit)
        waiting += reversed(below.get(unit.pk, []))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Part:
    """As much of a tree as a page shows.

    Attributes
    ----------
    top : the unit whose parts are shown; None for the whole tree or its top.
    folded : whether only one level of it is shown.
    more : units of that level that are not listed.
    """

    top: Unit | None
    branches: tuple[Branch, ...]
    folded: bool
    more: int

    @property
    def places(self) -> tuple[Unit, ...]:
        """The units below which one can be added here."""
        shown = tuple(branch.unit for branch in self.branches)
        return shown if self.top is None else (self.top, *shown)


def part_of(*, hierarchy: Hierarchy, below: str, most: int) -> Part:
    """Read what a page shows of a tree: all of a small one, a level of a large one.

    Parameters
    ----------
    hierarchy : whose units.
    below : the number of the unit whose parts are asked for, as it stands in the address.
    most : so many units a page lists.

    Returns
    -------
    Part
        Read in at most six queries; of a large tree nothing but the paths is read as a whole.
    """
    standing = Unit.objects.filter(hierarchy=hierarchy)
    top = standing.filter(pk=int(below)).first() if _NUMBER.fullmatch(below) else None
    if top is None:
        whole = list(standing.order_by("name", "pk")[: most + 1])
        if len(whole) <= most:
            tree = _branches(_as_read(whole), paths=[unit.path for unit in whole])
            return Part(top=None, branches=tree, folded=False, more=0)
    level = standing.filter(parent=top).order_by("name", "pk")
    shown = tuple(level[:most])
    more = level.count() - most if len(shown) == most else 0
    branches = _branches(shown, paths=standing.values_list("path", flat=True))
    return Part(top=top, branches=branches, folded=True, more=more)


def _branches(units: Sequence[Unit], *, paths: Iterable[str]) -> tuple[Branch, ...]:
    """Tell of each unit what the data call it, in one query, and by all paths how many stand below it."""
    names: dict[int, list[str]] = {}
    called = UnitName.objects.filter(unit__in=[unit.pk for unit in units]).order_by("text")
    for number, text in called.values_list("unit", "text"):
        names.setdefault(number, []).append(text)
    below = Counter(int(above) for path in paths for above in path.split("/")[1:-2])
    return tuple(
        Branch(unit=unit, depth=unit.depth, names=tuple(names.get(unit.pk, ())), below=below[unit.pk])
        for unit in units
    )


def names_below(*, units: Iterable[Unit]) -> tuple[str, ...]:
    """Give what the data call these units and all below them, in one query.

    Raises
    ------
    ValueError
        If there is no unit: nobody means that all names be given.
    """
    below = [Q(unit__path__startswith=unit.path) for unit in units]
    if not below:
        raise ValueError("Names are asked of at least one unit.")
    found = UnitName.objects.filter(reduce(or_, below)).values_list("text", flat=True)
    return tuple(sorted(set(found)))


def loose_names(*, hierarchy: Hierarchy) -> tuple[Loose, ...]:
    """List the names in the data that belong to no unit of a hierarchy, the most frequent first."""
    if hierarchy.column == Column.NONE:
        return ()
    known = set(UnitName.objects.filter(hierarchy=hierarchy).values_list("text", flat=True))
    found = snapshot(organisation=hierarchy.organisation_id, table="feedback")
    counted = moments(
        frame=engine().frame(found, columns=("block", hierarchy.column)),
        keys=(hierarchy.column,),
        measures=(),
        floor=False,
    ).to_pylist()
    loose = [
        Loose(text=row[hierarchy.column], answers=row["n_rows"])
        for row in counted
        if row[hierarchy.column] and row[hierarchy.column] not in known
    ]
    return tuple(sorted(loose, key=lambda each: (-each.answers, each.text)))


def places_for(*, unit: Unit, among: Sequence[Unit]) -> tuple[Unit, ...]:
    """List the units below which a unit could be moved: all but itself and those below it."""
    return tuple(each for each in among if not each.path.startswith(unit.path))
