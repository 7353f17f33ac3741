"""A set of outside figures is brought: seen first, kept whole, replaced by name, removed on a question."""

import io

import openpyxl
import pytest
from tests import factories
from tests.understand.benchmarks.told import (
    ADDRESS,
    BRING,
    ROWS,
    SAID,
    fields_of,
    file_of,
    kept,
    looked,
    words,
)
from tests.understand.pages import opened, plain

from ninefold.people.audit.models import AuditEntry
from ninefold.understand.benchmarks.models import BenchmarkSet, BenchmarkValue

pytestmark = pytest.mark.django_db


def test_empty_house_is_told_what_a_set_is():
    client, _of = opened(rows=[])
    text = plain(client.get(ADDRESS))
    assert "No outside figures yet." in text
    assert "You need a file with a name and a figure in each row." in text


def test_file_is_shown_and_nothing_is_kept():
    client, _of = opened(rows=[])
    page = looked(client)
    text = plain(page)
    assert page.status_code == 200
    assert "This is what was understood. Nothing is kept yet." in text
    assert " 3 figures " in text
    assert "Delta 37 · · 1,200" in text
    assert "United −12 · · ·" in text
    assert BenchmarkSet.objects.count() == 0


def test_set_is_kept_with_its_provenance():
    client, of = opened(rows=[])
    response = kept(client, low="3", licence="CC BY 4.0", question="Would you recommend them?")
    found = BenchmarkSet.objects.get(organisation=of)
    assert response["Location"] == f"{ADDRESS}{found.pk}/"
    assert (found.name, found.source, found.country, found.method) == (
        "Airlines 2019", "A published study", "US", "web",
    )  # fmt: skip
    assert (found.kind, found.low, found.high, found.top) == ("nps", 0, 10, None)
    assert (str(found.since), str(found.until)) == ("2019-01-01", "2019-12-31")
    assert list(found.values.values_list("label", "value", "n")) == [
        ("Delta", 0.37, 1200), ("United", -0.12, None), ("Spirit", 0.24, 90),
    ]  # fmt: skip
    listed = words(client.get(ADDRESS))
    assert "A published study · 1 Jan to 31 Dec 2019 · United States · not your data" in listed
    assert "CC BY 4.0" in listed


def test_set_of_the_same_name_is_replaced_after_a_word_of_warning():
    client, of = opened(rows=[])
    kept(client)
    first = BenchmarkSet.objects.get(organisation=of)
    again = looked(client, "name,value\nDelta,40\n")
    assert "“Airlines 2019” stands already with 3 figures. Keeping this one replaces it." in plain(again)
    assert "Replace the set" in plain(again)
    kept(client, "name,value\nDelta,40\n")
    found = BenchmarkSet.objects.get(organisation=of)
    assert found.pk == first.pk
    assert list(found.values.values_list("label", "value")) == [("Delta", 0.4)]
    assert BenchmarkValue.objects.count() == 1
    acts = AuditEntry.objects.filter(organisation=of, action="benchmark_changed").order_by("number")
    assert [(each.subject, each.details) for each in acts] == [
        (f"benchmark {found.pk}", {"change": "added", "rows": 3}),
        (f"benchmark {found.pk}", {"change": "replaced", "rows": 1}),
    ]


def test_set_that_is_brought_again_begins_with_what_is_known():
    client, of = opened(rows=[])
    found = factories.benchmark(of=of, name="Airlines", kind="top", low=1.0, high=5.0, top=4.0)
    html = client.get(f"{BRING}?again={found.pk}").content.decode()
    for told in (
        'value="Airlines"',
        'value="A published study"',
        'name="top" value="4"',
        'value="2025/12/31"',
    ):
        assert told in html
    assert client.get(f"{BRING}?again=99999999").status_code == 200
    assert client.get(f"{BRING}?again=%00").status_code == 200


def test_every_row_that_is_not_taken_is_named_with_line_and_reason():
    client, _of = opened(rows=[])
    rows = "Company,Score,n\nDelta,37,\nDelta,38,\n,12,\nUnited,,\nSpirit,many,\nAlaska,123,\nJetBlue,5,0.5\n"
    text = plain(looked(client, rows))
    assert " 1 figure " in text
    assert " 6 rows are not taken " in text
    for told in (
        "3 “Delta” stands in line 2 already; a set has one figure of each.",
        "4 There is no name in this row.",
        "5 There is no figure in this row.",
        "6 “many” is not a number.",
        "7 The figure or one of its limits lies outside of −100 to 100.",
        "8 “0.5” is no number of answers; leave it empty where it is not known.",
    ):
        assert told in text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (b"", "This file is empty."),
        (b"\x89PNG\r\n", "This is a file of type PNG"),
        (b"Company,Score\n", "only the names of its columns"),
        (b"PK\x03\x04broken", ""),
        ("Company,Score\n" + "".join(f"Firm {n},1\n" for n in range(5001)), "at most 5000 rows"),
        (",".join(f"c{n}" for n in range(61)) + "\n" + ",".join("1" * 61) + "\n", "more than 60 columns"),
    ],
)
def test_hostile_file_is_refused_with_a_sentence_and_nothing_is_kept(given, told):
    client, _of = opened(rows=[])
    page = looked(client, given)
    assert page.status_code == 422
    assert told in plain(page)
    assert BenchmarkSet.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": ""}, "This field is required."),
        ({"source": ""}, "This field is required."),
        ({"since": ""}, "This field is required."),
        ({"until": "2018/12/31"}, "The period ends before it begins."),
        ({"until": "2199/12/31"}, "The period ends in the future"),
        ({"kind": "mean"}, "Say between which answers the scale lies"),
        ({"kind": "mean", "low": "5", "high": "1"}, "The highest answer must be above the lowest."),
        ({"kind": "mean", "low": "one", "high": "5"}, "Write a number, such as 10 or 4.5."),
        ({"kind": "top", "low": "1", "high": "5"}, "Say from which answer on they count."),
        ({"kind": "top", "low": "1", "high": "5", "top": "7"}, "The answer must lie on the scale"),
        ({"kind": "other"}, "Select a valid choice."),
        ({"address": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"country": "Atlantis"}, "Select a valid choice."),
    ],
)
def test_provenance_that_is_missing_or_impossible_is_asked_for(said, told):
    client, _of = opened(rows=[])
    page = kept(client, **said)
    assert page.status_code == 422
    assert told in plain(page)
    assert BenchmarkSet.objects.count() == 0


