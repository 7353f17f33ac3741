import duckdb
import pytest
from tests.listen.sources.by_hand import opened_of

from ninefold.listen.sources.profiling import profile
from ninefold.listen.sources.scales import fit, one_is_best


def fitted(values, kind="item", **more):
    with duckdb.connect() as connection:
        opened = opened_of(connection, {"x": values}, **more)
        (found,) = profile(opened=opened, connection=connection)
        return fit(column=opened.columns[0], profile=found, kind=kind)


def spread(counts):
    return [str(value) for value, count in counts.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("counts", "kind", "ends", "codes"),
    [
        ({0: 3, 5: 20, 9: 30, 10: 40}, "item", (0.0, 10.0), ()),
        ({1: 3, 5: 20, 9: 30, 10: 40}, "item", (1.0, 10.0), ()),
        ({1: 3, 5: 20, 9: 30, 10: 40}, "nps", (0.0, 10.0), ()),
        ({0: 3, 5: 20, 9: 30, 10: 40, 11: 7}, "nps", (0.0, 10.0), (("11", 7),)),
        ({1: 9, 2: 20, 3: 30, 4: 40, 5: 50}, "item", (1.0, 5.0), ()),
        ({0: 6, 1: 9, 2: 20, 3: 30, 4: 40, 5: 50, 6: 70}, "item", (1.0, 5.0), (("0", 6), ("6", 70))),
        ({0: 6, 1: 9, 2: 20, 3: 30, 4: 40, 5: 50, 6: 70}, "csat", (1.0, 5.0), (("0", 6), ("6", 70))),
        ({1: 9, 2: 20, 3: 30, 4: 40, 5: 50, 6: 7, 7: 8}, "item", (1.0, 7.0), ()),
        ({1: 9, 2: 20, 3: 30, 4: 40, 5: 50, 6: 7}, "ces", (1.0, 7.0), ()),
        ({1: 9, 2: 20, 3: 30, 4: 40, 5: 50, 9: 3, 99: 4}, "item", (1.0, 5.0), (("9", 3), ("99", 4))),
        ({1: 9, 2: 20, 3: 30, 4: 40, 5: 50, -1: 2}, "item", (1.0, 5.0), (("-1", 2),)),
        ({1: 20, 2: 20, 3: 30, 4: 40}, "item", (1.0, 4.0), ()),
        ({20: 20, 40: 20, 60: 30, 80: 40, 100: 50}, "item", (0.0, 100.0), ()),
        ({4: 2, 5: 1}, "csat", (1.0, 5.0), ()),
        ({1: 90, 2: 200, 3: 300, 4: 400, 5: 500, 7: 1}, "csat", (1.0, 5.0), (("7", 1),)),
    ],
)
def test_scale_that_explains_most_answers_is_chosen(counts, kind, ends, codes):
    found = fitted(spread(counts), kind)
    assert (found.ends, found.codes) == (ends, codes)
    assert found.answered == sum(counts.values()) - sum(count for _code, count in codes)


@pytest.mark.parametrize(
    "values",
    [
        ["red", "green"],
        ["1", "2"],
        ["1.5", "2.7", "4.4"],
        ["2024-05-12", "2024-05-13"],
        [None],
        [str(i) for i in range(200)],
    ],
)
def test_other_values_are_no_scale(values):
    assert fitted(values) is None


def test_labels_become_numbers_and_missing_words_codes():
    found = fitted(["Very satisfied", "Satisfied", "Neutral", "N/A", "Very dissatisfied", "Dissatisfied"])
    assert found.ends == (1.0, 5.0)
    assert found.labels == {
        "very satisfied": 5.0,
        "satisfied": 4.0,
        "neutral": 3.0,
        "very dissatisfied": 1.0,
        "dissatisfied": 2.0,
    }
    assert found.codes == (("N/A", 1),)
    assert found.certain


@pytest.mark.parametrize(
    ("values", "kind", "ends", "labels"),
    [
        (["★★★★★", "★★★☆☆"], "rating", (1.0, 5.0), {"★★★★★": 5.0, "★★★☆☆": 3.0}),
        (["4 out of 5", "5/5"], "rating", (1.0, 5.0), {"4 out of 5": 4.0, "5/5": 5.0}),
        (
            ["0 - Not at all likely", "10 - Extremely likely", "8"],
            "nps",
            (0.0, 10.0),
            {"0 - not at all likely": 0.0, "10 - extremely likely": 10.0},
        ),
    ],
)
def test_numbers_inside_texts_are_read(values, kind, ends, labels):
    found = fitted(values, kind)
    assert (found.ends, dict(found.labels)) == (ends, labels)


def test_codes_whose_labels_run_down_are_reversed():
    choices = {
        "1": "Very satisfied",
        "2": "Satisfied",
        "3": "Neutral",
        "4": "Dissatisfied",
        "5": "Very dissatisfied",
        "6": "Not applicable",
    }
    found = fitted(["1", "2", "5", "6"], choices={"x": choices})
    assert (found.ends, found.reversed, found.certain) == ((1.0, 5.0), True, True)
    assert found.codes == (("6", 1),)


def test_codes_out_of_order_are_read_by_their_labels():
    choices = {
        "11": "Very dissatisfied",
        "12": "Dissatisfied",
        "13": "Neutral",
        "14": "Satisfied",
        "15": "Very satisfied",
    }
    found = fitted(["11", "15"], choices={"x": choices})
    assert (found.ends, found.reversed) == ((1.0, 5.0), False)
    assert (found.labels["11"], found.labels["15"], found.labels["satisfied"]) == (1.0, 5.0, 4.0)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("How satisfied are you? (1 = very satisfied, 5 = very dissatisfied)", True),
        ("1 = best, 6 = worst", True),
        ("Rate us: 1: Excellent; 5: Very poor", True),
        ("1 = very dissatisfied, 5 = very satisfied", False),
        ("How satisfied are you with our staff?", False),
        ("1 = خیلی راضی، 5 = خیلی ناراضی", True),
        ("1 - отлично, 5 - очень плохо", True),
    ],
)
def test_question_tells_whether_one_is_best(text, best):
    assert one_is_best(text, ends=(1.0, 5.0)) is best
