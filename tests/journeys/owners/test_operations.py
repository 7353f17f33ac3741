"""Naming owners: never two at once, a cover within its days, nothing left in the name of somebody gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction
from tests import factories
from tests.factories import AT

from ninefold.journeys.owners import operations
from ninefold.journeys.owners.endings import on_unit_removed
from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.owners.queries import owner_of
from ninefold.journeys.turns import GoneError
from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.operations import remove_member
from ninefold.people.units.models import Unit
from ninefold.people.units.operations import remove_unit

pytestmark = pytest.mark.django_db
DONE = {"by": None, "at": AT}


def day(number, month=3):
    return date(2026, month, number)


@pytest.fixture
def delivery():
    return factories.touchpoint(of=factories.organisation())


@pytest.fixture
def mei(delivery):
    return factories.member(of=delivery.organisation, name="Mei")


@pytest.fixture
def omid(delivery):
    return factories.member(of=delivery.organisation, name="Omid")


def name(touchpoint, member, *, since=None, until=None, unit=None):
    return operations.name_owner(
        organisation=touchpoint.organisation,
        touchpoint=touchpoint.pk,
        unit=unit,
        member=member,
        since=since or day(1),
        until=until,
        **DONE,
    )


def told(house):
    entries = AuditEntry.objects.for_organisation(house).filter(action="owner_changed").order_by("number")
    return [(each.subject.split()[0], each.details["change"], each.details["owner"]) for each in entries]


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (day(5), day(9)),
        (day(1), day(5)),
        (day(9), None),
        (day(6), day(7)),
        (day(1), None),
    ],
)
def test_owners_whose_days_overlap_are_refused(delivery, mei, omid, since, until):
    first = name(delivery, mei, since=day(5), until=day(9))
    with pytest.raises(operations.OverlapError) as refused:
        name(delivery, omid, since=since, until=until)
    assert (refused.value.other, refused.value.other.member.name) == (first, "Mei")
    assert Ownership.objects.count() == 1


def test_owners_follow_one_another_and_own_other_units_at_once(delivery, mei, omid):
    north, south = (factories.unit(of=delivery.organisation, name=title) for title in ("North", "South"))
    name(delivery, mei, since=day(5), until=day(9))
    name(delivery, omid, since=day(1), until=day(4))
    name(delivery, omid, since=day(10))
    name(delivery, mei, unit=north)
    name(delivery, omid, unit=south)
    assert Ownership.objects.count() == 5
    assert told(delivery.organisation) == [
        ("touchpoint", "owner_named", each) for each in (mei.pk, omid.pk, omid.pk, mei.pk, omid.pk)
    ]


def test_a_whole_journey_has_an_owner_too(delivery, mei, omid):
    journey = factories.journey(of=delivery.organisation)
    told_once = {"organisation": delivery.organisation, "unit": None, "until": None} | DONE
    operations.name_owner(journey=journey.pk, member=mei, since=day(1), **told_once)
    with pytest.raises(operations.OverlapError):
        operations.name_owner(journey=journey.pk, member=omid, since=day(2), **told_once)
    with pytest.raises(ValueError, match="either a touchpoint or a journey"):
        operations.name_owner(member=omid, since=day(2), **told_once)
    with pytest.raises(ValueError, match="either a touchpoint or a journey"):
        operations.name_owner(
            journey=journey.pk, touchpoint=delivery.pk, member=omid, since=day(2), **told_once
        )


def test_impossible_owners_are_refused(delivery, mei):
    stranger = factories.member(name="Stranger")
    gone = factories.member(of=delivery.organisation, left_at=AT)
    unit = factories.unit(of=delivery.organisation)
    unit_gone = type(unit).objects.get(pk=unit.pk)
    unit.delete()
    with pytest.raises(operations.PeriodError):
        name(delivery, mei, since=day(9), until=day(8))
    for member in (stranger, gone):
        with pytest.raises(operations.LeftError):
            name(delivery, member)
    with pytest.raises(GoneError):
        name(delivery, mei, unit=unit_gone)
    assert Ownership.objects.count() == 0


def test_an_owner_ends_and_another_begins_on_the_next_day(delivery, mei, omid):
    first = name(delivery, mei)
    operations.end_ownership(ownership=first, until=day(9), **DONE)
    name(delivery, omid, since=day(10))
    for on, owner in ((day(9), "Mei"), (day(10), "Omid")):
        found = owner_of(touchpoint=delivery, unit=None, on=on)
        assert found is not None
        assert found.member.name == owner
    with pytest.raises(operations.OverlapError):
        operations.end_ownership(ownership=first, until=day(10), **DONE)
    with pytest.raises(operations.PeriodError):
        operations.end_ownership(ownership=first, until=day(1, month=2), **DONE)


def test_a_last_day_before_the_next_owner_begins_is_fine(delivery, mei, omid):
    first = name(delivery, mei, until=day(5))
    name(delivery, omid, since=day(10))
    operations.end_ownership(ownership=first, until=day(9), **DONE)
    first.refresh_from_db()
    assert first.until == day(9)


def test_an_owner_named_by_mistake_is_withdrawn(delivery, mei, omid):
    first = name(delivery, mei)
    operations.withdraw_ownership(ownership=first, **DONE)
    operations.withdraw_ownership(ownership=first, **DONE)
    name(delivery, omid)
    assert [change for _of, change, _owner in told(delivery.organisation)] == [
        "owner_named",
        "owner_withdrawn",
        "owner_named",
    ]
    with pytest.raises(GoneError):
        operations.end_ownership(ownership=first, until=day(9), **DONE)


def test_a_cover_lies_within(delivery, mei, omid):
    owned = name(delivery, mei, since=day(5), until=day(20))
    for since, until in ((day(4), day(6)), (day(18), day(21)), (day(21), None)):
        with pytest.raises(operations.CoverOutsideError):
            operations.name_cover(ownership=owned, cover=omid, since=since, until=until, **DONE)
    with pytest.raises(operations.PeriodError):
        operations.name_cover(ownership=owned, cover=omid, since=day(9), until=day(8), **DONE)
    with pytest.raises(operations.CoversSelfError):
        operations.name_cover(ownership=owned, cover=mei, since=day(9), until=day(9), **DONE)
    operations.name_cover(ownership=owned, cover=omid, since=day(5), until=day(20), **DONE)
    operations.end_cover(ownership=owned, **DONE)
    owned.refresh_from_db()
    assert (owned.cover, owned.cover_since, owned.cover_until) == (None, None, None)


def test_a_cover_ends_with_the_ownership(delivery, mei, omid):
    owned = name(delivery, mei)
    operations.name_cover(ownership=owned, cover=omid, since=day(9), until=day(20), **DONE)
    operations.end_ownership(ownership=owned, until=day(12), **DONE)
    owned.refresh_from_db()
    assert (owned.cover, owned.cover_until) == (omid, day(12))
    operations.end_ownership(ownership=owned, until=day(8), **DONE)
    owned.refresh_from_db()
    assert (owned.cover, owned.cover_since, owned.until) == (None, None, day(8))


def test_a_cover_that_is_over_stays_as_it_was(delivery, mei, omid):
    owned = name(delivery, mei)
    operations.name_cover(ownership=owned, cover=omid, since=day(2), until=day(4), **DONE)
    operations.end_ownership(ownership=owned, until=day(9), **DONE)
    owned.refresh_from_db()
    assert (owned.cover, owned.cover_since, owned.cover_until) == (omid, day(2), day(4))


def test_whoever_leaves_owns_and_covers_nothing_from_that_day_on(delivery, mei, omid):
    house = delivery.organisation
    chief = factories.member(of=house, name="Chief")
    other = factories.touchpoint(of=house, name="Phone")
    later = factories.touchpoint(of=house, name="Chat")
    name(delivery, mei)
    name(later, mei, since=day(20))
    covered = name(other, omid)
    operations.name_cover(ownership=covered, cover=mei, since=day(1), until=None, **DONE)
    remove_member(member=mei, by=chief, at=AT.replace(month=3, day=9))
    assert list(Ownership.objects.filter(member=mei).values_list("touchpoint", "until")) == [
        (delivery.pk, day(8))
    ]
    assert owner_of(touchpoint=delivery, unit=None, on=day(9)) is None
    found = owner_of(touchpoint=other, unit=None, on=day(9))
    assert found is not None
    assert found.member == omid
    name(delivery, omid, since=day(9))  # the place is free
    assert {change for _of, change, owner in told(house) if owner == mei.pk} == {"owner_named", "owner_left"}
    mei.left_at = None
    mei.save()
    assert owner_of(touchpoint=later, unit=None, on=day(25)) is None  # coming back gives nothing back


def test_a_member_who_is_renamed_keeps_what_they_own(delivery, mei):
    name(delivery, mei)
    mei.name = "Mei Chen"
    mei.save()
    found = owner_of(touchpoint=delivery, unit=None, on=day(9))
    assert found is not None
    assert found.member.name == "Mei Chen"


def test_owning_ends_with_the_unit_and_the_log_keeps_it(delivery, mei):
    north = factories.unit(of=delivery.organisation)
    name(delivery, mei, unit=north)
    remove_unit(unit=north, **DONE)
    assert Ownership.objects.count() == 0
    assert told(delivery.organisation)[-1] == ("touchpoint", "unit_removed", mei.pk)


def test_an_organisation_goes_with_its_owners_and_writes_no_log(delivery, mei):
    factories.ownership(by=mei, touchpoint=delivery, unit=factories.unit(of=delivery.organisation))
    unit = Unit.objects.get()
    on_unit_removed(instance=unit, origin=delivery.organisation)
    assert told(delivery.organisation) == []
    on_unit_removed(instance=unit, origin=unit)
    assert told(delivery.organisation) == [("touchpoint", "unit_removed", mei.pk)]


@pytest.mark.parametrize("everywhere", [True, False])
def test_the_database_itself_refuses_two_owners_without_an_end(delivery, mei, omid, everywhere):
    unit = None if everywhere else factories.unit(of=delivery.organisation)
    factories.ownership(by=mei, touchpoint=delivery, unit=unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.ownership(by=omid, touchpoint=delivery, unit=unit, since=day(9))


def test_the_database_itself_refuses_what_cannot_be(delivery, mei, omid):
    journey = factories.journey(of=delivery.organisation)
    impossible = (
        {},
        {"touchpoint": delivery, "journey": journey},
        {"touchpoint": delivery, "since": day(9), "until": day(8)},
        {"touchpoint": delivery, "cover": mei, "cover_since": day(9)},
        {"touchpoint": delivery, "cover": omid},
        {"touchpoint": delivery, "since": day(9), "cover": omid, "cover_since": day(8)},
        {
            "touchpoint": delivery,
            "until": day(9),
            "cover": omid,
            "cover_since": day(2),
            "cover_until": day(10),
        },
    )
    for fields in impossible:
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.ownership(by=mei, **fields)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_name_an_owner_at_once_one_is_refused():
    house = factories.organisation()
    touchpoint = factories.touchpoint(of=house)
    members = [factories.member(of=house, name=f"Member {number}") for number in range(6)]
    start = Barrier(len(members))

    def try_it(number):
        try:
            start.wait(20)
            # With a last day, so that no constraint of the database helps: only the lock does.
            name(touchpoint, members[number], since=day(1 + number), until=day(20 + number))
        except operations.OverlapError:
            return 0
        else:
            return 1
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(members)) as pool:
        named = list(pool.map(try_it, range(len(members))))
    assert (sum(named), Ownership.objects.count()) == (1, 1)
