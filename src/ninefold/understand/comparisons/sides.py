"""By what groups may be told apart, and what of their customers may be held equal."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import narwhals as nw
import pyarrow as pa
from django.db.models import F, IntegerField, Max
from django.db.models.expressions import Value
from django.db.models.functions import Length, Replace
from django.utils.translation import gettext as _

from ninefold.engine.engines import Lookup
from ninefold.engine.facts import Frame
from ninefold.engine.filters import DIMENSIONS
from ninefold.engine.snapshot import snapshot
from ninefold.listen.responses.filter_bar import ATTRIBUTE_VALUES, NAMES
from ninefold.listen.surveys.queries import attribute_titles
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.models import Hierarchy, Unit, UnitName

AGENT: Final = "agent"
Names = tuple[tuple[str, str], ...]
GROUP: Final = "compared_group"
# What customers bring with them; whose unit and which agent serves them is what is compared.
MIXABLE: Final = ("segment", "channel", "touchpoint", "language")
MOST_LEVELS: Final = 6


@dataclass(frozen=True, kw_only=True)
class Side:
    """One way to tell groups apart.

    Attributes
    ----------
    key : its name in an address: a column, or a level of a hierarchy as ``h3.1``.
    column : the column of the facts that decides.
    level : hierarchy and depth whose units are the groups; None where the values of the column are.
    """

    key: str
    title: str
    column: str
    level: tuple[int, int] | None = None

    @property
    def staff(self) -> bool:
        """Whether a group is one member of staff."""
        return self.column == AGENT


def sides_of(*, organisation: Organisation) -> tuple[Side, ...]:
    """List what groups may be told apart by: units and their levels first, then what else answers bear."""
    plain = {name: Side(key=name, title=str(NAMES[name]), column=name) for name in DIMENSIONS}
    staff = (Side(key=AGENT, title=_("Agent"), column=AGENT),) if _has_agents(organisation) else ()
    levels = _levels(organisation)
    rest = [plain[name] for name in DIMENSIONS if name != "unit"]
    return (plain["unit"], *levels, *staff, *rest)


def mixable(*, organisation: Organisation, survey: int | None, side: Side) -> dict[str, str]:
    """What may be held equal between the groups of a side, by column, with its name for people."""
    own = attribute_titles(organisation=organisation, survey=survey, most=ATTRIBUTE_VALUES)
    offered = {name: str(NAMES[name]) for name in MIXABLE} | own
    return {column: title for column, title in offered.items() if column != side.column}


def names_of(side: Side) -> Names:
    """What the data call the units of a level, each with its unit; nothing where a column is compared."""
    return () if side.level is None else tuple(sorted(_names_at(*side.level).items()))


def grouped_by(frame: Frame, *, side: Side, names: Names, engine: Lookup) -> Frame:
    """Give every row the name of its group; what belongs to no unit of a level has none."""
    if side.level is None:
        return frame.with_columns(nw.col(side.column).alias(GROUP))
    said, units = ([pair[end] for pair in names] for end in (0, 1))
    table = pa.table({side.column: pa.array(said, pa.string()), GROUP: pa.array(units, pa.string())})
    return frame.join(engine.lookup(table), on=side.column, how="left")


def _has_agents(organisation: Organisation) -> bool:
    return snapshot(organisation=organisation.pk, table="feedback").holds(AGENT)


def _levels(organisation: Organisation) -> tuple[Side, ...]:
    """The levels of every hierarchy that divides the answers and has more than one."""
    slashes = Length("path", output_field=IntegerField()) - Length(
        Replace("path", Value("/"), Value("")), output_field=IntegerField()
    )
    deepest = dict(
        Unit.objects.for_organisation(organisation)
        .exclude(hierarchy__column="")
        .values("hierarchy")
        .annotate(deepest=Max(slashes - 2))
        .values_list("hierarchy", "deepest")
    )
    named = Hierarchy.objects.filter(pk__in=deepest).order_by("created_at", "pk")
    return tuple(
        Side(
            key=f"h{hierarchy.pk}.{depth}",
            title=_("%(hierarchy)s, level %(level)s") % {"hierarchy": hierarchy.name, "level": depth + 1},
            column=hierarchy.column,
            level=(hierarchy.pk, depth),
        )
        for hierarchy in named
        for depth in range(min(deepest[hierarchy.pk] + 1, MOST_LEVELS) if deepest[hierarchy.pk] else 0)
    )


def _names_at(hierarchy: int, depth: int) -> Mapping[str, str]:
    """What the data say, and the unit at this depth that it stands in or below."""
    units = list(Unit.objects.filter(hierarchy=hierarchy).only("pk", "name", "path"))
    names = {unit.pk: unit.name for unit in units}
    alike = Counter(unit.name for unit in units if unit.depth == depth)
    called = UnitName.objects.filter(hierarchy=hierarchy).annotate(path=F("unit__path"))
    found = {}
    for text, path in called.values_list("text", "path"):
        above = [names[int(number)] for number in path.split("/")[1:-1]][: depth + 1]
        if len(above) > depth:
            # Two teams of one name are told apart by what stands above them.
            found[text] = above[-1] if alike[above[-1]] == 1 else " / ".join(above)
    return found
