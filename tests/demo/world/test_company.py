"""Tarnel Home stands as it is described."""

from collections import Counter

from ninefold.demo.world.chance import Chance
from ninefold.demo.world.company import TOUCHPOINTS, UNITS, owners, unit_effects
from ninefold.demo.world.parameters import ITEM, Feeling


def test_units_are_those_of_the_company():
    assert Counter(unit.kind for unit in UNITS) == {
        "company": 1,
        "region": 3,
        "store": 12,
        "depot": 3,
        "assembly crew": 6,
        "contact centre": 1,
        "phone team": 3,
        "chat team": 2,
        "web shop": 1,
    }
    assert sum(unit.staff for unit in UNITS) == 1800


def test_every_unit_but_the_company_has_a_parent_before_it():
    seen: set[str | None] = {None}
    for unit in UNITS:
        assert unit.parent in seen
        seen.add(unit.name)


def test_two_touchpoints_have_no_owner_and_one_is_not_measured():
    assert [each.name for each in TOUCHPOINTS if not each.owned] == ["Promise of a day", "Money back"]
    assert [each.name for each in TOUCHPOINTS if each.item is None] == ["Catalogue"]
    assert {each.touchpoint for each in owners()} == {each.name for each in TOUCHPOINTS if each.owned}


def test_every_item_is_asked_at_a_touchpoint():
    assert {each.item for each in TOUCHPOINTS} - {None} == set(ITEM)


def test_units_of_a_kind_even_out():
    effects = unit_effects(chance=Chance(seed=3, customers=1), feeling=Feeling())
    stores = [place for place, unit in enumerate(UNITS) if unit.kind == "store"]
    assert abs(effects[stores].mean(axis=0)).max() < 1e-6
    assert 0.15 < effects[stores].std() < 0.32
