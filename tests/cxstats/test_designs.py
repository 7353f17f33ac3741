from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.cxstats.groups import steady, sums

from cxstats.designs import Design, design_mean, design_nps, design_share
from cxstats.estimate import Estimate
from cxstats.formulas.nps import nps_limits
from cxstats.raking import rake
from cxstats.scores import nps, share, weighted_mean, weighted_share

Reference = Callable[[str], Any]
Table = Callable[[str], list[dict[str, str]]]
PAIRS = st.lists(st.tuples(st.floats(0.1, 20), st.sampled_from([-1, 0, 1])), min_size=2, max_size=40)


def schools(reference: Reference, table: Table) -> tuple[dict[str, Any], dict[str, Any], dict[str, Design]]:
    """Answers and designs of the case."""
    case, rows = reference("09_raking_apistrat"), table("09_raking_apistrat")
    results = np.array([float(row["api00"]) for row in rows])
    answers = {
        "mean": results,
        "csat": np.array([int(row["csat"]) for row in rows]),
        "nps": (results >= 750).astype(int) - (results < 600),
    }
    weights, strata = [float(row["pw"]) for row in rows], [row["stype"] for row in rows]
    sizes = {row["stype"]: float(row["fpc"]) for row in rows}
    fields = {name: [row[name] for row in rows] for name in ("stype", "sch.wide")}
    raked = rake(fields=fields, margins=case["margins"], weights=weights)
    designs = {
        "stratified_fpc": Design(weights=weights, strata=strata, sizes=sizes),
        "weighted_no_strata": Design(weights=weights),
        "raked": Design(weights=raked.weights, raked=fields, before=weights),
        "raked_plainly": Design(weights=raked.weights, raked=fields, before=weights, residuals="plain"),
    }
    return case, answers, designs


def error(found: Estimate, df: float) -> float:
    assert found.low is not None
    assert found.high is not None
    return (found.high - found.low) / 2 / float(stats.t.ppf(0.975, df))


@pytest.mark.parametrize(
    ("name", "column", "close"),
    [
        ("stratified_fpc", "stratified_fpc", 1e-6),
        ("weighted_no_strata", "weighted_no_strata", 1e-6),
        ("raked", "calib_raking", 1e-6),
        ("raked_plainly", "raked_linearised", 1e-6),  # .04 % apart
    ],
)
def test_design_means_agree_with_case_09(
    reference: Reference, reference_table: Table, name: str, column: str, close: float
) -> None:
    case, answers, designs = schools(reference, reference_table)
    found = design_mean(answers=answers["mean"], design=designs[name])
    assert found.value == pytest.approx(case[column]["mean"], abs=1e-8)
    assert error(found, df=197 if designs[name].strata else 199) == pytest.approx(
        case[column]["se"], abs=close
    )
    assert found.method == "t-design"


@pytest.mark.parametrize(
    ("name", "column", "close"),
    [
        ("stratified_fpc", "stratified_fpc", 1e-8),
        ("weighted_no_strata", "weighted_no_strata", 1e-8),
        ("raked", "calib_raking", 1e-8),
        ("raked_plainly", "raked_linearised", 1e-8),
    ],
)
def test_design_shares_agree_with_case_09_on_the_logit_scale(
    reference: Reference, reference_table: Table, name: str, column: str, close: float
) -> None:
    case, answers, designs = schools(reference, reference_table)
    found = design_share(answers=answers["csat"], design=designs[name])
    assert found.value == pytest.approx(case[column]["csat"], abs=1e-8)
    assert [found.low, found.high] == pytest.approx(case[column]["csat_ci_logit"], abs=close)
    assert found.method == "logit-design"


@pytest.mark.parametrize(
    ("name", "column"),
    [("stratified_fpc", "stratified"), ("weighted_no_strata", "weighted"), ("raked_plainly", "raked")],
)
def test_design_nps_agrees_with_case_09(
    reference: Reference, reference_table: Table, name: str, column: str
) -> None:
    case, answers, designs = schools(reference, reference_table)
    plain = design_mean(answers=answers["nps"], design=designs[name])
    found = design_nps(answers=answers["nps"], design=designs[name])
    assert found.value == pytest.approx(case["nps"][column]["nps"], abs=1e-8)
    assert error(plain, df=197 if designs[name].strata else 199) == pytest.approx(
        case["nps"][column]["se"], abs=1e-7
    )
    assert error(found, df=1e9) == pytest.approx(case["nps"][column]["se"], rel=0.02)
    assert found.method == "adjusted-wald-design"


def test_kish_n_of_raked_weights_is_that_of_case_09(reference: Reference, reference_table: Table) -> None:
    case, answers, designs = schools(reference, reference_table)
    found = design_mean(answers=answers["mean"], design=designs["raked"])
    assert found.n_effective == pytest.approx(case["kish_neff_raked"], abs=1e-6)


