"""Whoever reads comments or takes something away is in the log, with names of filters and counts alone."""

import pytest
from tests import factories
from tests.people.audit.logs import told
from tests.understand.pages import PERIOD, opened, people

from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import
from ninefold.people.members.models import Member

pytestmark = pytest.mark.django_db
COMMENTS = "/listen/comments/"


def house(rows=None):
    client, of = opened(rows)
    return client, of, Member.objects.get(organisation=of).pk


def test_comments_read_are_an_entry_once_an_hour_with_the_number_of_filters():
    client, of, member = house()
    for asked in (f"?{PERIOD}&words=voice", "", "?page=2"):
        assert client.get(COMMENTS + asked).status_code == 200
    assert told(of) == [(member, "comments_read", "", {"filters": 2})]


@pytest.mark.parametrize("asked", ["?words=nowhere", "?touchpoint=nowhere"])
def test_page_that_shows_no_comment_is_no_reading(asked):
    client, of, _member = house()
    assert client.get(COMMENTS + asked).status_code == 200
    assert told(of) == []


def test_comments_taken_away_are_counted():
    client, of, member = house(people(30, touchpoint="Shop", comment="said"))
    client.get(f"{COMMENTS}comments.xlsx?touchpoint=Shop&words=said")
    details = {"kind": "comments", "form": "xlsx", "rows": 30, "filters": ["touchpoint", "words"]}
    assert told(of) == [(member, "export_made", "", details)]


@pytest.mark.parametrize(
    ("address", "subject"),
    [("/understand/metrics/trend.csv", "metrics"), ("/overview/trend.csv", "overview")],
)
def test_figure_taken_away_is_told_with_its_page(address, subject):
    client, of, member = house()
    assert client.get(f"{address}?{PERIOD}").status_code == 200
    assert told(of) == [
        (member, "export_made", subject, {"kind": "trend", "form": "csv", "filters": ["period"]})
    ]


def test_rows_not_taken_are_told_with_their_import():
    client, of, member = house(rows=[])
    upload = Import.objects.create(
        organisation=of, state=ImportState.STORED, file_name="secret.csv", path="", created_at=factories.AT
    )
    upload.rejects_file.parent.mkdir(parents=True, exist_ok=True)
    upload.rejects_file.write_text("line,reason,raw\n2,x,y\n")
    response = client.get(f"/listen/sources/imports/{upload.pk}/rejects.csv")
    b"".join(response.streaming_content)
    details = {"kind": "rejected_rows", "form": "csv", "filters": []}
    assert told(of) == [(member, "export_made", f"import {upload.pk}", details)]


@pytest.mark.parametrize(
    "address",
    [
        f"{COMMENTS}comments.csv?touchpoint=nowhere",
        f"{COMMENTS}comments.svg",
        "/understand/metrics/trend.csv?touchpoint=nowhere",
        "/overview/trend.doc",
        "/overview/nothing.csv",
    ],
)
def test_file_that_is_refused_is_no_entry(address):
    client, of, _member = house()
    assert client.get(address).status_code == 404
    assert told(of) == []
