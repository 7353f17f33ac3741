"""What a role may do and what it sees; nothing is allowed that is not told."""

import pytest

from ninefold.engine.sight import EVERYTHING, Sight
from ninefold.people.access import NO_ACCESS, NOTHING, Right
from ninefold.people.roles.choices import Role
from ninefold.people.roles.rules import RIGHTS, WHOLE_ONLY, access, may_give, met

NORTH = Sight(places=(("unit", ("North",)),))


def test_every_role_has_its_rights_told():
    assert set(RIGHTS) == set(Role)


def test_who_has_no_role_may_do_nothing():
    assert not any(NO_ACCESS.may(right) for right in Right)
    assert NO_ACCESS.sight == NOTHING


def test_an_auditor_reads_the_log_and_no_comment():
    found = access(role=Role.AUDITOR)
    assert {right for right in Right if found.may(right)} == {Right.SEE_SCORES, Right.READ_AUDIT_LOG}


def test_what_concerns_the_whole_is_worth_nothing_in_a_unit():
    for role in Role:
        assert access(role=role, sight=NORTH).rights == RIGHTS[role] - WHOLE_ONLY


@pytest.mark.parametrize(
    ("giver", "given", "may"),
    [
        (Role.OWNER, Role.OWNER, True),
        (Role.LEAD, Role.OWNER, False),
        (Role.LEAD, Role.LEAD, True),
        (Role.LEAD, Role.FRONT_LINE, True),
        (Role.ANALYST, Role.FRONT_LINE, False),
        (Role.EXECUTIVE, Role.EXECUTIVE, False),
    ],
)
def test_nobody_gives_what_they_have_not(giver, given, may):
    assert may_give(access=access(role=giver), role=given) is may


def test_a_lead_of_a_unit_gives_no_role():
    assert not any(may_give(access=access(role=Role.LEAD, sight=NORTH), role=role) for role in Role)


def test_looking_through_other_eyes_gives_what_both_may():
    other = access(role=Role.MANAGER, sight=NORTH)
    assert met(access=access(role=Role.OWNER), other=other) == other
    web = access(role=Role.LEAD, sight=Sight(places=(("channel", ("web",)),)))
    both = met(access=web, other=other)
    assert both.sight.places == (("channel", ("web",)), ("unit", ("North",)))
    assert met(access=web, other=access(role=Role.OWNER)).rights == web.rights
    assert met(access=access(role=Role.OWNER), other=access(role=Role.OWNER)).sight == EVERYTHING