def test_without_a_file_or_with_a_forged_one_the_file_is_asked_for():
    client, _of = opened(rows=[])
    assert "Choose the file with the figures." in plain(client.post(BRING, SAID))
    forged = client.post(BRING, SAID | {"draft": "forged", "keep": "1"})
    assert "Choose the file again." in plain(forged)
    assert BenchmarkSet.objects.count() == 0


def test_spreadsheet_is_read_like_a_text_file():
    client, of = opened(rows=[])
    book, held = openpyxl.Workbook(), io.BytesIO()
    for row in (
        ["Company", "Score", "n"],
        ["Delta", 37, 1200],
        ["United", "n/a", None],
        ["Spirit", 24.5, None],
    ):
        book.active.append(row)
    book.save(held)
    text = plain(looked(client, held.getvalue()))
    assert " 2 figures " in text
    assert "3 “n/a” is not a number." in text
    kept(client, held.getvalue())
    assert list(BenchmarkValue.objects.filter(organisation=of).values_list("label", "value", "n")) == [
        ("Delta", 0.37, 1200), ("Spirit", 0.245, None),
    ]  # fmt: skip


def test_file_of_another_organisation_is_not_carried_over():
    theirs, _other = opened(rows=[])
    sent = fields_of(looked(theirs))
    client, of = opened(rows=[])
    assert client.post(BRING, sent | SAID | {"keep": "1"}).status_code == 422
    assert not BenchmarkSet.objects.for_organisation(of).exists()


def test_new_file_is_looked_at_before_it_is_kept():
    client, _of = opened(rows=[])
    sent = fields_of(looked(client))
    page = client.post(BRING, sent | SAID | {"keep": "1", "file": file_of("Company,Score\nAlaska,50\n")})
    assert "Alaska 50" in plain(page)
    assert BenchmarkSet.objects.count() == 0


def test_columns_are_chosen_by_hand_and_rows_by_what_they_say():
    client, of = opened(rows=[])
    rows = "sector,who,2018,2019\nAirlines,Delta,75,\nAirlines,United,67,70\nHotels,Hilton,80,81\n"
    said = {"kind": "mean", "low": "0", "high": "100"}
    assert "Choose the column that holds it." in plain(looked(client, rows, **said))
    chosen = {"label": "1", "value": "3", "only1": "0", "is1": "airlines"}
    page = client.post(BRING, fields_of(looked(client, rows, **said)) | SAID | said | chosen)
    assert "1 row is not meant" in plain(page)
    assert "2 There is no figure in this row." in plain(page)
    kept(client, rows, more=chosen, **said)
    assert list(BenchmarkValue.objects.filter(organisation=of).values_list("label", "value")) == [
        ("United", 70)
    ]


def test_set_is_removed_after_a_question():
    client, of = opened(rows=[])
    found = factories.benchmark(of=of)
    asked = plain(client.get(f"{ADDRESS}{found.pk}/remove/"))
    assert "Remove “Airlines 2025”?" in asked
    assert "2 figures of others go with their provenance." in asked
    response = client.post(f"{ADDRESS}{found.pk}/remove/")
    assert response["Location"] == ADDRESS
    assert BenchmarkSet.objects.count() == BenchmarkValue.objects.count() == 0
    (act,) = AuditEntry.objects.filter(organisation=of, action="benchmark_changed")
    assert (act.subject, act.details) == (f"benchmark {found.pk}", {"change": "removed", "rows": 2})


def test_whoever_may_not_import_looks_and_changes_nothing():
    of = factories.organisation()
    found = factories.benchmark(of=of)
    client = factories.browser(of=factories.member(of=of, role="manager"))
    assert client.get(ADDRESS).status_code == 200
    assert "Bring a set" not in plain(client.get(ADDRESS))
    assert client.get(f"{ADDRESS}{found.pk}/").status_code == 200
    for address in (BRING, f"{ADDRESS}{found.pk}/remove/"):
        assert [client.get(address).status_code, client.post(address).status_code] == [403, 403]
    assert BenchmarkSet.objects.count() == 1


def test_page_asks_few_queries(django_assert_num_queries):
    client, of = opened(rows=[])
    client.get(ADDRESS)
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)
    for number in range(5):
        factories.benchmark(of=of, name=f"Set {number}")
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)


def test_set_kept_twice_at_once_is_one_set():
    client, of = opened(rows=[])
    sent = fields_of(looked(client, ROWS)) | SAID | {"keep": "1"}
    assert [client.post(BRING, sent).status_code for _again in range(2)] == [302, 302]
    assert BenchmarkSet.objects.filter(organisation=of).count() == 1


QUERIES = 5
