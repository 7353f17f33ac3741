"""Comments: searched, paged, the newest first; nothing of a handful of people, and no place that few share."""

from datetime import date, timedelta

import pytest
from tests import factories

from ninefold.engine.filters import Filter
from ninefold.engine.operations import append
from ninefold.engine.sight import EVERYTHING
from ninefold.engine.tail import Comment as Said
from ninefold.engine.tail import Record
from ninefold.listen.responses.queries import Comment, comments

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 1)


def voices(count, *, start=0, **more):
    return [
        {
            "comment": f"voice {start + n}",
            "person": f"p{start + n}",
            "nps": float(n % 11),
            "local_date": DAY + timedelta(days=n),
            **more,
        }
        for n in range(count)
    ]


def said(rows, where=None, **more):
    of = factories.organisation()
    factories.answers(of=of, rows=rows)
    return comments(organisation=of, where=where or Filter(sight=EVERYTHING), **more)


def test_newest_comment_comes_first():
    found = said([*voices(12), {"comment": "undated", "local_date": None}])
    assert [each.text for each in found.comments] == [*(f"voice {n}" for n in reversed(range(12))), "undated"]
    assert (found.total, found.page, found.pages, found.hidden) == (13, 1, 1, False)
    assert found.comments[0] == Comment(
        text="voice 11",
        language=None,
        score=0.0,
        scale="nps",
        touchpoint=None,
        unit=None,
        channel=None,
        day=date(2026, 2, 12),
    )


def test_search_finds_all_its_words_in_any_script():
    rows = [*voices(12), {"comment": "Дуже ДОВГА черга", "person": "x"}, {"comment": "черга", "person": "y"}]
    found = said(rows, Filter(sight=EVERYTHING, words="черга довга"))
    assert ([each.text for each in found.comments], found.total) == (["Дуже ДОВГА черга"], 1)


def test_search_without_a_hit_is_empty_and_not_hidden():
    found = said(voices(12), Filter(sight=EVERYTHING, words="nothing"))
    assert (found.comments, found.total, found.hidden) == ((), 0, False)


@pytest.mark.parametrize(("page", "shown", "size"), [(1, 1, 5), (3, 3, 2), (99, 3, 2), (0, 1, 5), (-4, 1, 5)])
def test_pages_end_where_the_comments_do(page, shown, size):
    found = said(voices(12), page=page, size=5)
    assert (found.page, found.pages, len(found.comments)) == (shown, 3, size)
    assert (found.previous, found.next) == (shown - 1, shown + 1)


@pytest.mark.parametrize(("count", "hidden"), [(9, True), (10, False)])
def test_comments_of_nine_people_are_hidden_and_of_ten_are_not(count, hidden):
    found = said([*voices(count), *voices(count)])
    assert (found.hidden, found.total) == (hidden, None if hidden else 20)


def test_one_person_with_many_comments_is_one_person():
    assert said([{"comment": f"again {n}", "person": "ann"} for n in range(40)]).hidden


def test_no_comments_at_all_look_like_too_few():
    assert said([{"nps": 9.0}] * 30) == said(voices(3))


def test_filter_that_singles_out_a_few_hides_even_when_a_search_would_find_one():
    rows = [*voices(30, touchpoint="Shop"), *voices(4, start=50, touchpoint="Web")]
    assert said(rows, Filter(sight=EVERYTHING, touchpoint=("Web",), words="voice 51")).hidden
    assert said(rows, Filter(sight=EVERYTHING, touchpoint=("Web",), words="nowhere")) == said(
        rows, Filter(sight=EVERYTHING, touchpoint=("Web",))
    )


def test_attributes_find_the_comments_of_single_records_too():
    of = factories.organisation()
    survey = factories.answers(of=of, rows=[{**row, "a_plan": "Basic"} for row in voices(12)])
    records = [
        Record(
            survey=survey.pk, source=1, record=f"r{n}", values={"person": f"s{n}", "a_plan": "Gold", "nps": 3.0},
            comments=[Said(question="why", text=f"single {n}")],
        )
        for n in range(11)
    ]  # fmt: skip
    append(organisation=of.pk, records=records, at=factories.AT)
    found = comments(organisation=of, where=Filter(sight=EVERYTHING, attributes=(("plan", ("Gold",)),)))
    assert {each.text for each in found.comments} == {f"single {n}" for n in range(11)}
    assert (
        comments(organisation=of, where=Filter(sight=EVERYTHING, attributes=(("plan", ("Basic",)),))).total
        == 12
    )
    assert comments(organisation=of, where=Filter(sight=EVERYTHING)).total == 23


def test_place_is_told_as_closely_as_enough_people_share_it():
    rows = [
        *voices(60, touchpoint="Shop", unit="Old Mill", channel="e-mail"),
        *voices(4, start=100, touchpoint="Shop", unit="Old Mill", channel="phone"),
        *voices(4, start=200, touchpoint="Shop", unit="Elm", channel="e-mail"),
        *voices(4, start=300, touchpoint="Web", unit="Old Mill", channel="e-mail"),
    ]
    places = {each.text: each.places for each in said(rows, size=100).comments}
    assert places["voice 0"] == ["Shop", "Old Mill", "e-mail"]
    assert places["voice 100"] == ["Shop", "Old Mill"]
    assert places["voice 200"] == ["Shop"]
    assert places["voice 300"] == []


def test_same_person_many_times_makes_no_place_crowded():
    rows = [
        *voices(30, touchpoint="Shop"),
        *({"comment": f"again {n}", "person": "ann", "touchpoint": "Web"} for n in range(30)),
    ]
    places = {each.text: each.touchpoint for each in said(rows, size=100).comments}
    assert (places["voice 0"], places["again 0"]) == ("Shop", None)


@pytest.mark.parametrize(
    ("fields", "scale", "score"),
    [
        ({"nps": None, "csat": 4.0}, "csat", 4.0),
        ({"nps": None}, "", None),
        ({"nps": 3.0, "ces": 1.0}, "nps", 3.0),
    ],
)
def test_comment_bears_the_first_score_given_with_it(fields, scale, score):
    found = said([{**row, **fields} for row in voices(12)])
    assert (found.comments[0].scale, found.comments[0].score) == (scale, score)
