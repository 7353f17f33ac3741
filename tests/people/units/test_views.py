"""The pages on which units are arranged."""

import pytest
from tests import factories

from ninefold.people.audit.models import AuditEntry
from ninefold.people.units.models import Hierarchy, Unit
from ninefold.people.units.operations import add_units
from ninefold.people.units.queries import loose_names, units_of
from ninefold.people.units.views import ROWS_SHOWN

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_the_first_hierarchy_is_begun_and_shown():
    client = factories.browser(of=factories.member())
    assert "Begin a hierarchy" in text(client.get("/people/units/"))
    response = client.post("/people/units/", {"name": "Stores by region", "column": "unit"})
    made = Hierarchy.objects.get()
    assert response["Location"] == f"/people/units/{made.pk}/"
    assert client.get("/people/units/")["Location"] == f"/people/units/{made.pk}/"
    assert "One more hierarchy" in text(client.get("/people/units/new/"))


def test_a_second_hierarchy_of_the_same_column_ends_in_a_sentence():
    leader = factories.member()
    factories.unit(of=leader.organisation)
    page = text(factories.browser(of=leader).post("/people/units/", {"name": "Again", "column": "unit"}))
    assert "There is a hierarchy of this name, or one for this part of the answers." in page
    assert Hierarchy.objects.count() == 1


def test_names_in_the_data_become_units_with_one_button():
    leader = factories.member()
    rows = [{"nps": 9.0, "unit": name} for name in ("Gate", "Gate", "Mill", None)]
    factories.answers(of=leader.organisation, rows=rows)
    factories.unit(of=leader.organisation, name="Mill")
    found = Hierarchy.objects.get()
    assert [(each.text, each.answers) for each in loose_names(hierarchy=found)] == [("Gate", 2)]
    client = factories.browser(of=leader)
    assert "In the answers, but in no unit" in text(client.get(f"/people/units/{found.pk}/"))
    client.post(f"/people/units/{found.pk}/", {"names": "Gate", "parent": ""})
    assert [unit.name for unit in units_of(hierarchy=found)] == ["Gate", "Mill"]
    assert "In the answers, but in no unit" not in text(client.get(f"/people/units/{found.pk}/"))


def test_units_are_added_below_another_one_a_line():
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    client = factories.browser(of=leader)
    told = {"names": "  Gate \n\nMill\nGate", "parent": north.pk}
    client.post(f"/people/units/{north.hierarchy_id}/", told)
    assert [(unit.name, unit.depth) for unit in units_of(hierarchy=north.hierarchy)] == [
        ("North", 0),
        ("Gate", 1),
        ("Mill", 1),
    ]
    page = text(client.post(f"/people/units/{north.hierarchy_id}/", told))
    assert "There is a unit “Gate” there already." in page


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("x" * 201, "One of the names is longer than 200 characters."),
        ("\n".join(str(number) for number in range(5001)), "That is more than 5,000 names."),
        (" \n ", "This field is required."),
    ],
)
def test_names_that_cannot_be_used_end_in_a_sentence(names, said):
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    page = text(factories.browser(of=leader).post(f"/people/units/{north.hierarchy_id}/", {"names": names}))
    assert (said in page, Unit.objects.count()) == (True, 1)


def test_a_unit_is_renamed_moved_and_called_at_once():
    leader = factories.member()
    north, south = (factories.unit(of=leader.organisation, name=name) for name in ("North", "South"))
    told = {"name": "Gate", "parent": south.pk, "names": "G1\nG2"}
    response = factories.browser(of=leader).post(f"/people/units/unit/{north.pk}/", told)
    assert response["Location"] == f"/people/units/{north.hierarchy_id}/"
    found = Unit.objects.get(pk=north.pk)
    assert (found.name, found.parent, sorted(name.text for name in found.names.all())) == (
        "Gate",
        south,
        ["G1", "G2"],
    )
    assert AuditEntry.objects.filter(subject=f"unit {north.pk}").count() == 3


