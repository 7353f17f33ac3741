"""Arranging units: no circle, no orphan, no name that belongs to two."""

import pytest
from django.db.models import QuerySet
from tests import factories
from tests.factories import AT

from ninefold.people.units.models import Hierarchy, Unit, UnitName
from ninefold.people.units.operations import (
    CircleError,
    InUseError,
    NameTakenError,
    TooDeepError,
    add_units,
    call_unit,
    found_hierarchy,
    move_unit,
    remove_unit,
    rename_unit,
)
from ninefold.people.units.queries import names_below, units_of
from ninefold.people.units.rules import DEEPEST

pytestmark = pytest.mark.django_db
DONE = {"by": None, "at": AT}


@pytest.fixture
def stores() -> Hierarchy:
    return found_hierarchy(organisation=factories.organisation(), name="Stores", column="unit", **DONE)


def add(hierarchy: Hierarchy, *names: str, below: Unit | None = None) -> list[Unit]:
    return list(add_units(hierarchy=hierarchy, parent=below, names=names, **DONE))


def read(hierarchy: Hierarchy) -> list[tuple[str, int]]:
    return [(unit.name, unit.depth) for unit in units_of(hierarchy=hierarchy)]


def texts(unit: Unit) -> QuerySet[UnitName, str]:
    return UnitName.objects.filter(unit=unit).order_by("text").values_list("text", flat=True)


def test_units_are_read_as_a_tree(stores):
    north, south = add(stores, "North", "South")
    (gate,) = add(stores, "Gate", below=north)
    add(stores, "Team B", "Team A", below=gate)
    assert read(stores) == [("North", 0), ("Gate", 1), ("Team A", 2), ("Team B", 2), ("South", 0)]
    assert south.path == f"/{south.pk}/"


def test_adding_many_units_takes_few_queries(stores, django_assert_num_queries):
    with django_assert_num_queries(11):
        add(stores, *(f"Store {number}" for number in range(100)))
    assert Unit.objects.filter(path="").count() == 0


def test_a_name_stands_once_below_a_unit_and_may_stand_below_another(stores):
    north, south = add(stores, "North", "South")
    add(stores, "Team A", below=north)
    add(stores, "Team A", below=south)
    with pytest.raises(NameTakenError, match="Team A"):
        add(stores, "Team B", "Team A", below=north)
    assert read(stores) == [("North", 0), ("Team A", 1), ("South", 0), ("Team A", 1)]


def test_the_data_call_a_unit_by_its_name_unless_another_is_called_so(stores):
    north, south = add(stores, "North", "South")
    (first,) = add(stores, "Team A", below=north)
    (second,) = add(stores, "Team A", below=south)
    assert (list(texts(first)), list(texts(second))) == (["Team A"], [])


def test_names_in_the_data_are_replaced_by_those_given(stores):
    (north,) = add(stores, "North")
    call_unit(unit=north, texts=["N01", "Nord", "N01"], **DONE)
    assert list(texts(north)) == ["N01", "Nord"]


def test_a_name_in_the_data_belongs_to_one_unit(stores):
    north, south = add(stores, "North", "South")
    with pytest.raises(NameTakenError, match="South"):
        call_unit(unit=north, texts=["North", "South"], **DONE)
    assert (list(texts(north)), list(texts(south))) == (["North"], ["South"])


def test_a_unit_moves_with_all_below_it(stores):
    north, south = add(stores, "North", "South")
    (gate,) = add(stores, "Gate", below=north)
    add(stores, "Team", below=gate)
    move_unit(unit=gate, to=south, **DONE)
    assert read(stores) == [("North", 0), ("South", 0), ("Gate", 1), ("Team", 2)]
    assert names_below(units=[south]) == ("Gate", "South", "Team")
    move_unit(unit=Unit.objects.get(pk=gate.pk), to=None, **DONE)
    assert read(stores) == [("Gate", 0), ("Team", 1), ("North", 0), ("South", 0)]


def test_a_unit_cannot_stand_below_itself(stores):
    (north,) = add(stores, "North")
    (gate,) = add(stores, "Gate", below=north)
    for below in (north, gate):
        with pytest.raises(CircleError):
            move_unit(unit=north, to=below, **DONE)
    assert read(stores) == [("North", 0), ("Gate", 1)]


def test_a_unit_cannot_move_into_another_hierarchy(stores):
    products = found_hierarchy(organisation=stores.organisation, name="Products", column="", **DONE)
    (north,), (sofas,) = add(stores, "North"), add(products, "Sofas")
    with pytest.raises(CircleError):
        move_unit(unit=north, to=sofas, **DONE)


def test_a_stale_unit_moves_by_where_it_stands_now(stores):
    north, south = add(stores, "North", "South")
    move_unit(unit=north, to=south, **DONE)
    with pytest.raises(CircleError):
        move_unit(unit=south, to=north, **DONE)  # `south` and `north` were read before


def test_ten_levels_are_the_most(stores):
    below = None
    for level in range(DEEPEST):
        (below,) = add(stores, f"Level {level}", below=below)
    with pytest.raises(TooDeepError):
        add(stores, "One too many", below=below)
    (loose,) = add(stores, "Loose")
    add(stores, "Part", below=loose)
    parent = Unit.objects.get(name=f"Level {DEEPEST - 2}")
    with pytest.raises(TooDeepError):
        move_unit(unit=loose, to=parent, **DONE)


def test_a_unit_cannot_move_beside_one_of_its_name(stores):
    north, south = add(stores, "North", "South")
    (team,) = add(stores, "Team A", below=north)
    add(stores, "Team A", below=south)
    with pytest.raises(NameTakenError):
        move_unit(unit=team, to=south, **DONE)


def test_a_unit_keeps_what_the_data_call_it_when_it_is_renamed(stores):
    north, _south = add(stores, "North", "South")
    rename_unit(unit=north, name="Norden", **DONE)
    assert (read(stores)[0], list(texts(north))) == (("Norden", 0), ["North"])
    with pytest.raises(NameTakenError):
        rename_unit(unit=north, name="South", **DONE)


def test_a_unit_with_parts_or_people_stays(stores):
    (north,) = add(stores, "North")
    (gate,) = add(stores, "Gate", below=north)
    person = factories.member(of=stores.organisation, role="manager", unit=gate)
    for unit in (north, gate):
        with pytest.raises(InUseError):
            remove_unit(unit=unit, **DONE)
    person.grants.all().delete()
    remove_unit(unit=gate, **DONE)
    remove_unit(unit=north, **DONE)
    assert read(stores) == []


def test_a_hierarchy_has_a_name_and_a_column_of_its_own(stores):
    with pytest.raises(NameTakenError):
        found_hierarchy(organisation=stores.organisation, name="Stores", column="", **DONE)
    with pytest.raises(NameTakenError):
        found_hierarchy(organisation=stores.organisation, name="Again", column="unit", **DONE)
    for name in ("Functions", "Products"):
        found_hierarchy(organisation=stores.organisation, name=name, column="", **DONE)
    found_hierarchy(organisation=factories.organisation(), name="Stores", column="unit", **DONE)


def test_names_of_no_unit_are_never_all_names(stores):
    add(stores, "North")
    with pytest.raises(ValueError, match="at least one"):
        names_below(units=[])


def test_a_unit_of_a_number_that_begins_alike_is_not_below(stores):
    """Paths are compared with their ends: 1 is not above 12."""
    units = add(stores, *(f"Store {number}" for number in range(12)))
    for unit in units:
        assert names_below(units=[unit]) == (unit.name,)