@settings(steady, max_examples=40)
@given(PAIRS)
def test_a_design_of_weights_alone_is_the_weighted_score(pairs: list[tuple[float, int]]) -> None:
    weights, nets = [w for w, _ in pairs], [y for _, y in pairs]
    assume(len(set(nets)) > 1)
    found, plain = (
        design_mean(answers=nets, design=Design(weights=weights)),
        weighted_mean(moments=sums(nets, weights)),
    )
    assert [found.value, found.low, found.high] == pytest.approx([plain.value, plain.low, plain.high])
    hits = [max(y, 0) for y in nets]
    top, other = (
        design_share(answers=hits, design=Design(weights=weights)),
        weighted_share(moments=sums(hits, weights)),
    )
    assert [top.value, top.low, top.high] == pytest.approx([other.value, other.low, other.high])
    net = design_nps(answers=nets, design=Design(weights=weights))
    assert -1 <= net.low <= net.value <= net.high <= 1


def test_nps_of_equal_weights_is_the_plain_one() -> None:
    nets = [1] * 30 + [0] * 20 + [-1] * 10
    found = design_nps(answers=nets, design=Design(weights=[2.0] * 60))
    plain = nps(promoters=30, passives=20, detractors=10)
    assert [found.value, found.low, found.high] == pytest.approx([plain.value, plain.low, plain.high])
    few = design_nps(answers=nets[::10], design=Design(weights=[2.0] * 6))
    assert few.method == "score-design"


def test_answers_of_one_person_count_as_one_draw() -> None:
    answers, people = [1, 1, 4, 4, 6, 6], ["a", "a", "b", "b", "c", "c"]
    once = design_mean(answers=[1, 4, 6], design=Design(weights=[1.0] * 3))
    twice = design_mean(answers=answers, design=Design(weights=[1.0] * 6, people=people))
    blind = design_mean(answers=answers, design=Design(weights=[1.0] * 6))
    assert [twice.value, twice.low, twice.high] == pytest.approx([once.value, once.low, once.high])
    assert blind.high - blind.low < twice.high - twice.low
    assert twice.n == 6


def test_somebody_in_two_strata_is_named_and_refused() -> None:
    design = Design(weights=[1.0] * 4, strata=["a", "a", "b", "b"], people=["x", "y", "x", "z"])
    with pytest.raises(ValueError, match="person 'x' stands in two strata"):
        design_mean(answers=[1, 3, 4, 6], design=design)


def test_one_number_says_how_many_could_be_drawn_without_strata() -> None:
    whole, part = (Design(weights=[1.0] * 4, sizes=size) for size in (None, 8))
    wide, narrow = (design_mean(answers=[1, 3, 4, 6], design=design) for design in (whole, part))
    assert error(narrow, df=3) == pytest.approx(error(wide, df=3) * np.sqrt(0.5))


@pytest.mark.parametrize("each", [2, 20, 100])
def test_ten_people_who_all_say_the_same_are_ten_answers(each: int) -> None:
    design = Design(weights=[2.0] * 10 * each, people=list(range(10)) * each)
    net = design_nps(answers=[1] * 10 * each, design=design)
    plain = nps(promoters=10, passives=0, detractors=0)
    assert [net.low, net.high] == pytest.approx([plain.low, plain.high])
    hits = design_share(answers=[0] * 10 * each, design=design)
    of_ten = share(successes=0, n=10)
    assert [hits.low, hits.high] == pytest.approx([of_ten.low, of_ten.high])
    assert (net.n, net.n_effective, hits.n_effective) == (10 * each, 10.0, 10.0)


def test_people_of_unequal_weight_are_worth_fewer() -> None:
    found = design_share(answers=[1] * 6, design=Design(weights=[1.0] * 6, people="aaaabc"))
    assert found.n_effective == 36 / 18


def test_one_answer_that_differs_does_not_make_few_people_many() -> None:
    people, answers = list(range(10)) * 20, [1] * 200
    alike = design_nps(answers=answers, design=Design(weights=[1.0] * 200, people=people))
    apart = design_nps(answers=[0, *answers[1:]], design=Design(weights=[1.0] * 200, people=people))
    assert apart.low == pytest.approx(alike.low, abs=0.01)
    share_apart = design_share(answers=[0, *answers[1:]], design=Design(weights=[1.0] * 200, people=people))
    assert share_apart.n_effective == 10.0
    assert share_apart.low == pytest.approx(share(successes=10, n=10).low, abs=0.01)


def test_nps_of_people_is_as_wide_as_korn_and_graubard_make_it() -> None:
    nets = np.array([[1, 1, 0, -1], [1, 0, 0, 0], [1, 1, 1, 1], [-1, -1, 0, 1], [0, 0, 1, 1], [1, -1, 0, 0]])
    people = np.repeat(np.arange(6), 4).tolist()
    found = design_nps(answers=nets.ravel(), design=Design(weights=[1.0] * 24, people=people))
    plus, minus = (nets == 1).mean(), (nets == -1).mean()
    variance = nets.mean(axis=1).var(ddof=1) / 6
    n = (plus + minus - nets.mean() ** 2) / variance * 6 / 5
    n *= (stats.t.ppf(0.975, 23) / stats.t.ppf(0.975, 5)) ** 2
    low, high = nps_limits(
        method="adjusted-wald" if n >= 10 else "score",
        promoters=plus * n,
        detractors=minus * n,
        n=n,
        z=float(stats.norm.ppf(0.975)),
    )
    assert [found.low, found.high] == pytest.approx([low, high])