def test_a_change_that_cannot_be_made_whole_is_not_made_at_all():
    leader = factories.member()
    north, _south = (factories.unit(of=leader.organisation, name=name) for name in ("North", "South"))
    told = {"name": "Gate", "parent": "", "names": "South"}
    page = text(factories.browser(of=leader).post(f"/people/units/unit/{north.pk}/", told))
    assert "The name “South” belongs to another unit." in page
    assert (Unit.objects.get(pk=north.pk).name, AuditEntry.objects.count()) == ("North", 2)


def test_a_unit_is_not_offered_a_place_below_itself():
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    gate = factories.unit(of=leader.organisation, name="Gate", below=north)
    client = factories.browser(of=leader)
    assert f'<option value="{gate.pk}"' not in text(client.get(f"/people/units/unit/{north.pk}/"))
    told = {"name": "North", "parent": gate.pk, "names": "North"}
    client.post(f"/people/units/unit/{north.pk}/", told)
    assert Unit.objects.get(pk=north.pk).parent is None


def test_a_unit_with_people_in_it_is_not_removed():
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    tom = factories.member(of=leader.organisation, role="manager", unit=north)
    client = factories.browser(of=leader)
    page = text(client.post(f"/people/units/unit/{north.pk}/remove/", follow=True))
    assert "has parts, people or rules of its own. Move or end those first." in page
    tom.grants.all().delete()
    client.post(f"/people/units/unit/{north.pk}/remove/")
    assert Unit.objects.count() == 0


def test_names_of_units_are_written_as_text():
    leader = factories.member()
    north = factories.unit(of=leader.organisation, name='"><script>alert(1)</script>')
    for address in (f"/people/units/{north.hierarchy_id}/", "/people/members/", "/people/rules/"):
        page = text(factories.browser(of=leader).get(address))
        assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_the_unit_one_stands_below_is_chosen_already():
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    gate = factories.unit(of=leader.organisation, name="Gate", below=north)
    page = text(factories.browser(of=leader).get(f"/people/units/unit/{gate.pk}/"))
    assert f'<option value="{north.pk}" selected>North</option>' in page


def test_a_large_tree_is_shown_level_by_level():
    leader = factories.member()
    north, south = (factories.unit(of=leader.organisation, name=name) for name in ("North", "South"))
    names = [f"Gate {number:03d}" for number in range(ROWS_SHOWN + 1)]
    add_units(hierarchy=north.hierarchy, parent=north, names=names, by=None, at=factories.AT)
    client = factories.browser(of=leader)
    page = (
        text(client.get(f"/people/units/{north.hierarchy_id}/")).partition("<main")[2].partition("<form")[0]
    )
    assert ("<bdi>301</bdi> units below" in page, "Gate 000" in page, "South" in page) == (True, False, True)
    page = text(client.get(f"/people/units/{north.hierarchy_id}/?below={north.pk}"))
    shown = page.partition("<main")[2].partition("<form")[0]
    assert (shown.count("Gate 000"), shown.count("Gate 300"), "South" in shown) == (2, 0, False)
    assert "<bdi>1</bdi> more unit is not listed." in shown
    strange = text(client.get(f"/people/units/{north.hierarchy_id}/?below={south.pk + 999}"))
    assert "<bdi>301</bdi> units below" in strange


def test_the_tree_takes_the_same_queries_for_few_and_many_units(django_assert_num_queries):
    leader = factories.member()
    north = factories.unit(of=leader.organisation)
    client = factories.browser(of=leader)
    for number in range(3):
        factories.unit(of=leader.organisation, name=f"Gate {number}", below=north)
        # session, user, memberships, roles; hierarchy, units, names; names, facts (2); hierarchies
        with django_assert_num_queries(12):
            client.get(f"/people/units/{north.hierarchy_id}/")
