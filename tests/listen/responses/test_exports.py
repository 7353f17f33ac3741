"""Comments that leave the house: no more than the page shows, and of a small group nothing."""

import csv

import pytest
from tests import factories

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.listen.responses.queries import comments, comments_table
from ninefold.people.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def said(count: int, *, start: int = 0, **fields: object) -> list[dict[str, object]]:
    return [
        {"nps": 9.0, "comment": f"Kind staff {start + n}", "person": f"p{start + n}", **fields}
        for n in range(count)
    ]


@pytest.fixture
def house() -> Organisation:
    of = factories.organisation()
    rows = [
        *said(12, a_floor="ground", touchpoint="Shop"),
        *said(9, start=50, a_floor="first", touchpoint="Kiosk"),
    ]
    factories.answers(of=of, rows=rows)
    return of


def test_attribute_narrows_comments_down_by_their_answers(house: Organisation) -> None:
    ground = comments(
        organisation=house, where=Filter(sight=EVERYTHING, attributes=(("floor", ("ground",)),))
    )
    assert ground.total == 12
    assert comments(
        organisation=house, where=Filter(sight=EVERYTHING, attributes=(("floor", ("first",)),))
    ).hidden


def test_table_names_a_place_only_where_enough_people_share_it(house: Organisation) -> None:
    table = comments_table(organisation=house, where=Filter(sight=EVERYTHING))
    assert table is not None
    rows = list(table.rows)
    assert len(rows) == 21
    assert {row["touchpoint"] for row in rows if int(str(row["text"]).split()[-1]) >= 50} == {None}


def test_small_selection_leaves_nothing(house: Organisation) -> None:
    assert comments_table(organisation=house, where=Filter(sight=EVERYTHING, touchpoint=("Kiosk",))) is None


@pytest.mark.parametrize(("form", "status"), [("csv", 200), ("xlsx", 200), ("svg", 404), ("exe", 404)])
def test_file_is_given_in_two_forms(house: Organisation, form: str, status: int) -> None:
    client = factories.browser(of=factories.member(of=house))
    answer = client.get(f"/listen/comments/comments.{form}?words=staff")
    assert answer.status_code == status
    if form == "csv":
        rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
        assert len(rows) == 22
    assert client.get(f"/listen/comments/comments.{form}?touchpoint=Kiosk").status_code == 404
