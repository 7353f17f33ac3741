"""Keeping touchpoints: adding, changing, naming and removing them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import RestrictedError

from ninefold.journeys.touchpoints.choices import Where
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName
from ninefold.journeys.touchpoints.queries import InData
from ninefold.journeys.turns import GoneError, take_turn
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.organisations.models import Organisation


class TouchpointTakenError(Exception):
    """There is a touchpoint of this name already."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class DataNameTakenError(Exception):
    """Another touchpoint is called so in the data."""

    def __init__(self, text: str, touchpoint: Touchpoint) -> None:
        super().__init__(text)
        self.text = text
        self.touchpoint = touchpoint


class TouchpointInUseError(Exception):
    """Steps of journeys lead to it; removing it would tear holes into their maps."""

    def __init__(self, steps: int) -> None:
        super().__init__(steps)
        self.steps = steps


@transaction.atomic
def add_touchpoint(
    *, organisation: Organisation, name: str, kind: str, by: int | None, at: datetime
) -> Touchpoint:
    """Add a touchpoint.

    Parameters
    ----------
    kind
        A value of `Kind`.
    by
        Number of the member who does it, as in all that follows; None for the machine.

    Raises
    ------
    TouchpointTakenError
        When there is one of this name.
    """
    take_turn(organisation.pk)
    if Touchpoint.objects.for_organisation(organisation).filter(name=name).exists():
        raise TouchpointTakenError(name)
    made = Touchpoint.objects.create(organisation=organisation, name=name, kind=kind, created_at=at)
    _record(made, change="added", by=by, at=at)
    return made


@transaction.atomic
def change_touchpoint(*, touchpoint: Touchpoint, name: str, kind: str, by: int | None, at: datetime) -> None:
    """Give a touchpoint another name or kind; what the data call it stays.

    Raises
    ------
    TouchpointTakenError
        When another one has this name.
    GoneError
        When the touchpoint is gone.
    """
    organisation = take_turn(touchpoint.organisation_id)
    others = Touchpoint.objects.for_organisation(organisation).exclude(pk=touchpoint.pk)
    if others.filter(name=name).exists():
        raise TouchpointTakenError(name)
    standing = Touchpoint.objects.filter(pk=touchpoint.pk)
    before = standing.values_list("name", "kind").first()
    if before is None:
        raise GoneError
    if before == (name, kind):
        return
    standing.update(name=name, kind=kind)
    touchpoint.name, touchpoint.kind = name, kind
    _record(touchpoint, change="renamed", by=by, at=at)


@transaction.atomic
def call_touchpoint(
    *, touchpoint: Touchpoint, where: Where, texts: Sequence[str], by: int | None, at: datetime
) -> None:
    """Say what the data call a touchpoint in one place: these names and no others.

    Raises
    ------
    DataNameTakenError
        When another touchpoint is called so there.
    GoneError
        When the touchpoint is gone.
    """
    organisation = take_turn(touchpoint.organisation_id)
    if not Touchpoint.objects.filter(pk=touchpoint.pk).exists():
        raise GoneError
    names = TouchpointName.objects.for_organisation(organisation).filter(where=where)
    taken = names.filter(text__in=texts).exclude(touchpoint=touchpoint).select_related("touchpoint").first()
    if taken is not None:
        raise DataNameTakenError(taken.text, taken.touchpoint)
    own = names.filter(touchpoint=touchpoint)
    before = set(own.values_list("text", flat=True))
    if before == set(texts):
        return
    own.exclude(text__in=texts).delete()
    TouchpointName.objects.bulk_create(
        TouchpointName(organisation=organisation, touchpoint=touchpoint, where=where, text=text)
        for text in dict.fromkeys(texts)
        if text not in before
    )
    _record(touchpoint, change="called", by=by, at=at)


@transaction.atomic
def remove_touchpoint(*, touchpoint: Touchpoint, by: int | None, at: datetime) -> None:
    """Remove a touchpoint that no journey passes, with its owners and names; answers stay.

    Raises
    ------
    TouchpointInUseError
        When steps lead to it.
    """
    take_turn(touchpoint.organisation_id)
    try:
        gone, _rows = Touchpoint.objects.filter(pk=touchpoint.pk).delete()
    except RestrictedError as error:
        raise TouchpointInUseError(len(error.restricted_objects)) from error
    if gone:
        _record(touchpoint, change="removed", by=by, at=at)


@transaction.atomic
def touchpoint_named(
    *, organisation: Organisation, name: str, kind: str, in_data: InData, by: int | None, at: datetime
) -> Touchpoint:
    """Give the touchpoint of a name; where there is none yet, add one.

    A new one is called by its own name in the data wherever they use that name and nobody else has it.

    Parameters
    ----------
    kind
        A value of `Kind`, for a new one.
    in_data
        The names that the data use.
    """
    take_turn(organisation.pk)
    found = Touchpoint.objects.for_organisation(organisation).filter(name=name).first()
    if found is not None:
        return found
    made = add_touchpoint(organisation=organisation, name=name, kind=kind, by=by, at=at)
    names = TouchpointName.objects.for_organisation(organisation).filter(text=name)
    taken = set(names.values_list("where", flat=True))
    for where in Where:
        if name in in_data.of(where) and where not in taken:
            call_touchpoint(touchpoint=made, where=where, texts=[name], by=by, at=at)
    return made


@transaction.atomic
def describe_touchpoint(
    *,
    touchpoint: Touchpoint,
    name: str,
    kind: str,
    answers: Sequence[str],
    events: Sequence[str],
    by: int | None,
    at: datetime,
) -> None:
    """Make all changes of a touchpoint, or none of them.

    Raises
    ------
    TouchpointTakenError
        When another one has this name.
    DataNameTakenError
        When another touchpoint is called so in the data.
    GoneError
        When the touchpoint is gone.
    """
    change_touchpoint(touchpoint=touchpoint, name=name, kind=kind, by=by, at=at)
    call_touchpoint(touchpoint=touchpoint, where=Where.FEEDBACK, texts=answers, by=by, at=at)
    call_touchpoint(touchpoint=touchpoint, where=Where.EVENT, texts=events, by=by, at=at)


def _record(touchpoint: Touchpoint, *, change: str, by: int | None, at: datetime) -> None:
    record(
        organisation=touchpoint.organisation,
        action=Action.JOURNEY_CHANGED,
        by=by,
        at=at,
        subject=f"touchpoint {touchpoint.pk}",
        details={"change": change},
    )
