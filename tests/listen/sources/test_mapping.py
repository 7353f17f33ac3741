from datetime import date

import pytest

from ninefold.listen.sources.mapping import ColumnRule, Mapping, MappingProblem
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.zones import known_zone

NPS = ColumnRule(
    column="Q1", role=Role.NPS, title="Would you?", low=0.0, high=10.0, not_answered=("11", "Blank"), why="w"
)
WORDS = ColumnRule(
    column="Q2",
    role=Role.ITEM,
    target="q_q2",
    low=1.0,
    high=5.0,
    reversed=True,
    labels={"good": 4.0},
    sure="check",
)
MAPPING = Mapping(
    rules=(NPS, WORDS), wave="May", wave_date=date(2024, 5, 1), time_zone="Asia/Tehran", decimal=","
)


def test_mapping_survives_json():
    assert Mapping.from_json(MAPPING.to_json()) == MAPPING


def test_mapping_of_another_version_is_refused():
    with pytest.raises(MappingProblem, match="another version"):
        Mapping.from_json({**MAPPING.to_json(), "version": 99})


def test_mapping_gives_rules_by_role():
    assert MAPPING.for_role(Role.ITEM) == (WORDS,)
    assert MAPPING.one(Role.NPS) == NPS
    assert MAPPING.one(Role.AT) is None


def test_wave_date_is_needed_without_dates():
    assert not MAPPING.wave_date_needed
    assert MAPPING.for_wave(name="June", date=None).wave_date_needed
    dated = ColumnRule(column="d", role=Role.AT, date_format="ymd")
    assert not Mapping(rules=(NPS, dated)).wave_date_needed


def test_with_rule_replaces_one_column():
    changed = MAPPING.with_rule(ColumnRule(column="Q2", role=Role.LEAVE_OUT))
    assert [rule.role for rule in changed.rules] == [Role.NPS, Role.LEAVE_OUT]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ((WORDS, WORDS), "mean the same thing"),
        ((NPS, ColumnRule(column="b", role=Role.NPS, low=0, high=10)), "mean the same thing"),
        ((ColumnRule(column="b", role=Role.ITEM, target="x; DROP"),), "short name"),
        ((ColumnRule(column="b", role=Role.ITEM, target='q_a"b'),), "short name"),
        ((ColumnRule(column="b", role=Role.NPS),), "lowest and the highest"),
        ((ColumnRule(column="b", role=Role.NPS, low=10, high=0),), "not below"),
        ((ColumnRule(column="b", role=Role.ITEM, target="q_b", low=1),), "only one end"),
        ((ColumnRule(column="b", role=Role.ITEM, target="q_b", reversed=True),), "has no scale"),
        ((NPS, ColumnRule(column="b", role=Role.AT)), "how the dates"),
        ((ColumnRule(column="b", role=Role.CHANNEL),), "at least one"),
    ],
)
def test_mapping_that_cannot_be_used_says_why(rules, problem):
    with pytest.raises(MappingProblem, match=problem):
        Mapping(rules=rules).checked()


def test_unknown_zone_and_decimal_are_told():
    told = Mapping(rules=(NPS,), time_zone="Mars/Base", decimal=";").problems()
    assert told == ("The time zone “Mars/Base” is not known.", "The decimal sign is a point or a comma.")


def test_zones_are_names_or_offsets():
    assert [
        known_zone(zone) for zone in ("UTC", "Asia/Tehran", "+03:30", "-0500", "+99:00", "../etc", "")
    ] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
