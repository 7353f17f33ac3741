"""Removing the example with all that is in it, and nothing of anybody's own.

Whatever room made a row: a table with a column `organisation` holds rows of one organisation only, and those
of an invented one go. Its audit log stays, as every log does, with the bare organisation that it names and
the manifest, by which the sweeper finds files that a kill left behind. Foreign keys are checked at the end
of the transaction, so that the order of the tables does not matter.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from ninefold.demo.example.models import Example
from ninefold.demo.example.people import DOMAIN
from ninefold.engine.operations import lock
from ninefold.kit.jobs.operations import request_stop
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.members.models import Member, User, new_stamp
from ninefold.people.members.queries import memberships_of
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.operations import found_organisation
from ninefold.people.organisations.rules import usual_calendar
from ninefold.people.roles.choices import Role
from ninefold.people.roles.operations import give_role

KEPT: Final = frozenset({"people.AuditEntry", "engine.Manifest"})
FOLDERS: Final = ("segments", "uploads")


class NotInventedError(Exception):
    """The organisation is somebody's own."""


def remove_example(*, organisation: Organisation, by: Member, begin: str, at: datetime) -> Member:
    """Remove an invented organisation with all its rows, files, invented people and their accounts.

    Parameters
    ----------
    organisation : it must be invented.
    by : the member who removes it.
    begin : how to call the organisation that is founded for them, where they belong to no other.
    at : the moment of the removal.

    Returns
    -------
    Member
        The membership in which they go on.

    Raises
    ------
    NotInventedError
        When the organisation is not invented; nothing is touched then.
    """
    with transaction.atomic():
        lock(organisation.pk)  # no commit of facts may come in between
        house = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if not house.invented:
            raise NotInventedError
        _stop_loading(house, at=at)
        staying = _other_membership(by) or _own_house(by, name=begin, at=at)
        record(
            organisation=house,
            action=Action.SETTINGS_CHANGED,
            by=by.pk,
            at=at,
            details={"change": "removed"},
        )
        people = list(Member.objects.filter(organisation=house).values_list("user", flat=True))
        delete_rows(house.pk)
        _let_go(people, keep=staying.user_id)
        transaction.on_commit(lambda: _delete_files(house.pk))
    return staying


def owned_models() -> Iterator[type[models.Model]]:
    """Give all models whose rows belong to an organisation and go with an invented one."""
    for model in apps.get_models():
        described = model._meta
        names = {field.name for field in described.get_fields()}
        if "organisation" in names and described.label not in KEPT:
            yield model


def delete_rows(organisation: int) -> None:
    """Delete the rows of an invented organisation in all those tables."""
    with transaction.atomic():
        for model in owned_models():
            rows = model._base_manager.filter(organisation=organisation)  # whatever it shows else
            # A million rows need no object each: foreign keys are looked at when the transaction ends.
            rows._raw_delete(connection.alias)  # noqa: SLF001  # Django has no public name for it


def _stop_loading(house: Organisation, *, at: datetime) -> None:
    job = Example.objects.filter(organisation=house).values_list("job", flat=True).first()
    if job is not None:
        request_stop(job=job, organisation=house.pk, at=at)


def _other_membership(by: Member) -> Member | None:
    others = [each for each in memberships_of(user=by.user) if each.organisation_id != by.organisation_id]
    return others[0] if others else None


def _own_house(by: Member, *, name: str, at: datetime) -> Member:
    language = by.language or by.organisation.language
    founded = found_organisation(
        name=name, language=language, time_zone="UTC", calendar=usual_calendar(language=language), at=at
    )
    member = Member.objects.create(
        user=by.user,
        organisation=founded,
        name=by.name,
        language=by.language,
        calendar=by.calendar,
        digits=by.digits,
        theme=by.theme,
        joined_at=at,
    )
    give_role(member=member, role=Role.OWNER, unit=None, by=None, access=None, at=at)
    return member


def _let_go(people: list[int], *, keep: int) -> None:
    """Delete the invented accounts, and let those of others rest who belong nowhere any more."""
    gone = User.objects.filter(pk__in=people, memberships=None).exclude(pk=keep)
    gone.filter(email__endswith=f"@{DOMAIN}").delete()
    for user in gone:
        user.is_active, user.session_stamp = False, new_stamp()
        user.save(update_fields=["is_active", "session_stamp"])


def _delete_files(organisation: int) -> None:
    for name in FOLDERS:
        shutil.rmtree(Path(settings.HOME) / name / str(organisation), ignore_errors=True)
