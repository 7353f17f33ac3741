"""Erasing: ask, look, confirm, do, certify. Each step can be killed and run again."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction

from ninefold.customers.erasure.choices import Kind, State
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.erasure.queries import (
    Meant,
    certificate,
    meant_by,
    meant_now,
    person_of,
    work_on_erasure,
)
from ninefold.customers.erasure.registry import REGISTRY, Erasing, Held, Report
from ninefold.customers.erasure.rules import signature
from ninefold.customers.profiles.models import Customer
from ninefold.customers.suppression.operations import suppress
from ninefold.engine.anonymising import FIELDS, Anonymous
from ninefold.kit.jobs.operations import enqueue
from ninefold.kit.rinsing import rinse
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.organisations.models import Organisation

LOOK, CARRY_OUT = "customers.erasure.look", "customers.erasure.carry-out"
ROUNDS = 3
FORGOTTEN_AFTER = timedelta(days=1)


class NobodyError(Exception):
    """No identifier is given."""


class NotReadyError(Exception):
    """The erasure does not wait to be confirmed: looked into still, confirmed already, or called off."""


class ChangedError(Exception):
    """Who is meant has changed since the look: merged, parted, or called something else by newer data."""


class StillThereError(Exception):
    """Something of the person was found again and again after it had been erased."""


@transaction.atomic
def ask(
    *,
    organisation: Organisation,
    by: int | None,
    at: datetime,
    identifiers: Iterable[str] = (),
    customer: Customer | None = None,
    queued: bool = True,
) -> Erasure:
    """Begin an erasure with a dry run: nothing of the person is changed.

    Parameters
    ----------
    identifiers, customer
        Who is meant; see `queries.meant_by`.
    queued
        Whether a job looks what would go; else the caller does (`look`).

    Raises
    ------
    NobodyError
        When there is neither an identifier nor a customer who has one.
    """
    given = sorted(identifiers)
    meant = meant_by(organisation=organisation, identifiers=given, customer=customer)
    if not meant.identifiers:
        raise NobodyError
    asked = {"identifiers": given, "customer": None if customer is None else customer.pk}
    erasure = Erasure.objects.create(
        organisation=organisation,
        sought={"asked": asked, **_written(meant)},
        by=by,
        asked_at=at,
    )
    if queued:
        _queue(erasure, kind=LOOK, at=at)
    return erasure


def look(*, erasure: Erasure, at: datetime, report: Report = lambda _share: None) -> None:
    """See what would go, place by place; nothing of the person is changed."""
    person, found = person_of(erasure), {}
    fields: set[str] = set()
    for number, place in enumerate(REGISTRY.places):
        held = place.opened().find(Erasing(person=person, at=at, report=_part(report, number)))
        found[place.key] = dict(held.counts)
        fields |= held.fields
    waiting = Erasure.objects.filter(pk=erasure.pk, state=State.LOOKING)
    waiting.update(state=State.READY, found={"places": found, "fields": sorted(fields)})


@transaction.atomic
def call_off(*, erasure: Erasure) -> None:
    """Forget that somebody was to be erased, as long as it is not confirmed.

    Raises
    ------
    NotReadyError
        When it is confirmed already.
    """
    open_still = Erasure.objects.filter(pk=erasure.pk, state__in=(State.LOOKING, State.READY))
    if not open_still.delete()[0]:
        raise NotReadyError


@transaction.atomic
def look_again(*, erasure: Erasure, at: datetime) -> None:
    """Look once more, for whom the words mean by now."""
    meant = _written(meant_now(erasure))
    ready = Erasure.objects.filter(pk=erasure.pk, state=State.READY)
    if ready.update(state=State.LOOKING, sought={**erasure.sought, **meant}):
        _queue(erasure, kind=LOOK, at=at)


@transaction.atomic
def confirm(
    *,
    erasure: Erasure,
    kind: str,
    kept: Collection[str],
    by: int | None,
    at: datetime,
    queued: bool = True,
) -> None:
    """Let an erasure be carried out; from this moment no delivery brings the person back.

    Parameters
    ----------
    kind : a value of `Kind`.
    kept : the words of `engine.anonymising.FIELDS` that stay, where answers are kept.

    Raises
    ------
    NotReadyError
        When it does not wait to be confirmed.
    ChangedError
        When another look would show somebody else; nothing is confirmed then (`look_again`).
    """
    # Behind this lock nobody is merged.
    Organisation.objects.select_for_update(no_key=True).get(pk=erasure.organisation_id)
    chosen = sorted(set(kept) & set(FIELDS)) if kind == Kind.ANONYMISE else []
    ready = Erasure.objects.filter(pk=erasure.pk, state=State.READY)
    if not ready.update(state=State.RUNNING, kind=kind, kept=chosen, by=by, confirmed_at=at):
        raise NotReadyError
    erasure.refresh_from_db()
    if any(erasure.sought[name] != now for name, now in _written(meant_now(erasure)).items()):
        raise ChangedError
    erasure.hashed = suppress(organisation=erasure.organisation, identifiers=erasure.sought["identifiers"])
    erasure.save(update_fields=["hashed"])
    _record(erasure, change="confirmed", by=by, at=at)
    if queued:
        _queue(erasure, kind=CARRY_OUT, at=at)


def carry_out(*, erasure: Erasure, at: datetime, report: Report = lambda _share: None) -> None:
    """Erase the person everywhere, search again, rinse the row database, and write the certificate.

    Every place is done in its own time and written down; killed in between, the next run goes on. Identifiers
    are forgotten before the row database is rinsed, so that they go with all else.

    Raises
    ------
    StillThereError
        When something is found again after each of three rounds.
    """
    if erasure.state == State.RUNNING:
        for _round in range(ROUNDS):
            _erase_everywhere(erasure, at=at, report=report)
            if not _left(erasure, at=at):
                break
        else:
            raise StillThereError
        _forget_who(erasure)
    if erasure.state == State.RINSING:
        rinse(tables=_tables())
        _finish(erasure, at=at)
        report(1.0)


def go_on(*, erasure: Erasure, at: datetime) -> None:
    """Go on with an erasure whose job failed; one that is done, or waits for somebody, is left as it is."""
    kinds = {State.LOOKING: LOOK, State.RUNNING: CARRY_OUT, State.RINSING: CARRY_OUT}
    if work_on_erasure(erasure).broken_off:
        with transaction.atomic():
            _queue(erasure, kind=kinds[State(erasure.state)], at=at)


def forget_abandoned(*, at: datetime) -> int:
    """Forget erasures that nobody confirmed within a day: they hold identifiers."""
    old = Erasure.objects.filter(state__in=(State.LOOKING, State.READY), asked_at__lte=at - FORGOTTEN_AFTER)
    return old.delete()[0]


def _written(meant: Meant) -> dict[str, list[str] | list[int]]:
    return {"identifiers": sorted(meant.identifiers), "customers": [*meant.customers]}


def _erase_everywhere(erasure: Erasure, *, at: datetime, report: Report) -> None:
    person = person_of(erasure)
    anonymous = Anonymous(kept=frozenset(erasure.kept)) if erasure.kind == Kind.ANONYMISE else None
    for number, place in enumerate(REGISTRY.places):
        part = _part(report, number)
        held = place.opened().erase(Erasing(person=person, at=at, anonymous=anonymous, report=part))
        _note(erasure, key=place.key, held=held)


@transaction.atomic
def _forget_who(erasure: Erasure) -> None:
    """Forget the identifiers, also where the same person was asked for once more and not confirmed yet."""
    same = set(erasure.sought.get("identifiers", ()))
    waiting = Erasure.objects.filter(
        organisation=erasure.organisation, state__in=(State.LOOKING, State.READY)
    )
    for other in waiting:
        if same & set(other.sought.get("identifiers", ())):
            other.delete()
    Erasure.objects.filter(pk=erasure.pk).update(state=State.RINSING, sought={})
    erasure.refresh_from_db()


def _note(erasure: Erasure, *, key: str, held: Held) -> None:
    """Add what went to what went before; a round that found nothing adds nothing."""
    with transaction.atomic():
        row = Erasure.objects.select_for_update().get(pk=erasure.pk)
        before = row.done.get(key, {})
        row.done[key] = {word: before.get(word, 0) + number for word, number in held.counts.items()}
        row.save(update_fields=["done"])
    erasure.done = row.done


def _left(erasure: Erasure, *, at: datetime) -> int:
    erasing = Erasing(person=person_of(erasure), at=at)
    return sum(place.opened().find(erasing).number for place in REGISTRY.places)


@transaction.atomic
def _finish(erasure: Erasure, *, at: datetime) -> None:
    """Write the certificate, once."""
    waiting = Erasure.objects.filter(pk=erasure.pk, state=State.RINSING)
    if not waiting.update(state=State.DONE, finished_at=at):
        return
    erasure.refresh_from_db()
    erasure.digest = signature(certificate(erasure))
    erasure.save(update_fields=["digest"])
    _record(erasure, change="done", by=erasure.by, at=at)


def _record(erasure: Erasure, *, change: str, by: int | None, at: datetime) -> None:
    details = {"change": change, "kind": erasure.kind} | (
        {"digest": erasure.digest} if erasure.digest else {}
    )
    record(
        organisation=erasure.organisation,
        action=Action.PERSON_ERASED,
        by=by,
        at=at,
        subject=f"erasure {erasure.pk}",
        details=details,
    )


def _tables() -> frozenset[str]:
    touched = {label.lower() for place in REGISTRY.places for label in place.models} | {"customers.erasure"}
    return frozenset(
        model._meta.db_table for model in apps.get_models() if model._meta.label_lower in touched
    )


def _part(report: Report, number: int) -> Report:
    """Let a place report its own part of the whole; the last part is the rinsing."""
    parts = len(REGISTRY.places) + 1
    return lambda share: report((number + share) / parts)


def _queue(erasure: Erasure, *, kind: str, at: datetime) -> None:
    job = enqueue(kind=kind, payload={"erasure": erasure.pk}, organisation=erasure.organisation_id, at=at)
    Erasure.objects.filter(pk=erasure.pk).update(job=job.pk)
    erasure.job = job.pk
