"""What a page shows of a tree of units."""

import pytest
from tests import factories

from ninefold.people.units.operations import add_units
from ninefold.people.units.queries import part_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def top():
    """Two regions, the first with three stores, one of which has a team."""
    north = factories.unit(of=factories.organisation(), name="North")
    given = {"hierarchy": north.hierarchy, "by": None, "at": factories.AT}
    stores = add_units(parent=north, names=["Gate", "Mill", "Quay"], **given)
    add_units(parent=stores[0], names=["Floor"], **given)
    add_units(parent=None, names=["South"], **given)
    return north


def seen(part):
    return [(branch.unit.name, branch.depth, branch.below) for branch in part.branches]


def test_small_tree_is_shown_whole(top):
    part = part_of(hierarchy=top.hierarchy, below="", most=6)
    assert seen(part) == [
        ("North", 0, 4),
        ("Gate", 1, 1),
        ("Floor", 2, 0),
        ("Mill", 1, 0),
        ("Quay", 1, 0),
        ("South", 0, 0),
    ]
    assert (part.top, part.folded, part.more) == (None, False, 0)


def test_large_tree_is_shown_by_its_top_level(top):
    part = part_of(hierarchy=top.hierarchy, below="", most=5)
    assert seen(part) == [("North", 0, 4), ("South", 0, 0)]
    assert (part.top, part.folded, part.more) == (None, True, 0)


def test_level_longer_than_a_page_says_how_many_are_left(top):
    part = part_of(hierarchy=top.hierarchy, below=str(top.pk), most=2)
    assert seen(part) == [("Gate", 1, 1), ("Mill", 1, 0)]
    assert (part.top, part.more) == (top, 1)
    assert [unit.name for unit in part.places] == ["North", "Gate", "Mill"]


@pytest.mark.parametrize("below", ["x", "-1", "99999999999", "0"])
def test_number_of_no_unit_shows_the_top(top, below):
    assert part_of(hierarchy=top.hierarchy, below=below, most=6).top is None


def test_unit_of_another_hierarchy_shows_the_top(top):
    other = factories.unit(of=top.organisation, name="Elsewhere", column="segment")
    assert part_of(hierarchy=top.hierarchy, below=str(other.pk), most=6).top is None


@pytest.mark.parametrize(("below", "queries"), [(False, 2), (True, 4)])
def test_queries_do_not_grow_with_the_tree(top, below, queries, django_assert_num_queries):
    add_units(
        hierarchy=top.hierarchy, parent=top, names=[f"Store {n}" for n in range(40)], by=None, at=factories.AT
    )
    with django_assert_num_queries(queries):
        part_of(hierarchy=top.hierarchy, below=str(top.pk) if below else "", most=60)
