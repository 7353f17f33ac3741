"""What the filter bar offers: the surveys, and the values of every dimension that the facts have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from ninefold.engine.engines import engine
from ninefold.engine.filters import DIMENSIONS, Filter
from ninefold.engine.sight import Sight
from ninefold.engine.snapshot import snapshot, state_of
from ninefold.engine.values import values
from ninefold.kit.memory import Kept
from ninefold.listen.surveys.models import Survey
from ninefold.listen.surveys.queries import attribute_titles, surveys_of
from ninefold.people.organisations.models import Organisation

OFFERED = 60
# An attribute with more values than a person would tick is no filter; too many attributes crowd the bar.
ATTRIBUTE_VALUES, ATTRIBUTES = 30, 8
NAMES = {
    "touchpoint": _("Touchpoint"),
    "unit": _("Unit"),
    "channel": _("Channel"),
    "segment": _("Segment"),
    "language": _("Language"),
}
Values = tuple[str, ...]
_KEPT = Kept[dict[str, Values]](most=64)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One dimension or attribute of the bar: its name in an address, its values, the chosen ones."""

    name: str
    title: object
    values: tuple[str, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FilterBar:
    """The bar above every page of numbers.

    Attributes
    ----------
    dimensions, attributes : what can be ticked; attributes share one drop-down.
    kept : parameters of the page that are no filter and must survive a change of filter.
    first, last : the period shown, both days included.
    notes : what of the address could not be read.
    """

    where: Filter
    surveys: tuple[Survey, ...]
    dimensions: tuple[Choice, ...]
    attributes: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    first: date | None
    last: date | None
    notes: tuple[str, ...]

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered that one click could clear."""
        return self.where.narrowed

    @property
    def attributes_chosen(self) -> int:
        """How many attributes narrow the page down."""
        return sum(bool(each.chosen) for each in self.attributes)

    @property
    def cleared(self) -> str:
        """The address of the page without any filter."""
        return f"?{urlencode(self.kept)}"

    @property
    def address(self) -> str:
        """The filter as the end of an address, to be carried to other pages."""
        return urlencode(self.where.to_query(), doseq=True)


def filter_bar(
    *,
    organisation: Organisation,
    where: Filter,
    notes: Sequence[str],
    kept: Mapping[str, str] | None = None,
    shown: tuple[date, date] | None = None,
) -> FilterBar:
    """Build the bar of a page.

    Parameters
    ----------
    where, notes : as `Filter.from_query` gave them.
    kept : parameters of the page that are no filter.
    shown : first day and the day after the last of the period on the page.
    """
    offered = _offered(organisation, sight=where.sight)
    titles = NAMES | {
        _parameter(column): title for column, title in attribute_titles(organisation=organisation).items()
    }
    chosen = {name: getattr(where, name) for name in DIMENSIONS} | {
        f"a.{n}": values for n, values in where.attributes
    }
    choices = [
        _choice(name, titles=titles, offered=offered, chosen=chosen)
        for name in dict.fromkeys([*offered, *chosen])
        if chosen.get(name) or len(offered.get(name, ())) > 1
    ]
    first, after = shown or (where.since, where.until)
    return FilterBar(
        where=where,
        surveys=tuple(surveys_of(organisation=organisation)),
        dimensions=tuple(each for each in choices if each.name in DIMENSIONS),
        attributes=tuple(each for each in choices if each.name not in DIMENSIONS),
        kept=tuple((kept or {}).items()),
        first=first,
        last=after - timedelta(days=1) if after else None,
        notes=tuple(notes),
    )


def _choice(
    name: str, *, titles: Mapping[str, object], offered: Mapping[str, Values], chosen: Mapping[str, Values]
) -> Choice:
    values, kept = offered.get(name, ()), chosen.get(name, ())
    return Choice(
        name=name,
        title=titles.get(name, name.removeprefix("a.")),
        values=values + tuple(each for each in kept if each not in values),
        chosen=kept,
    )


def _parameter(column: str) -> str:
    """Name an attribute as an address does: `a.floor` for the column `a_floor`."""
    return f"a.{column.removeprefix('a_')}"


def _offered(organisation: Organisation, *, sight: Sight) -> dict[str, Values]:
    """Read the values of dimensions and attributes once for every state of the facts and every sight."""
    return _KEPT.get(
        owner=organisation.pk,
        state=state_of(organisation=organisation.pk),
        asked=sight,
        make=lambda: _read(organisation, sight=sight),
    )


def _read(organisation: Organisation, *, sight: Sight) -> dict[str, Values]:
    found = snapshot(organisation=organisation.pk, table="feedback")
    few = attribute_titles(organisation=organisation, most=ATTRIBUTE_VALUES)
    own = [name for name in few if name in found.schema.names][:ATTRIBUTES]
    there = values(found=found, columns=(*DIMENSIONS, *own), sight=sight, engine=engine())
    offered = {_parameter(name): there[name] for name in own if len(there[name]) <= ATTRIBUTE_VALUES}
    return {name: there[name][:OFFERED] for name in DIMENSIONS} | offered
