"""The page of the log, its check and its files."""

import csv
import io
import re
from datetime import timedelta

import pytest
from tests import factories
from tests.people.audit.logs import AT, tampered, told, written
from tests.understand.pages import plain

from ninefold.people.audit import views
from ninefold.people.audit.choices import Action
from ninefold.people.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/people/audit/"
# Session, user, memberships, roles; whether the reading stands there already; number, entries, names.
QUERIES = 8
# A savepoint and its end, the lock, whether it stands there by now, the entry before, the new one.
FIRST_READING = 6


@pytest.fixture
def person():
    return factories.member(of=factories.organisation(time_zone="Europe/Kyiv"))


@pytest.fixture
def client(person):
    return factories.browser(of=person)


def rows(response):
    table = response.content.decode().rpartition("<tbody>")[2].partition("</tbody>")[0]
    return [plain_text(cells) for cells in table.split("<tr>")[1:]]


def plain_text(cells):
    texts = [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells.split("<td")]
    return [text.partition(">")[2].strip() if ">" in text else text for text in texts][1:]


def test_page_shows_when_who_what_on_what_and_details(client, person):
    house = person.organisation
    written(
        house,
        count=1,
        by=person.pk,
        action=Action.SETTINGS_CHANGED,
        details={"settings": ["threshold", "calendar"]},
    )
    written(
        house,
        count=1,
        action=Action.SIGN_IN_FAILED,
        subject=f"member {person.pk}",
        details={"step": "password"},
    )
    written(house, count=1, by=999, action=Action.MEMBER_REMOVED, subject="member 998")
    shown = rows(client.get(PAGE))
    assert shown[0][1:] == ["Ingrid", "Audit log read", "", ""]
    assert shown[1:] == [
        ["15 Jan 2026, 14:00", "former member 999", "Member removed", "former member 998", ""],
        ["15 Jan 2026, 14:00", "nobody signed in", "Failed sign-in", "Ingrid", "At which step: password"],
        [
            "15 Jan 2026, 14:00",
            "Ingrid",
            "Settings changed",
            "",
            "Settings: Hide groups of customers smaller than, Calendar",
        ],
    ]


def test_page_is_written_for_its_reader():
    house = factories.organisation(language="fa", calendar="persian", time_zone="Asia/Tehran")
    person = factories.member(of=house)
    written(house, count=1, by=1234, details={"rows": 12})
    html = factories.browser(of=person).get(PAGE).content.decode()
    assert 'dir="rtl"' in html
    assert "۲۵ دی ۱۴۰۴، ۱۵:۳۰" in html
    assert "۱۲۳۴" in html


@pytest.mark.parametrize("count", [1, 120])
def test_page_takes_the_same_queries_for_few_and_many(client, person, count, django_assert_num_queries):
    written(person.organisation, count=count, by=person.pk)
    with django_assert_num_queries(QUERIES + FIRST_READING):
        client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


def test_reading_the_log_is_an_entry_once_an_hour(client, person):
    for _ in range(3):
        client.get(PAGE)
    assert told(person.organisation) == [(person.pk, "audit_read", "", {})]


def test_pages_lead_on_with_the_filters(client, person):
    written(person.organisation, count=120, by=person.pk)
    html = client.get(f"{PAGE}?action=signed_in&page=2").content.decode()
    for page in (1, 3):
        assert f'href="/people/audit/?action=signed_in&amp;page={page}"' in html
    assert "page 2 of 3" in plain(client.get(f"{PAGE}?action=signed_in&page=2"))


@pytest.mark.parametrize("page", ["9999999999999", "0", "-1", "x", "", "٣", "1.5"])
def test_any_page_number_gives_a_page(client, page):
    assert client.get(PAGE, {"page": page}).status_code == 200


def test_filters_stand_in_the_address_and_narrow_the_page(client, person):
    anna = factories.member(of=person.organisation, name="Anna")
    written(person.organisation, count=2, by=anna.pk)
    written(person.organisation, count=1, by=person.pk, at=AT - timedelta(days=9))
    address = f"{PAGE}?action=signed_in&member={anna.pk}&period=2026-01-15..2026-01-15"
    response = client.get(address)
    assert [row[1] for row in rows(response)] == ["Anna", "Anna"]
    html = response.content.decode()
    assert f'<option value="{anna.pk}" selected>Anna</option>' in html
    assert '<option value="signed_in" selected>Sign-in</option>' in html
    assert 'name="from" value="2026/01/15"' in html
    assert "2 entries" in plain(response)


def test_two_dates_become_one_period_in_the_address(client):
    response = client.get(f"{PAGE}?from=2026-01-01&to=2026-01-31&action=signed_in&member=")
    assert response["Location"] == f"{PAGE}?action=signed_in&period=2026-01-01..2026-01-31"


