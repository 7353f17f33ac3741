from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cxstats.groups import net, steady, sums, top

from cxstats.estimate import Moments
from cxstats.league.table import funnel, league
from cxstats.moments import of_share
from cxstats.scores import mean, nps, share_from_moments

STORES = st.lists(
    st.tuples(*[st.integers(0, 60)] * 3).filter(lambda one: sum(one) > 1), min_size=4, max_size=10
).filter(lambda all_: any(sum(count > 0 for count in one) > 1 for one in all_))


def test_league_of_case_10a_stores(
    reference: Callable[[str], Any], reference_table: Callable[[str], list[dict[str, str]]]
) -> None:
    case, rows = reference("10_multiplicity_and_shrinkage")["stores"], reference_table("10a_stores_nps")
    counts = [(int(row["pr"]), int(row["d"]), int(row["n"])) for row in rows]
    groups = [net(promoters, n - promoters - detractors, detractors) for promoters, detractors, n in counts]
    total = sum(groups, Moments())
    of_one = total.ss / total.n - (total.s / total.n) ** 2  # the case takes the variance of all answers
    assert of_one == pytest.approx(case["pooled_variance"], abs=1e-9)
    found = league(groups=groups, kind="nps", variance=of_one)
    assert found.tau2 == pytest.approx(case["reml_tau2"], abs=2e-6)
    assert [one.likely.value for one in found.entries] == pytest.approx(case["blup"], abs=2e-5)
    assert [one.likely.n for one in found.entries] == [n for _, _, n in counts]
    assert found.p_value == pytest.approx(case["Qp"], abs=1e-9)
    assert found.entries[0].own == nps(promoters=6, passives=0, detractors=2)


def test_variance_is_pooled_within_the_groups() -> None:
    answers = [[1, 2, 3], [4, 6], [7, 7, 8, 9], [2, 5]]
    within = sum((len(one) - 1) * float(np.var(one, ddof=1)) for one in answers)
    found = league(groups=[sums(one) for one in answers], kind="mean")
    assert found.variance == pytest.approx(within / (11 - 4))
    assert [one.own for one in found.entries] == [mean(moments=sums(one)) for one in answers]


def test_funnel_narrows_with_n_around_the_mean_of_all_answers() -> None:
    groups = [top(9, 10), top(70, 100), top(160, 200), top(300, 500)]
    found = league(groups=groups, kind="share")
    centre, error = 539 / 810, (found.variance / 500) ** 0.5
    assert found.entries[3].funnel == pytest.approx(
        (centre - 1.959963985 * error, centre + 1.959963985 * error)
    )
    assert found.entries[3].outer_funnel == pytest.approx(
        (centre - 3.090232306 * error, centre + 3.090232306 * error)
    )
    assert found.entries[0].outer_funnel[1] == 1.0  # a share ends there
    assert found.entries[0].own == share_from_moments(moments=top(9, 10))


@settings(steady, max_examples=20)
@given(STORES)
def test_league_stays_on_the_scale_and_in_order(stores: list[tuple[int, int, int]]) -> None:
    groups = [net(*one) for one in stores]
    found, back = league(groups=groups, kind="nps"), league(groups=groups[::-1], kind="nps")
    for one, same in zip(found.entries, back.entries[::-1], strict=True):
        assert -1 <= one.likely.low <= one.likely.value <= one.likely.high <= 1
        assert -1 <= one.outer_funnel[0] <= one.funnel[0] <= one.funnel[1] <= one.outer_funnel[1] <= 1
        assert one.likely.value == pytest.approx(same.likely.value, abs=1e-9)
        assert one.top_fifth == pytest.approx(same.top_fifth, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "quoted"),
    [
        (lambda: league(groups=[net(1, 1, 1)] * 3, kind="nps"), "at least 4 groups, not 3"),
        (lambda: league(groups=[net(1, 1, 1)] * 4 + [Moments()], kind="nps"), r"groups\[4\] has no answers"),
        (lambda: league(groups=[net(3, 0, 0)] * 4, kind="nps"), "nobody differs"),
        (lambda: league(groups=[net(1, 0, 0)] * 4, kind="nps"), "nobody differs"),
        (lambda: league(groups=[top(1, 2)] * 4, kind="csat"), "kind.*'csat'"),
        (lambda: league(groups=[Moments(n=1, s=3, ss=3)] * 4, kind="share"), "s=3"),
        (lambda: league(groups=[top(1, 2)] * 4, kind="share", level=95), "level.*95"),
        (
            lambda: league(groups=[top(1, 2)] * 4, kind="share", variance=-1.0),
            "variance must be a finite number above 0, not -1.0",
        ),
    ],
)
def test_wrong_values_are_quoted(call: Callable[[], object], quoted: str) -> None:
    with pytest.raises(ValueError, match=quoted):
        call()


def test_funnel_of_a_size_is_that_of_a_group_of_that_size() -> None:
    stores = [of_share(successes=hits, n=n) for hits, n in [(9, 10), (70, 100), (160, 200), (300, 500)]]
    found = league(groups=stores, kind="share")
    given = {"center": 539 / 810, "variance": found.variance, "kind": "share"}
    assert funnel(n=100, **given) == pytest.approx(found.entries[1].funnel)
    assert funnel(n=100, level=0.998, **given) == pytest.approx(found.entries[1].outer_funnel)
    assert funnel(n=1, **given) == (0.0, 1.0)


@pytest.mark.parametrize(
    "wrong", [{"kind": "median"}, {"variance": 0.0}, {"n": 0}, {"level": 1.0}, {"center": float("nan")}]
)
def test_funnel_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        funnel(**{"center": 0.5, "variance": 0.2, "n": 10, "kind": "share"} | wrong)
