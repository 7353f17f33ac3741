import math

import numpy as np
import pytest

from cxstats.formulas.run_lengths import (
    chance_of_signal,
    cusum_alarms,
    ewma_alarms,
    shewhart_run_length,
)


def test_rule_1_alone_waits_one_over_its_chance() -> None:
    assert shewhart_run_length(outside=0.01, run=None) == 100
    assert shewhart_run_length(outside=0, run=None) == math.inf


def test_rules_1_and_2_agree_with_champ_and_woodall_1987() -> None:
    assert shewhart_run_length(outside=0.0026998, run=8) == pytest.approx(152.73, abs=0.01)


@pytest.mark.parametrize("run", [2, 3, 9])
def test_runs_alone_wait_as_long_as_runs_of_a_coin(run: int) -> None:
    # The first run of r like sides of a fair coin takes 2^r - 1 throws on average.
    assert shewhart_run_length(outside=0, run=run) == pytest.approx(2**run - 1)


def test_chance_of_signal_by_hand() -> None:
    assert chance_of_signal(outside=0.1, run=None, points=2) == pytest.approx(0.19)
    # Two points: neither outside, and not both on one side.
    assert chance_of_signal(outside=0.1, run=2, points=2) == pytest.approx(1 - 0.9 * 0.45)


def test_chances_of_signal_add_up_to_the_run_length() -> None:
    silent = [1.0] + [1 - chance_of_signal(outside=0.05, run=5, points=k) for k in range(1, 300)]
    assert sum(silent) == pytest.approx(shewhart_run_length(outside=0.05, run=5))


@pytest.mark.parametrize(("decision", "published"), [(4, 168), (5, 465)])
def test_cusum_run_lengths_agree_with_montgomery_table_9_3(decision: float, published: float) -> None:
    assert round(cusum_alarms(allowance=0.5, decision=decision, points=10).run_length) == published


def test_ewma_of_weight_1_is_a_shewhart_chart() -> None:
    alarms = ewma_alarms(weight=1, limit=3, points=30)
    assert alarms.run_length == pytest.approx(370.4, abs=0.01)
    assert alarms.in_series == pytest.approx(1 - 0.9973002**30, abs=1e-6)


def test_ewma_with_slow_memory_comes_near_lucas_and_saccucci() -> None:
    # 500 with limits of the final width from the start on; widening limits alarm a little sooner.
    assert 480 < ewma_alarms(weight=0.1, limit=2.814, points=10).run_length < 500


@pytest.mark.parametrize("points", [3, 24, 200])
def test_chances_within_a_series_agree_with_simulation(points: int) -> None:
    rng = np.random.default_rng(7)
    z = rng.normal(size=(20_000, points))
    average = np.zeros(len(z))
    up, down, by_ewma, by_cusum = (np.zeros(len(z)) for _ in range(4))
    for at in range(points):
        average = 0.2 * z[:, at] + 0.8 * average
        reach = 3 * math.sqrt(0.2 / 1.8 * (1 - 0.8 ** (2 * at + 2)))
        by_ewma = np.maximum(by_ewma, abs(average) > reach)
        up, down = np.maximum(0, up + z[:, at] - 0.5), np.minimum(0, down + z[:, at] + 0.5)
        by_cusum = np.maximum(by_cusum, np.maximum(up, -down) > 4)
    ewma, cusum = (
        ewma_alarms(weight=0.2, limit=3, points=points),
        cusum_alarms(allowance=0.5, decision=4, points=points),
    )
    assert ewma.in_series == pytest.approx(by_ewma.mean(), abs=0.01)
    assert cusum.in_series == pytest.approx(by_cusum.mean(), abs=0.015)
