"""Removed, nothing of the example is left, and nothing of anybody's own is missing."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from tests import factories

from ninefold.demo.example.operations import Wanted, found_example, open_example
from ninefold.demo.example.queries import standing_example
from ninefold.demo.example.removal import NotInventedError, owned_models, remove_example
from ninefold.engine.segments import folder
from ninefold.kit.jobs.choices import State
from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.models import Member, User
from ninefold.people.members.queries import memberships_of
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.queries import owners_of

pytestmark = pytest.mark.django_db


def left(organisation: Organisation) -> dict[str, int]:
    """Count what is left of an organisation, model by model."""
    rows = {
        model._meta.label: model._base_manager.filter(organisation=organisation.pk).count()
        for model in owned_models()
    }
    return {label: count for label, count in rows.items() if count}


def files_of(organisation: Organisation) -> list[Path]:
    return [
        path
        for name in ("segments", "uploads")
        for path in (Path(settings.HOME) / name / str(organisation.pk)).rglob("*.*")
    ]


def test_nothing_of_it_is_left_and_nothing_of_an_own_organisation_missing(small):
    own = factories.member(of=factories.organisation(name="Own"))
    factories.answers(of=own.organisation, rows=[{"nps": 9.0, "comment": "Fine."}])
    before = left(own.organisation), len(files_of(own.organisation)), AuditEntry.objects.count()
    house = small().organisation
    visitor = factories.member(of=house, account=own.user)
    assert {"people.Unit", "people.Member", "listen.Wave", "engine.Segment"} < set(left(house))
    staying = remove_example(organisation=house, by=visitor, begin="", at=factories.AT)
    connection.check_constraints()
    assert staying == own
    assert left(house) == {}
    assert set(User.objects.values_list("email", flat=True)) == {own.user.email}
    assert standing_example() is None
    assert (left(own.organisation), len(files_of(own.organisation))) == before[:2]
    assert (folder() / str(own.organisation_id)).is_dir()


def test_files_go_once_it_is_certain(small, django_capture_on_commit_callbacks):
    house = small().organisation
    visitor = factories.member(of=house)
    assert len(files_of(house)) == 8
    with django_capture_on_commit_callbacks(execute=True):
        remove_example(organisation=house, by=visitor, begin="Ours", at=factories.AT)
    assert files_of(house) == []


def test_who_belongs_to_no_other_organisation_begins_an_own_one(small):
    house = small().organisation
    visitor = factories.member(of=house, language="fa", name="Parisa")
    other = factories.member(of=house, role="analyst")
    staying = remove_example(organisation=house, by=visitor, begin="سازمان ما", at=factories.AT)
    assert (staying.user, staying.name, staying.organisation.name) == (visitor.user, "Parisa", "سازمان ما")
    assert (staying.organisation.language, staying.organisation.calendar) == ("fa", "persian")
    assert not staying.organisation.invented
    assert [grant.member for grant in owners_of(organisation=staying.organisation)] == [staying]
    assert memberships_of(user=visitor.user) == (staying,)
    other.user.refresh_from_db()
    assert not other.user.is_active


def test_an_own_organisation_is_refused():
    own = factories.member()
    with pytest.raises(NotInventedError):
        remove_example(organisation=own.organisation, by=own, begin="", at=factories.AT)
    assert Member.objects.filter(pk=own.pk).exists()


def test_what_is_being_loaded_is_stopped_and_removed():
    own = factories.member()
    visitor = open_example(member=own, at=factories.AT)
    remove_example(organisation=visitor.organisation, by=visitor, begin="", at=factories.AT)
    jobs = apps.get_model("kit", "Job").objects.exclude(state=State.STOPPED)
    assert (left(visitor.organisation), jobs.count()) == ({}, 0)


def test_people_of_another_example_keep_their_accounts():
    own = factories.member()
    second = found_example(wanted=Wanted(customers=300), at=factories.AT)
    visitor = open_example(member=own, at=factories.AT)
    remove_example(organisation=visitor.organisation, by=visitor, begin="", at=factories.AT)
    members = Member.objects.filter(organisation=second.organisation)
    assert members.count() == 28
    assert User.objects.filter(memberships__in=members).count() == 28


def test_its_audit_log_stays(small):
    house = small().organisation
    visitor = factories.member(of=house)
    entries = AuditEntry.objects.filter(organisation=house).count()
    remove_example(organisation=house, by=visitor, begin="Ours", at=factories.AT)
    log = AuditEntry.objects.filter(organisation=house).order_by("number")
    assert log.count() == entries + 1
    assert (log.last().actor, log.last().details) == (visitor.pk, {"change": "removed"})
