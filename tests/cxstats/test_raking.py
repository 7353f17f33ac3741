from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cxstats.groups import steady

from cxstats.raking import rake

PEOPLE = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.floats(0.5, 2)), min_size=12, max_size=60
)


def test_rake_finds_the_weights_of_case_09(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case, rows = reference("09_raking_apistrat"), reference_table("09_raking_apistrat")
    found = rake(
        fields={name: [row[name] for row in rows] for name in ("stype", "sch.wide")},
        margins=case["margins"],
        weights=[float(row["pw"]) for row in rows],
    )
    expected = [case["raked_weights_by_cell"][f"{row['stype']} {row['sch.wide']}"] for row in rows]
    assert found.weights == pytest.approx(expected, abs=1e-7)  # the case gives 8 decimals
    assert found.n_effective == pytest.approx(case["kish_neff_raked"], abs=1e-6)
    assert found.design_effect == pytest.approx(200 / case["kish_neff_raked"], abs=1e-6)
    assert found.converged
    assert found.trimmed == 0
    answers = np.array([float(row["api00"]) for row in rows])
    assert found.weights @ answers / found.weights.sum() == pytest.approx(
        case["raked_linearised"]["mean"], abs=1e-8
    )


@settings(steady, max_examples=40)
@given(PEOPLE)
def test_raked_weights_meet_every_margin_and_keep_what_the_fields_do_not_say(
    people: list[tuple[str, str, float]],
) -> None:
    people.extend((a, b, 1.0) for a in "abc" for b in "xy")  # so that every cell has somebody
    one, two, start = zip(*people, strict=True)
    margins = {"one": {"a": 50, "b": 30, "c": 20}, "two": {"x": 60, "y": 40}}
    found = rake(fields={"one": one, "two": two}, margins=margins, weights=start, cap=None)
    assert found.converged
    assert found.weights.min() > 0
    for values, totals in ((one, margins["one"]), (two, margins["two"])):
        for kind, total in totals.items():
            assert found.weights[np.array(values) == kind].sum() == pytest.approx(total)
    ratio = found.weights / np.array(start)  # one factor a cell
    for kinds in {(a, b) for a, b, _ in people}:
        cell = ratio[[(a, b) == kinds for a, b, _ in people]]
        assert cell == pytest.approx(np.full(cell.size, cell[0]))


def crowded(rare: int = 2) -> dict[str, Any]:
    """Few young people stand for a third of the customers."""
    return {
        "fields": {
            "age": ["young"] * rare + ["old"] * (100 - rare),
            "way": ["web", "shop"] * 50,
        },
        "margins": {"age": {"young": 30, "old": 70}, "way": {"web": 50, "shop": 50}},
    }


def test_weights_over_the_cap_are_cut_and_the_rest_takes_over() -> None:
    data = crowded(rare=10)
    data["weights"] = [6.0] + [1.0] * 99
    free, capped = rake(**data, cap=None), rake(**data)
    assert free.largest > 5
    assert free.trimmed == 0
    assert capped.largest <= 5 * (1 + 1e-9)
    assert capped.converged
    assert capped.trimmed >= 1
    assert capped.weights[:10].sum() == pytest.approx(30)
    assert capped.n_effective > free.n_effective
    assert capped.rounds > free.rounds


def test_a_cap_that_cannot_hold_is_said() -> None:
    found = rake(**crowded(), rounds=50)
    assert not found.converged  # two people cannot stand for 30 of 100 at 5 means each
    assert found.rounds == 50
    assert found.largest > 5 or found.worst > 1e-9


def test_margins_that_cannot_be_met_are_said() -> None:
    found = rake(
        fields={"one": ["a", "a", "b"], "two": ["x", "x", "y"]},
        margins={"one": {"a": 1, "b": 2}, "two": {"x": 2, "y": 1}},
        rounds=20,
    )
    assert not found.converged
    assert found.rounds == 20
    assert found.worst > 0.1


def test_raking_what_is_already_right_changes_nothing() -> None:
    found = rake(fields={"one": ["a", "b", "b"]}, margins={"one": {"a": 1, "b": 2}})
    assert found.weights.tolist() == [1, 1, 1]
    assert (found.rounds, found.design_effect, found.largest) == (1, 1.0, 1.0)


ONE = {"one": ["a", "b"]}


@pytest.mark.parametrize(
    ("change", "quoted"),
    [
        ({"fields": {}, "margins": {}}, "at least one field"),
        ({"fields": {"one": []}}, "one entry a respondent"),
        ({"fields": {**ONE, "two": ["x"]}}, "'two': 1"),
        ({"fields": {"two": ["a", "b"]}}, r"\['two'\] and margins \['one'\]"),
        ({"weights": [1]}, r"\(1,\)"),
        ({"weights": [1, -2]}, "-2.0"),
        ({"weights": [1, 0]}, "above 0, not 0.0"),
        ({"weights": [1, float("inf")]}, "inf"),
        ({"weights": [1, float("nan")]}, "nan"),
        ({"margins": {"one": {"a": 1, "b": 0}}}, "margin of one 'b'.*0"),
        ({"margins": {"one": {"a": 1, "b": float("nan")}}}, "margin of one 'b'.*nan"),
        ({"margins": {"one": {"a": 1}}}, "one 'b' has no margin"),
        ({"fields": {"one": ["a", None]}}, "one None has no margin"),
        ({"margins": {"one": {"a": 1, "b": 1, "c": 1}}}, "nobody is one 'c'"),
        (
            {
                "fields": {**ONE, "two": ["x", "y"]},
                "margins": {"one": {"a": 1, "b": 1}, "two": {"x": 1, "y": 2}},
            },
            r"\[2.0, 3.0\]",
        ),
        ({"cap": 1.0}, "cap.*1.0"),
    ],
)
def test_wrong_values_are_quoted(change: dict[str, Any], quoted: str) -> None:
    data = {"fields": ONE, "margins": {"one": {"a": 1, "b": 1}}, **change}
    with pytest.raises(ValueError, match=quoted):
        rake(**data)
