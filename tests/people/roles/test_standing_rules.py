"""Roles by rule: a changing group of leaders has its access by what they are, not by hand."""

import pytest
from tests import factories
from tests.factories import AT

from ninefold.engine.sight import EVERYTHING
from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import StandingRule
from ninefold.people.roles.operations import NotAllowedError, PlaceError
from ninefold.people.roles.queries import applied, by_rule, standing_of
from ninefold.people.roles.rules import access
from ninefold.people.roles.standing_rules import end_rule, make_rule, place_member
from ninefold.people.units.models import Unit

pytestmark = pytest.mark.django_db
OWNER = access(role=Role.OWNER)


def rule(of: Organisation, role: Role = Role.MANAGER, **told) -> StandingRule:
    asked = {"position": "Store manager", "within": None, "own_unit": True} | told
    by = Member.objects.filter(organisation=of).order_by("pk").first() or factories.member(of=of)
    return make_rule(organisation=of, role=role, by=by, access=OWNER, at=AT, **asked)


def somebody(of: Organisation, position: str = "", home: Unit | None = None) -> Member:
    return factories.member(of=of, name="Tom", role="", position=position, home=home)


@pytest.fixture
def house() -> Organisation:
    return factories.organisation()


def test_a_position_gives_its_role_in_the_unit_of_whoever_has_it(house):
    north, south = (factories.unit(of=house, name=name) for name in ("North", "South"))
    rule(house)
    for unit in (north, south):
        found = standing_of(member=somebody(house, position="store MANAGER", home=unit)).access
        assert (found.role, found.sight.places) == ("manager", (("unit", (unit.name,)),))


def test_a_rule_holds_for_nobody_else(house):
    north = factories.unit(of=house)
    rule(house)
    others = [somebody(house), somebody(house, position="Cashier", home=north), somebody(house, home=north)]
    assert [standing_of(member=each).roles for each in others] == [(), (), ()]
    assert standing_of(member=somebody(house, position="Store manager")).roles == ()  # in no unit
    strange = somebody(factories.organisation(), position="Store manager")
    assert standing_of(member=strange).roles == ()


def test_a_rule_of_a_unit_holds_for_all_below_it(house):
    north = factories.unit(of=house)
    gate = factories.unit(of=house, name="Gate", below=north)
    south = factories.unit(of=house, name="South")
    rule(house, role=Role.EXECUTIVE, position="", within=north, own_unit=False)
    assert standing_of(member=somebody(house, home=gate)).access.sight == EVERYTHING
    assert standing_of(member=somebody(house, home=south)).roles == ()


def test_who_moves_on_leaves_the_role_behind(house):
    north = factories.unit(of=house)
    rule(house)
    owner, tom = factories.member(of=house), somebody(house, position="Store manager", home=north)
    assert standing_of(member=tom).roles == (Role.MANAGER,)
    place_member(member=tom, position="Buyer", home=north, by=owner, access=OWNER, at=AT)
    assert standing_of(member=tom).roles == ()
    assert AuditEntry.objects.filter(subject=f"member {tom.pk}").count() == 1


def test_a_rule_that_is_ended_gives_nothing(house):
    north = factories.unit(of=house)
    tom, made = somebody(house, position="Store manager", home=north), rule(house)
    assert [each for each, _unit in by_rule(member=tom)] == [made]
    end_rule(rule=made, by=factories.member(of=house), access=OWNER, at=AT)
    assert standing_of(member=tom).roles == ()


def test_rules_are_listed_with_whom_they_hold_for(house, django_assert_num_queries):
    north = factories.unit(of=house)
    tom = somebody(house, position="Store manager", home=north)
    made, other = rule(house), rule(house, position="Buyer")
    with django_assert_num_queries(2):
        found = applied(organisation=house)
    assert [(each.rule, each.members) for each in found] == [(made, (tom,)), (other, ())]


@pytest.mark.parametrize(
    ("told", "role", "giver", "error"),
    [
        ({}, Role.OWNER, Role.OWNER, PlaceError),
        ({"position": ""}, Role.MANAGER, Role.OWNER, PlaceError),
        ({}, Role.LEAD, Role.ANALYST, NotAllowedError),
    ],
)
def test_rules_that_may_not_be_made_are_not(house, told, role, giver, error):
    asked = {"position": "Store manager", "within": None, "own_unit": True} | told
    with pytest.raises(error):
        make_rule(
            organisation=house,
            role=role,
            by=factories.member(of=house),
            access=access(role=giver),
            at=AT,
            **asked,
        )
    assert StandingRule.objects.count() == 0


def test_a_place_that_gives_a_role_one_could_not_give_is_refused(house):
    north = factories.unit(of=house)
    rule(house, role=Role.LEAD, own_unit=False)
    lead, tom = factories.member(of=house, role="lead"), somebody(house, home=north)
    inviter = access(role=Role.ANALYST)
    with pytest.raises(NotAllowedError):
        place_member(member=tom, position="Store manager", home=north, by=lead, access=inviter, at=AT)
    tom.refresh_from_db()
    assert (tom.position, standing_of(member=tom).roles) == ("", ())


def test_pages_make_show_and_end_a_rule(house):
    north = factories.unit(of=house)
    tom, client = somebody(house), factories.browser(of=factories.member(of=house))
    told = {"position": "Store manager", "within": north.pk, "role": "manager", "own_unit": "yes"}
    assert client.post("/people/rules/", told).status_code == 302
    client.post(f"/people/members/{tom.pk}/place/", {"position": "Store manager", "home": north.pk})
    assert '<bdi class="wrap">Tom</bdi>' in client.get("/people/rules/").content.decode()
    assert "by rule" in client.get(f"/people/members/{tom.pk}/").content.decode()
    assert factories.browser(of=tom).get("/understand/metrics/").status_code == 200
    made = StandingRule.objects.get()
    assert client.post(f"/people/units/unit/{north.pk}/remove/", follow=True).status_code == 200
    assert Unit.objects.filter(pk=north.pk).exists()
    assert client.post(f"/people/rules/{made.pk}/end/").status_code == 302
    assert factories.browser(of=tom).get("/understand/metrics/").status_code == 403


def test_a_rule_that_asks_for_nothing_ends_in_a_sentence(house):
    client = factories.browser(of=factories.member(of=house))
    page = client.post("/people/rules/", {"position": " ", "role": "manager", "own_unit": "yes"})
    assert "else the rule would hold for everybody." in page.content.decode()


def test_who_has_left_holds_no_unit(house):
    north = factories.unit(of=house)
    tom, client = (
        somebody(house, position="Buyer", home=north),
        factories.browser(of=factories.member(of=house)),
    )
    client.post(f"/people/units/unit/{north.pk}/remove/")
    assert Unit.objects.filter(pk=north.pk).exists()
    assert client.post(f"/people/members/{tom.pk}/remove/").status_code == 302
    client.post(f"/people/units/unit/{north.pk}/remove/")
    assert not Unit.objects.filter(pk=north.pk).exists()


def test_a_place_that_cannot_be_saved_ends_in_a_sentence(house):
    tom, client = somebody(house), factories.browser(of=factories.member(of=house))
    strange = factories.unit(of=factories.organisation())
    for told in ({"position": "x" * 101}, {"position": "Buyer", "home": strange.pk}):
        page = client.post(f"/people/members/{tom.pk}/place/", told).content.decode()
        assert page.count('class="msg"') == 1
    tom.refresh_from_db()
    assert (tom.position, tom.home) == ("", None)