def test_raking_makes_a_field_that_goes_with_the_answers_precise() -> None:
    chance = np.random.default_rng(3)
    field = chance.integers(0, 3, size=300)
    answers = field + chance.normal(size=300) * 0.3
    fields = {"kind": field.tolist()}
    raked = rake(fields=fields, margins={"kind": {0: 100, 1: 100, 2: 100}})
    found = design_mean(answers=answers, design=Design(weights=raked.weights, raked=fields))
    blind = design_mean(answers=answers, design=Design(weights=raked.weights))
    assert found.high - found.low < 0.5 * (blind.high - blind.low)


def test_ranges_of_raked_means_hold_the_truth_as_often_as_they_say() -> None:
    chance = np.random.default_rng(8)
    field = chance.integers(0, 3, size=6000)
    answers = 6 + field + chance.normal(size=6000) * 2
    margins = {"kind": {kind: int((field == kind).sum()) for kind in range(3)}}
    drawn = np.array([0.2, 0.5, 1.0])[field]
    held = 0
    for _ in range(200):
        who = chance.choice(6000, size=150, replace=False, p=drawn / drawn.sum())
        fields = {"kind": field[who].tolist()}
        raked = rake(fields=fields, margins=margins)
        found = design_mean(answers=answers[who], design=Design(weights=raked.weights, raked=fields))
        held += found.low <= answers.mean() <= found.high
    assert 180 <= held <= 198


def test_a_stratum_that_answered_as_a_whole_is_known() -> None:
    found = design_mean(answers=[1, 3, 5], design=Design(weights=[1.0] * 3, sizes={None: 3.0}))
    assert (found.value, found.low, found.high) == (3.0, None, None)


@pytest.mark.parametrize(("answers", "value"), [([1] * 7, 1.0), ([0] * 7, 0.0)])
def test_shares_of_all_or_nobody_have_wilsons_range(answers: list[int], value: float) -> None:
    found = design_share(answers=answers, design=Design(weights=[0.1, 0.2, 0.3, 0.7, 0.9, 1.1, 1.3]))
    assert found.value == value
    assert found.low <= value <= found.high
    assert found.high - found.low > 0.2
    assert found.method == "wilson-weighted"
    flat = design_mean(answers=answers, design=Design(weights=[0.1, 0.2, 0.3, 0.7, 0.9, 1.1, 1.3]))
    assert (flat.low, flat.high) == (None, None)
    net = design_nps(answers=answers, design=Design(weights=[3.0] * 7))
    assert net.high - net.low > 0.2


TWO = [1.0, 1.0]


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: design_mean(answers=[1, 2], design=Design(weights=TWO), level=95), "level.*95"),
        (lambda: design_share(answers=[0, 1], design=Design(weights=TWO), level=95), "level.*95"),
        (lambda: design_nps(answers=[0, 1], design=Design(weights=TWO), level=95), "level.*95"),
        (lambda: design_mean(answers=[1, np.nan], design=Design(weights=TWO)), "answers.*nan"),
        (lambda: design_mean(answers=[[1, 2]], design=Design(weights=TWO)), r"answers.*\(1, 2\)"),
        (lambda: design_mean(answers=[1, 2], design=Design(weights=[1, 0])), "weights.*0.0"),
        (lambda: design_mean(answers=[1, 2], design=Design(weights=[1, np.inf])), "weights.*inf"),
        (lambda: design_mean(answers=[1, 2], design=Design(weights=[1, -1])), "weights.*-1.0"),
        (lambda: design_mean(answers=[1], design=Design(weights=TWO)), "2 for 1"),
        (lambda: design_mean(answers=[], design=Design(weights=[])), "0 for 0"),
        (lambda: design_mean(answers=[1], design=Design(weights=[1])), "only one person"),
        (
            lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, strata=["a", "b"])),
            "only one person in stratum 'a'",
        ),
        (lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, strata=["a"])), "strata.*1 for 2"),
        (lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, people=["a"])), "people.*1 for 2"),
        (
            lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, strata="aa", sizes={"b": 9})),
            "'a' has a size of None, but 2",
        ),
        (
            lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, sizes={0: 9})),
            "without strata.*0: 9",
        ),
        (
            lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, strata="aa", sizes=9)),
            "with strata sizes.*9",
        ),
        (lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, sizes=1)), "size of 1, but 2"),
        (
            lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, raked={"one": "aa"}, before=[1])),
            "1 weights before raking for 2",
        ),
        (
            lambda: design_mean(
                answers=[1, 2], design=Design(weights=TWO, raked={"one": "ab"}, residuals="none")
            ),
            "residuals.*'none'",
        ),
        (lambda: design_mean(answers=[1, 2], design=Design(weights=TWO, raked={"one": "a"})), "one.*1 for 2"),
        (lambda: design_share(answers=[1, 2], design=Design(weights=TWO)), r"\(0, 1\).*2.0"),
        (lambda: design_nps(answers=[1, 2], design=Design(weights=TWO)), r"\(-1, 0, 1\).*2.0"),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()
