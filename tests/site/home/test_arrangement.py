"""Every role meets the same numbers, in the order of its work."""

import pytest

from ninefold.people.roles.choices import Role
from ninefold.site.home.arrangement import Section, sections_of, sides_of


@pytest.mark.parametrize("role", [*Role, ""])
def test_no_section_comes_twice_for_any_role(role):
    shown = sections_of(role=role, there=list(Section))
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("role", [*Role, ""])
def test_every_role_meets_the_weakest_and_what_changed(role):
    assert {Section.WEAKEST, Section.CHANGED} <= set(sections_of(role=role, there=list(Section)))


def test_parts_with_nothing_to_show_are_left_out():
    there = [Section.WORDS, Section.TREND]
    assert sections_of(role=Role.LEAD, there=there) == (Section.TREND, Section.WORDS)


def test_front_line_reads_first_while_others_see_first_where_it_stands():
    there = [section for section in Section if section is not Section.YOURS]
    assert sections_of(role=Role.LEAD, there=there) == (
        Section.TREND,
        Section.CHANGED,
        Section.WEAKEST,
        Section.GAPS,
        Section.WORDS,
        Section.ANSWERS,
        Section.GROUPS,
    )
    assert sections_of(role=Role.FRONT_LINE, there=there)[0] is Section.WORDS
    assert sections_of(role=Role.EXECUTIVE, there=there)[0] is Section.TREND


def test_manager_compares_units_before_segments():
    assert sides_of(role=Role.MANAGER)[:2] == ("touchpoint", "unit")
    assert sides_of(role=Role.MANAGER, units=60)[:2] == ("touchpoint", "unit")
    assert sides_of(role=Role.LEAD)[:2] == ("touchpoint", "segment")


def test_more_units_than_a_page_sets_side_by_side_are_left_to_the_explorer():
    assert sides_of(role=Role.MANAGER, units=61)[:2] == ("touchpoint", "segment")
