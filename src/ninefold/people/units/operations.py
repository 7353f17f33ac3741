"""Arranging units: founding a hierarchy, adding, naming, moving and removing units."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import RestrictedError, Value
from django.db.models.functions import Concat, Substr

from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.models import Hierarchy, Unit, UnitName
from ninefold.people.units.rules import DEEPEST, levels, stands_below


class NameTakenError(Exception):
    """A unit beside it has this name, or another unit of the hierarchy is called so in the data."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class CircleError(Exception):
    """A unit cannot stand below itself."""


class TooDeepError(Exception):
    """The hierarchy would have too many levels."""


class InUseError(Exception):
    """The unit has parts, people who belong to it or have a role in it, or a standing rule."""


@transaction.atomic
def found_hierarchy(
    *, organisation: Organisation, name: str, column: str, by: int | None, at: datetime
) -> Hierarchy:
    """Begin a hierarchy.

    Parameters
    ----------
    column
        A value of `Column`: where its units stand in the data.
    by
        Number of the member who does it, as in all that follows; None for the machine.

    Raises
    ------
    NameTakenError
        When there is one of this name, or one that divides this column already.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    same = Hierarchy.objects.for_organisation(organisation)
    if same.filter(name=name).exists() or (column and same.filter(column=column).exists()):
        raise NameTakenError(name)
    made = Hierarchy.objects.create(organisation=organisation, name=name, column=column, created_at=at)
    _record(organisation, change="hierarchy", by=by, at=at, subject=f"hierarchy {made.pk}")
    return made


@transaction.atomic
def add_units(
    *, hierarchy: Hierarchy, parent: Unit | None, names: Sequence[str], by: int | None, at: datetime
) -> tuple[Unit, ...]:
    """Add units side by side; in the data each is called by its own name, where no other is.

    Raises
    ------
    NameTakenError
        When a unit of one of these names stands there already.
    TooDeepError
        When no further level fits.
    """
    _lock(hierarchy.pk)
    if parent is not None and parent.depth + 1 >= DEEPEST:
        raise TooDeepError
    beside = Unit.objects.filter(hierarchy=hierarchy, parent=parent)
    taken = beside.filter(name__in=names).values_list("name", flat=True).first()
    if taken is not None:
        raise NameTakenError(taken)
    organisation = hierarchy.organisation
    added = Unit.objects.bulk_create(
        Unit(organisation=organisation, hierarchy=hierarchy, parent=parent, name=name, created_at=at)
        for name in dict.fromkeys(names)
    )
    for unit in added:
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    Unit.objects.bulk_update(added, ["path"], batch_size=500)
    called = UnitName.objects.filter(hierarchy=hierarchy, text__in=[unit.name for unit in added])
    known = set(called.values_list("text", flat=True))
    UnitName.objects.bulk_create(
        UnitName(organisation=organisation, hierarchy=hierarchy, unit=unit, text=unit.name)
        for unit in added
        if unit.name not in known
    )
    subject = f"unit {parent.pk}" if parent else f"hierarchy {hierarchy.pk}"
    _record(organisation, change="added", by=by, at=at, subject=subject, number=len(added))
    return tuple(added)


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, by: int | None, at: datetime) -> None:
    """Give a unit another name; what the data call it stays.

    Raises
    ------
    NameTakenError
        When a unit beside it has this name.
    """
    _lock(unit.hierarchy_id)
    beside = Unit.objects.filter(hierarchy=unit.hierarchy_id, parent=unit.parent_id).exclude(pk=unit.pk)
    if beside.filter(name=name).exists():
        raise NameTakenError(name)
    unit.name = name
    unit.save(update_fields=["name"])
    _record(unit.organisation, change="renamed", by=by, at=at, subject=f"unit {unit.pk}")


@transaction.atomic
def call_unit(*, unit: Unit, texts: Sequence[str], by: int | None, at: datetime) -> None:
    """Say what the data call a unit: these names and no others.

    Raises
    ------
    NameTakenError
        When another unit of the hierarchy is called so.
    """
    _lock(unit.hierarchy_id)
    others = UnitName.objects.filter(hierarchy=unit.hierarchy_id, text__in=texts).exclude(unit=unit)
    taken = others.values_list("text", flat=True).first()
    if taken is not None:
        raise NameTakenError(taken)
    UnitName.objects.filter(unit=unit).exclude(text__in=texts).delete()
    known = set(UnitName.objects.filter(unit=unit).values_list("text", flat=True))
    UnitName.objects.bulk_create(
        UnitName(organisation_id=unit.organisation_id, hierarchy_id=unit.hierarchy_id, unit=unit, text=text)
        for text in dict.fromkeys(texts)
        if text not in known
    )
    _record(unit.organisation, change="called", by=by, at=at, subject=f"unit {unit.pk}", number=len(texts))


@transaction.atomic
def move_unit(*, unit: Unit, to: Unit | None, by: int | None, at: datetime) -> None:
    """Put a unit, with all below it, below another one or at the top.

    Raises
    ------
    CircleError
        When the other stands below the unit itself, or in another hierarchy.
    NameTakenError
        When a unit of its name stands there already.
    TooDeepError
        When the levels below it do not fit.
    """
    # Read behind the lock: two moves at once could otherwise make a circle that neither sees.
    _lock(unit.hierarchy_id)
    moved = {each.pk: each for each in Unit.objects.filter(hierarchy=unit.hierarchy_id)}
    unit = moved[unit.pk]
    target = None if to is None else moved.get(to.pk)
    if to is not None and (target is None or stands_below(unit=target, other=unit)):
        raise CircleError
    beside = Unit.objects.filter(hierarchy=unit.hierarchy_id, parent=target).exclude(pk=unit.pk)
    if beside.filter(name=unit.name).exists():
        raise NameTakenError(unit.name)
    below = [each.path for each in moved.values() if stands_below(unit=each, other=unit)]
    above = 0 if target is None else target.depth + 1
    if above + levels(paths=below, top=unit) > DEEPEST:
        raise TooDeepError
    old, new = unit.path, f"{target.path if target else '/'}{unit.pk}/"
    Unit.objects.filter(pk=unit.pk).update(parent=target)
    part = Unit.objects.filter(hierarchy=unit.hierarchy_id, path__startswith=old)
    part.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    _record(unit.organisation, change="moved", by=by, at=at, subject=f"unit {unit.pk}", number=len(below))


@transaction.atomic
def remove_unit(*, unit: Unit, by: int | None, at: datetime) -> None:
    """Remove a unit that nobody needs; answers that bear its name stay, and belong to no unit then.

    Raises
    ------
    InUseError
        When it has parts, somebody belongs to it or has a role in it, or a rule names it.
    """
    try:
        Unit.objects.filter(pk=unit.pk).delete()
    except RestrictedError as error:
        raise InUseError from error
    _record(unit.organisation, change="removed", by=by, at=at, subject=f"unit {unit.pk}")


def _lock(hierarchy: int) -> None:
    """Let one change after the other happen to a hierarchy."""
    Hierarchy.objects.select_for_update().get(pk=hierarchy)


def _record(
    organisation: Organisation, *, change: str, by: int | None, at: datetime, subject: str, number: int = 1
) -> None:
    details = {"change": change, "units": number}
    record(
        organisation=organisation, action=Action.UNIT_CHANGED, by=by, at=at, subject=subject, details=details
    )
