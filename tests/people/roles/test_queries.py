"""What a member may do and see: one role at a time, in the units it is given for."""

import pytest
from tests import factories
from tests.factories import AT

from ninefold.engine.sight import EVERYTHING
from ninefold.people.access import NO_ACCESS, NOTHING
from ninefold.people.members.models import Member
from ninefold.people.members.queries import members_of
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant, StandingRule
from ninefold.people.roles.queries import listed, previewed, roles_of, standing_of

pytestmark = pytest.mark.django_db


def grant(person: Member, role: Role, unit=None) -> None:
    RoleGrant.objects.create(
        organisation=person.organisation, member=person, role=role, unit=unit, given_at=AT
    )


def test_a_member_without_a_role_sees_nothing():
    found = standing_of(member=factories.member(role=""))
    assert (found.roles, found.access) == ((), NO_ACCESS)


def test_a_role_in_a_unit_sees_that_unit_and_all_below_it():
    house = factories.organisation()
    north = factories.unit(of=house, name="North")
    factories.unit(of=house, name="Gate", below=north)
    factories.unit(of=house, name="South")
    found = standing_of(member=factories.member(of=house, role="manager", unit=north)).access
    assert (found.role, found.sight.places) == ("manager", (("unit", ("Gate", "North")),))


def test_one_role_in_several_units_sees_all_of_them():
    house = factories.organisation()
    person = factories.member(of=house, role="manager", unit=factories.unit(of=house, name="North"))
    grant(person, Role.MANAGER, factories.unit(of=house, name="South"))
    assert standing_of(member=person).access.sight.places == (("unit", ("North", "South")),)


def test_units_of_two_hierarchies_must_both_hold():
    house = factories.organisation()
    person = factories.member(of=house, role="manager", unit=factories.unit(of=house, name="North"))
    grant(person, Role.MANAGER, factories.unit(of=house, name="Sofas", column="segment"))
    assert standing_of(member=person).access.sight.places == (("segment", ("Sofas",)), ("unit", ("North",)))


def test_a_unit_that_does_not_stand_in_the_data_shows_nothing():
    house = factories.organisation()
    person = factories.member(of=house, role="manager", unit=factories.unit(of=house, column=""))
    assert standing_of(member=person).access.sight == NOTHING


def test_two_roles_are_not_added_up():
    house = factories.organisation()
    person = factories.member(of=house, role="executive")
    grant(person, Role.MANAGER, factories.unit(of=house, name="North"))
    first = standing_of(member=person)
    assert (first.roles, first.access.role) == ((Role.MANAGER, Role.EXECUTIVE), "manager")
    assert first.access.sight.places == (("unit", ("North",)),)
    second = standing_of(member=person, acting="executive").access
    assert (second.role, second.sight) == ("executive", EVERYTHING)
    assert not second.rights & {right for right in first.access.rights if right.value == "take_away"}


def test_a_role_one_has_not_is_not_acted_in():
    person = factories.member(role="front_line")
    for wish in ("owner", "", None, 17, ["owner"]):
        assert standing_of(member=person, acting=wish).access.role == "front_line"


def test_standing_takes_two_queries_in_a_unit_and_one_in_the_whole(django_assert_num_queries):
    house = factories.organisation()
    north = factories.unit(of=house)
    scoped, whole = factories.member(of=house, role="manager", unit=north), factories.member(of=house)
    with django_assert_num_queries(2):
        standing_of(member=scoped)
    with django_assert_num_queries(1):
        standing_of(member=whole)


def test_members_are_listed_with_their_roles_given_and_by_rule(django_assert_num_queries):
    house = factories.organisation()
    ingrid, tom = factories.member(of=house), factories.member(of=house, name="Tom", role="")
    north = factories.unit(of=house)
    mara = factories.member(of=house, name="Zoe", role="", position="Buyer", home=north)
    StandingRule.objects.create(organisation=house, role="manager", position="buyer", made_at=AT)
    with django_assert_num_queries(3):
        found = listed(members=members_of(organisation=house), organisation=house)
    assert [(each.member, [(held.role, held.unit) for held in each.held]) for each in found] == [
        (ingrid, [(Role.OWNER, None)]),
        (tom, []),
        (mara, [(Role.MANAGER, north)]),
    ]
    assert [each.role for each in roles_of(member=ingrid)] == ["owner"]


def test_only_members_of_the_house_can_be_looked_through():
    house, other = factories.organisation(), factories.member()
    tom = factories.member(of=house, name="Tom")
    gone = factories.member(of=house, name="Gone", left_at=AT)
    assert previewed(organisation=house, member=tom.pk) == tom
    for member in (other.pk, gone.pk, str(tom.pk), None):
        assert previewed(organisation=house, member=member) is None
