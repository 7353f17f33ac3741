"""Finding customers: by whatever they are known by, in any script, and nobody who is out of sight."""

import pytest
from tests import factories

from ninefold.customers.profiles import finding
from ninefold.customers.profiles.finding import find, listed
from ninefold.customers.profiles.operations import Decisions, merge_customers
from ninefold.engine.sight import EVERYTHING, Sight

pytestmark = pytest.mark.django_db
NORTH = Sight(places=(("unit", ("North",)),))


@pytest.fixture
def house():
    house = factories.organisation()
    for number, mail in (
        ("C-1001", "anna@example.org"),
        ("C-1002", "ann@example.org"),
        ("K-7", "zoe@example.org"),
    ):
        factories.customer(of=house, number=number, identifiers=(("email", mail),), account="Firm")
    rows = [
        {"customer": "C-1001", "nps": 9.0, "unit": "North"},
        {"customer": "C-1001", "nps": 3.0, "unit": "South"},
        {"customer": "C-1002", "nps": 5.0, "unit": "South"},
    ]
    factories.answers(of=house, rows=rows)
    factories.events(
        of=house, rows=[{"customer": "K-7", "kind": "order", "unit": "North", "at": factories.AT}]
    )
    return house


def names(page):
    return [each.title for each in page.customers]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("C-1001", ["C-1001"]),
        (" c-۱۰۰۱ ", ["C-1001"]),
        ("c-100", ["C-1001", "C-1002"]),
        ("ANN@example.org", ["C-1002"]),
        ("ann", ["C-1002", "C-1001"]),
        ("K-7", ["K-7"]),
        ("nobody", []),
        ("k-", []),
        ("%", []),
        ("___", []),
    ],
)
def test_customers_are_found_by_what_they_are_known_by(house, words, found):
    assert names(find(organisation=house, words=words, sight=EVERYTHING)) == found


def test_a_customer_is_found_by_the_beginning_of_the_key(house):
    key = find(organisation=house, words="K-7", sight=EVERYTHING).customers[0].customer.key
    for words in (key, key[:8].upper()):
        assert "K-7" in names(find(organisation=house, words=words, sight=EVERYTHING))


def test_lines_tell_answers_accounts_and_the_last_day(house):
    (line,) = find(organisation=house, words="C-1001", sight=EVERYTHING).customers
    assert (line.answers, line.last, str(line.account)) == (2, factories.DAY, "Firm")


def test_who_sees_a_part_finds_who_occurs_there_and_no_more_of_them(house):
    (line,) = find(organisation=house, words="C-1001", sight=NORTH).customers
    assert (line.answers, [each.value for each in line.identifiers]) == (1, ["c-1001"])
    assert names(find(organisation=house, words="C-1002", sight=NORTH)) == []
    assert names(find(organisation=house, words="anna@example.org", sight=NORTH)) == ["C-1001"]
    assert names(find(organisation=house, words="anna", sight=NORTH)) == []


def test_who_sees_a_part_gets_the_list_of_it(house):
    assert names(listed(organisation=house, sight=NORTH)) == ["C-1001", "K-7"]
    assert names(listed(organisation=house, sight=Sight(places=(("unit", ()),)))) == []


def test_the_list_goes_on_from_page_to_page(house, monkeypatch):
    monkeypatch.setattr(finding, "SHOWN", 2)
    first = listed(organisation=house, sight=EVERYTHING)
    last = listed(organisation=house, sight=EVERYTHING, after=first.after)
    assert (names(first), names(last), last.after) == (["K-7", "C-1002"], ["C-1001"], None)
    monkeypatch.setattr(finding, "SHOWN", 1)
    first = listed(organisation=house, sight=NORTH)
    assert (names(first), names(listed(organisation=house, sight=NORTH, after=first.after))) == (
        ["C-1001"],
        ["K-7"],
    )


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "\u0661"])
def test_a_place_that_is_none_breaks_nothing(house, after):
    assert len(listed(organisation=house, sight=EVERYTHING, after=after).customers) in {0, 3}


def test_merged_customers_are_one_line_under_either_name(house):
    (one,) = find(organisation=house, words="C-1001", sight=EVERYTHING).customers
    (other,) = find(organisation=house, words="C-1002", sight=EVERYTHING).customers
    merge_customers(
        kept=one.customer, absorbed=other.customer, decisions=Decisions(), by=None, at=factories.AT
    )
    (line,) = find(organisation=house, words="ann@example.org", sight=EVERYTHING).customers
    assert (line.title, line.answers) == ("C-1001", 3)
    assert len(listed(organisation=house, sight=EVERYTHING).customers) == 2


def test_another_organisation_finds_nothing(house):
    other = factories.organisation()
    assert names(find(organisation=other, words="C-1001", sight=EVERYTHING)) == []
    assert names(listed(organisation=other, sight=EVERYTHING)) == []


def test_the_number_of_queries_does_not_grow_with_the_customers(house, django_assert_num_queries):
    for number in range(20):
        factories.customer(of=house, number=f"D-{number}")
    with django_assert_num_queries(7):
        listed(organisation=house, sight=EVERYTHING)
    with django_assert_num_queries(9):
        find(organisation=house, words="D-1", sight=EVERYTHING)
