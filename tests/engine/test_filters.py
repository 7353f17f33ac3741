"""A filter lives in the URL; whatever the URL says, the page stands."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.samples import facts

from ninefold.engine.engines import Engine
from ninefold.engine.facts import Frame
from ninefold.engine.filters import AGAINST, DIMENSIONS, MOST_ATTRIBUTES, MOST_VALUES, Filter
from ninefold.engine.folding import fold
from ninefold.engine.sight import EVERYTHING

FULL = Filter(
    sight=EVERYTHING,
    survey=3,
    since=date(2026, 1, 1),
    until=date(2026, 2, 1),
    against="year",
    touchpoint=("Shop", "Web"),
    unit=("Київ",),
    attributes=(("plan", ("Gold", "Basic")), ("місто", ("Львів",))),
    words="too slow",
)


def test_to_query_and_back_is_the_same_filter() -> None:
    assert Filter.from_query(FULL.to_query(), sight=EVERYTHING) == (FULL, ())
    assert Filter(sight=EVERYTHING).to_query() == {}
    address = QueryDict(mutable=True)
    for name, values in FULL.to_query().items():
        address.setlist(name, values)
    assert Filter.from_query(QueryDict(address.urlencode()), sight=EVERYTHING) == (FULL, ())


values = st.lists(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=50).filter(str.strip),
    max_size=5, unique=True,
).map(tuple)  # fmt: skip
dates = st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(
    survey=st.none() | st.integers(0, 999_999_999),
    days=st.tuples(dates, dates).filter(
        lambda pair: pair[1] != date(1900, 1, 1) and (None in pair or pair[0] < pair[1])  # type: ignore[operator]
    ),
    against=st.sampled_from(AGAINST),
    places=st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, values)),
    plan=values.filter(bool),
)
def test_to_query_of_any_filter_is_read_back(
    survey: int | None,
    days: tuple[date | None, date | None],
    against: str,
    places: dict[str, Any],
    plan: tuple[str, ...],
) -> None:
    made = Filter(
        sight=EVERYTHING,
        survey=survey,
        since=days[0],
        until=days[1],
        against=against,
        attributes=(("plan", plan),),
        **places,
    )
    assert Filter.from_query(made.to_query(), sight=EVERYTHING) == (made, ())


@pytest.mark.parametrize(
    ("written", "since", "until"),
    [
        ("2026-08-25..2026-11-22", date(2026, 8, 25), date(2026, 11, 23)),
        ("2026-02-01..2026-02-01", date(2026, 2, 1), date(2026, 2, 2)),
        ("2026-02-01..", date(2026, 2, 1), None),
        ("..2026-02-28", None, date(2026, 3, 1)),
        ("1900-01-01..2199-12-31", date(1900, 1, 1), date(2200, 1, 1)),
    ],
)
def test_period_of_an_address_has_both_its_days(written: str, since: date | None, until: date | None) -> None:
    found, notes = Filter.from_query({"period": written}, sight=EVERYTHING)
    assert (found, notes) == (Filter(sight=EVERYTHING, since=since, until=until), ())
    assert found.to_query() == {"period": [written]}


@pytest.mark.parametrize(
    "query",
    [
        {"period": "yesterday"},
        {"period": "2026-02-30..2026-03-01"},
        {"period": "2026-02-01..2026-01-01"},
        {"period": "2026-02-01..2026-01-31"},
        {"period": "0001-01-01..9999-12-31"},
        {"period": "1899-12-31..2026-02-01"},
        {"period": "..1899-12-31"},
        {"period": "2026-02-01..2200-01-01"},
        {"period": "2200-01-01.."},
        {"period": "0000-01-01..2026-01-01"},
        {"period": "٢٠٢٦-٠١-٠١..2026-02-01"},
        {"period": ".."},
        {"survey": "1 OR 1=1"},
        {"survey": "٣"},
        {"survey": "9" * 30},
        {"against": "never"},
        {"a.x y": "1"},
        {"a.": "1"},
        {'a."; DROP TABLE': "1"},
    ],
)
def test_from_query_drops_nonsense_with_a_note(query: dict[str, str]) -> None:
    found, notes = Filter.from_query(query, sight=EVERYTHING)
    assert found == Filter(sight=EVERYTHING)
    assert len(notes) == 1


@pytest.mark.parametrize(
    "query",
    [{}, {"touchpoint": ""}, {"touchpoint": ["", " "]}, {"page": "7"}, {"unit": "a\x00b"}, {"unit": "\ud800"},
     {"unit": "x" * 201}, {"words": "\n"}, {"touchpoint": [None, 3]}, {"unit": None}, {"unit": 3}],
)  # fmt: skip
def test_from_query_passes_over_what_says_nothing(query: dict[str, Any]) -> None:
    assert Filter.from_query(query, sight=EVERYTHING) == (Filter(sight=EVERYTHING), ())


def test_from_query_is_bounded() -> None:
    query: dict[str, Any] = {"unit": [str(number) for number in range(10_000)]}
    query |= {f"a.x{number}": "1" for number in range(100)}
    found, notes = Filter.from_query(query, sight=EVERYTHING)
    assert len(found.unit) == MOST_VALUES
    assert len(found.attributes) == MOST_ATTRIBUTES
    assert len(notes) == 100 - MOST_ATTRIBUTES


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from([*DIMENSIONS, "period", "survey", "words", "against", "a.x", "a.", "b"]) | st.text(),
        st.text() | st.lists(st.text() | st.none()) | st.none(),
    )
)
def test_from_query_of_anything_never_raises_and_can_be_written(query: dict[str, Any]) -> None:
    found, _ = Filter.from_query(query, sight=EVERYTHING)
    assert Filter.from_query(found.to_query(), sight=EVERYTHING) == (found, ())


ROWS = [
    {"record": "a", "survey": 1, "touchpoint": "Shop", "unit": "Київ", "local_date": date(2026, 1, 1), "a_plan": "Gold"},
    {"record": "b", "survey": 1, "touchpoint": "Web", "unit": None, "local_date": date(2026, 1, 31), "a_plan": "Basic"},
    {"record": "c", "survey": 2, "touchpoint": None, "unit": "O'Hare", "local_date": None, "a_plan": None},
]  # fmt: skip


def kept(frame: Frame, where: Filter, **more: Any) -> str:
    return "".join(sorted(where.apply(frame, **more).collect("pyarrow")["record"].to_list()))


@pytest.mark.parametrize(
    ("where", "records"),
    [
        (Filter(sight=EVERYTHING), "abc"),
        (Filter(sight=EVERYTHING, survey=1), "ab"),
        (Filter(sight=EVERYTHING, touchpoint=("Shop", "Web")), "ab"),
        (Filter(sight=EVERYTHING, touchpoint=("Shop",), unit=("Київ",)), "a"),
        (Filter(sight=EVERYTHING, unit=("O'Hare",)), "c"),
        (Filter(sight=EVERYTHING, unit=("' OR 1=1 --",)), ""),
        (Filter(sight=EVERYTHING, since=date(2026, 1, 1)), "ab"),
        (Filter(sight=EVERYTHING, until=date(2026, 1, 31)), "a"),
        (Filter(sight=EVERYTHING, since=date(2026, 1, 2), until=date(2026, 2, 1)), "b"),
        (Filter(sight=EVERYTHING, attributes=(("plan", ("Gold", "Basic")),)), "ab"),
        (Filter(sight=EVERYTHING, attributes=(("unknown", ("x",)),)), ""),
        (Filter(sight=EVERYTHING, words="slow"), "abc"),
    ],
)
def test_apply_keeps_what_is_meant(engine: Engine, where: Filter, records: str) -> None:
    assert kept(engine.lookup(facts(ROWS)), where) == records


TEXTS = {
    "a": "The queue was 100% too SLOW",
    "b": "服务很慢,排队太久",
    "c": "صف خيلي كند بود ۱۲ دقیقه",
    "d": "under_score",
}


@pytest.mark.parametrize(
    ("words", "records"),
    [
        ("slow queue", "a"),
        ("slow fast", ""),
        ("排队", "b"),
        ("慢 久", "b"),
        ("خیلی کند 12", "c"),
        ("100%", "a"),
        ("r_s", "d"),
        ("%", "a"),
        ("_", "d"),
        ("'", ""),
        ("\\", ""),
        ("Straße", ""),
    ],
)
def test_apply_finds_comments_with_all_words(engine: Engine, words: str, records: str) -> None:
    said = facts(
        [{"record": key, "text": text, "folded": fold(text)} for key, text in TEXTS.items()], table="comment"
    )
    comments = engine.lookup(said)
    assert kept(comments, Filter(sight=EVERYTHING, words=words)) == records
    assert kept(comments, Filter(sight=EVERYTHING, words=words).without_words()) == "abcd"
    answers = engine.lookup(facts([{"record": key} for key in TEXTS]))
    assert kept(answers, Filter(sight=EVERYTHING, words=words), comments=comments) == records
