"""The mix of each group, added up from cells."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understand.comparisons.lived import moments
from tests.understand.tallied import half

from cxstats.league.case_mix import grams
from ninefold.understand.comparisons.mixing import MOST_KINDS, mix_grams, only, plain_grams, varying

steady = settings(derandomize=True, max_examples=50, database=None)


def cells(rows):
    names = ("g", "kind", "m__n", "m__s", "m__ss")
    columns = zip(*rows, strict=True)
    return pa.table(dict(zip(names, columns, strict=True)))


def made(rows, *, groups, threshold=10):
    return mix_grams(cells=cells(rows), by="g", fields=["kind"], slug="m", groups=groups, threshold=threshold)


def test_sums_are_those_of_single_answers():
    rows = [("A", "x", 30, 6, 24), ("A", "y", 20, -4, 10), ("B", "x", 10, 2, 8), ("B", "y", 15, 5, 15)]
    found = made(rows, groups=["A", "B"])
    single = [
        (place, kind != "x", answer)
        for place, kind, n, s, ss in ((["A", "B"].index(g), *rest) for g, *rest in rows)
        for answer in [1] * ((ss + s) // 2) + [-1] * ((ss - s) // 2) + [0] * (n - ss)
    ]
    group, hard, answers = (np.array(column, dtype=float) for column in zip(*single, strict=True))
    assert found == pytest.approx(grams(groups=group, columns=hard[:, None], answers=answers))


@steady
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("AB"), *[st.sampled_from([None, "x", "y", "z"])] * 3, st.sampled_from([-1, 0, 1])
        ),
        min_size=1,
    )
)
def test_sums_of_several_fields_are_those_of_single_answers(rows):
    fields = ["f", "g", "h"]
    columns = dict(zip(["by", *fields, "answer"], zip(*rows, strict=True), strict=True))
    answers = np.array(columns["answer"])
    told = {"m__n": np.ones(len(rows)), "m__s": answers, "m__ss": answers**2}
    groups = sorted(set(columns["by"]))
    found = mix_grams(
        cells=pa.table({name: pa.array(columns[name], pa.string()) for name in ["by", *fields]} | told),
        by="by",
        fields=fields,
        slug="m",
        groups=groups,
        threshold=1,
    )
    # Of each field one column a kind, the most frequent first, which has none.
    kinds = {
        field: sorted(dict.fromkeys(columns[field]), key=columns[field].count, reverse=True)
        for field in fields
    }
    single = [
        [
            float(row[place] == kind)
            for place, field in enumerate(fields, start=1)
            for kind in kinds[field][1:]
        ]
        for row in rows
    ]
    wide = np.array(single).reshape(len(rows), -1)
    expected = grams(groups=[groups.index(row[0]) for row in rows], columns=wide, answers=answers)
    assert found.tolist() == expected.tolist()


def test_groups_not_asked_for_are_left_out_with_their_answers():
    rows = [("A", "x", 30, 6, 24), ("A", "y", 20, -4, 10), ("hidden", "z", 3, 3, 3)]
    assert made(rows, groups=["A"]).tolist() == made(rows[:2], groups=["A"]).tolist()


def test_kinds_of_few_answers_are_taken_together_or_with_the_most_frequent():
    rows = [("A", "x", 50, 6, 24), ("A", "y", 6, 1, 2), ("B", "z", 5, 1, 2), ("B", "x", 50, 2, 8)]
    assert made(rows, groups=["A", "B"]).shape == (2, 3, 3)  # y and z together
    assert made(rows, groups=["A", "B"], threshold=12).shape == (2, 2, 2)


def test_nobody_without_a_kind_is_lost():
    rows = [("A", None, 20, 6, 14), ("A", "x", 30, 1, 11), ("B", "x", 50, 2, 8)]
    assert made(rows, groups=["A", "B"])[:, 0, 0].tolist() == [50, 50]
    assert made(rows, groups=["A", "B"])[0, 0, 1] == 20


def test_many_kinds_are_held_to_a_number():
    rows = [("A", f"k{place}", 20, 6, 14) for place in range(MOST_KINDS + 20)]
    assert made(rows, groups=["A"]).shape == (1, MOST_KINDS + 2, MOST_KINDS + 2)


def test_what_does_not_vary_is_no_mix():
    once = mix_grams(
        cells=pa.table({"g": ["A", "B"], "kind": ["x", "x"], "same": ["y", "z"], "m__n": [30, 20], "m__s": [6, 2], "m__ss": [24, 8]}),
        by="g", fields=["kind"], slug="m", groups=["A", "B"], threshold=10,
    )  # fmt: skip
    wide = np.zeros((2, 3, 3))
    wide[:, [0, 0, 2, 2], [0, 2, 0, 2]] = [[30, 6, 6, 24], [20, 2, 2, 8]]
    assert once.tolist() == plain_grams(half([moments(15, 6, 9), moments(5, 12, 3)])).tolist()
    assert varying(wide).tolist() == once.tolist()


def test_only_what_is_offered_may_be_held_equal():
    offered = {"segment": "Segment", "a_floor": "Floor"}
    assert only(["a_floor", "unit", "segment", "segment"], of=offered) == ("segment", "a_floor")