def test_date_that_is_none_says_so_and_changes_nothing(client, person):
    response = client.get(f"{PAGE}?from=soon")
    assert response.status_code == 200
    assert "The period was left out." in plain(response)


def test_filter_that_cannot_be_read_is_told(client):
    assert "which cannot be read; it was left out" in plain(client.get(f"{PAGE}?action=flying"))


@pytest.mark.parametrize(
    "asked", ["?action=previewed_as", "?member=nobody", "?period=2020-01-01..2020-01-31"]
)
def test_selection_without_entries_says_so(client, asked):
    text = plain(client.get(PAGE + asked))
    assert "No entry matches. Take a filter away." in text


def test_names_are_written_as_text(person):
    person.name = "<script>alert(1)</script>"
    person.save()
    assert "<script>alert" not in factories.browser(of=person).get(PAGE).content.decode()


def test_other_organisation_is_not_seen(client):
    other = factories.member(name="Canary")
    written(other.organisation, count=3, by=other.pk)
    assert "Canary" not in client.get(f"{PAGE}?member={other.pk}").content.decode()
    assert "1 entry " in plain(client.get(PAGE))


def test_check_says_that_the_chain_is_whole_and_how_to_keep_its_head(client, person):
    written(person.organisation, count=3)
    head = AuditEntry.objects.order_by("number").last()
    text = plain(client.post(f"{PAGE}check/?action=signed_in"))
    assert "The chain was checked. All 3 entries are as they were written." in text
    assert f"ninefold audit --head 3:{head.digest}" in text
    assert "3 entries" in text
    assert client.get(f"{PAGE}check/").status_code == 405


def test_check_says_where_the_chain_is_broken(client, person):
    written(person.organisation, count=3)
    tampered(person.organisation, 2, actor=5)
    text = plain(client.post(f"{PAGE}check/"))
    assert "The chain is broken at entry 2 : its content is not what was written." in text


def test_check_of_an_empty_log_says_so(client):
    assert "The chain was checked. Nothing has been recorded yet." in plain(client.post(f"{PAGE}check/"))


def test_empty_log_says_what_will_stand_here(client):
    text = plain(client.post(f"{PAGE}check/"))
    assert "Sign-ins, invitations, settings and exports will stand here." in text


def test_file_holds_the_selection_with_its_checksums_and_is_an_entry_itself(client, person):
    written(person.organisation, count=2, by=person.pk, details={"filters": ["period"], "rows": 12})
    written(person.organisation, count=1, action=Action.SIGNED_OUT)
    response = client.get(f"{PAGE}audit-log.csv?action=signed_in")
    found = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    digests = [entry.digest for entry in AuditEntry.objects.filter(action="signed_in").order_by("-number")]
    assert found == [
        ["Entry", "When", "Who", "What", "On what", "Details", "Checksum"],
        ["2", "2026-01-15 12:01:00Z", "Ingrid", "Sign-in", "", "Rows: 12; Filters: Period", digests[0]],
        ["1", "2026-01-15 12:00:00Z", "Ingrid", "Sign-in", "", "Rows: 12; Filters: Period", digests[1]],
    ]
    assert told(person.organisation)[-1] == (
        person.pk,
        "export_made",
        "",
        {"kind": "audit_log", "form": "csv", "rows": 2, "filters": ["action"]},
    )


def test_file_in_another_form_is_not_found_and_leaves_no_entry(client, person):
    assert client.get(f"{PAGE}audit-log.xlsx").status_code == 200
    assert client.get(f"{PAGE}audit-log.svg").status_code == 404
    assert len(told(person.organisation)) == 1


def test_file_holds_the_latest_entries_and_the_page_says_so(client, person, monkeypatch):
    monkeypatch.setattr(views, "MOST_EXPORTED", 2)
    written(person.organisation, count=3)
    assert "A file holds the latest 2 ." in plain(client.get(PAGE))
    found = client.get(f"{PAGE}audit-log.csv").content.decode("utf-8-sig").splitlines()
    assert len(found) == 3


@pytest.mark.parametrize("count", [1, 120])
def test_file_takes_the_same_queries_for_few_and_many(client, person, count, django_assert_num_queries):
    written(person.organisation, count=count)
    # Session, user, memberships, roles; names, entries; a savepoint and its end, the lock, the entry before, the new one.
    with django_assert_num_queries(11):
        client.get(f"{PAGE}audit-log.csv")


def test_menu_leads_to_the_log(client):
    assert 'href="/people/audit/">Audit log</a>' in client.get("/people/profile/").content.decode()
