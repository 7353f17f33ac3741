"""Owner and target of a metric, and new versions of its definition."""

from datetime import timedelta

import pytest
from tests import factories

from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.models import MetricSetting, MetricVersion
from ninefold.understand.metrics.operations import NothingNew, Wanted, change_definition, set_aim

pytestmark = pytest.mark.django_db


def change(by: Member, *, slug: str = "csat", reason: str = "Asked anew", **wanted: object) -> MetricVersion:
    return change_definition(
        organisation=by.organisation,
        slug=slug,
        wanted=Wanted(**wanted),  # type: ignore[arg-type]
        reason=reason,
        by=by,
        at=factories.AT,
    )


def acts(house: Organisation) -> list[tuple[str, dict[str, object]]]:
    return [
        (each.action, each.details) for each in AuditEntry.objects.for_organisation(house).order_by("number")
    ]


def test_aim_is_stored_and_written_into_the_log():
    house = factories.organisation()
    ann = factories.member(of=house)
    set_aim(organisation=house, slug="nps", owner=ann, target=42.0, by=ann, at=factories.AT)
    found = MetricSetting.objects.get()
    assert (found.owner, found.target, found.current, found.changed_at) == (ann, 42.0, None, factories.AT)
    assert acts(house) == [("definition_changed", {"metric": "nps", "change": "aim", "owner": ann.pk})]


def test_new_target_leaves_the_definition_as_it_is():
    ann = factories.member()
    made = change(ann, slug="nps", name="Recommendation")
    later = factories.AT + timedelta(days=1)
    set_aim(organisation=ann.organisation, slug="nps", owner=None, target=45.0, by=ann, at=later)
    found = MetricSetting.objects.get()
    assert (found.current, found.target, MetricVersion.objects.count()) == (made, 45.0, 1)


def test_owner_of_another_organisation_is_refused():
    house, other = factories.organisation(), factories.organisation()
    with pytest.raises(ValueError, match="does not belong"):
        set_aim(
            organisation=house,
            slug="nps",
            owner=factories.member(of=other),
            target=None,
            by=factories.member(of=house),
            at=factories.AT,
        )
    assert MetricSetting.objects.count() == 0


def test_new_definition_is_a_version_with_who_when_and_why():
    ann = factories.member()
    first, second = change(ann, top=5.0, reason=" Fives alone "), change(ann, top=3.0, clamped=True)
    assert (first.number, first.top, first.clamped, first.reason) == (2, 5.0, False, "Fives alone")
    assert (second.number, second.top, second.clamped) == (3, 3.0, True)
    assert (first.made_by, first.made_at) == (ann, factories.AT)
    assert MetricSetting.objects.get().current == second
    assert acts(ann.organisation) == [
        ("definition_changed", {"metric": "csat", "change": "changed", "version": 2}),
        ("definition_changed", {"metric": "csat", "change": "changed", "version": 3}),
    ]


def test_definition_can_go_back_to_the_standard_by_a_version_of_its_own():
    ann = factories.member()
    change(ann, top=5.0)
    back = change(ann)
    assert (back.number, Wanted.of(back)) == (3, Wanted())


def test_definition_that_holds_already_is_no_new_version():
    ann = factories.member()
    with pytest.raises(NothingNew, match="csat is defined like this already"):
        change(ann)
    change(ann, top=5.0)
    with pytest.raises(NothingNew):
        change(ann, top=5.0)
    assert MetricVersion.objects.count() == 1


def test_definition_needs_a_reason_and_a_member_of_the_house():
    ann, stranger = factories.member(), factories.member()
    with pytest.raises(ValueError, match="needs a reason"):
        change(ann, top=5.0, reason="  ")
    with pytest.raises(ValueError, match="does not belong"):
        change_definition(
            organisation=ann.organisation,
            slug="csat",
            wanted=Wanted(top=5.0),
            reason="So",
            by=stranger,
            at=factories.AT,
        )
    assert MetricVersion.objects.count() == 0


def test_version_is_never_written_again():
    made = change(factories.member(), top=5.0)
    made.top = 2.0
    with pytest.raises(ValueError, match="Version 2 of csat stands already"):
        made.save()
    assert MetricVersion.objects.get().top == 5.0


def test_question_of_another_script_is_told_in_the_log_without_its_name():
    ann = factories.member()
    change(ann, slug="q_آسانی", name="Ease")
    assert acts(ann.organisation) == [("definition_changed", {"change": "changed", "version": 2})]
