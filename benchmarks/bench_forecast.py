"""A forecast with its twelve back-tests, beside statsmodels doing the same in the same run.

    python benchmarks/bench_forecast.py [--times 5]

Both look at three exponential smoothings with additive errors (level, trend, damped trend), take the one with
the smallest AICc, and do so again at every earlier moment of the back-test; with a season, STL takes it off
first. The peer gives ranges that take its parameters as known, ours do not. The best of some times is told.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, report

from cxstats.trends.forecasts import MOST_TESTS, SHORTEST, forecast

HORIZON, MOST_MS = 3, 1_000
# Periods, and of a cycle: two years of months, of weeks, five years of months with and without their season.
SERIES: tuple[tuple[int, int | None], ...] = ((24, None), (104, None), (60, None), (60, 12))


def series(periods: int, *, seed: int = 9) -> np.ndarray:
    """A score that wanders a little, with noise about it."""
    generator = np.random.default_rng(seed)
    return 30 + 0.3 * generator.normal(size=periods).cumsum() + generator.normal(size=periods)


def by_statsmodels(values: np.ndarray, *, cycle: int | None) -> None:
    """Forecast and test as `cxstats.trends.forecasts.forecast` does."""
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel
    from statsmodels.tsa.seasonal import STL

    first = SHORTEST if cycle is None else max(SHORTEST, 3 * cycle)
    last = len(values) - HORIZON
    for now in (len(values), *range(max(first, last - MOST_TESTS + 1), last + 1)):
        known = values[:now]
        if cycle is not None:
            known = known - STL(known, period=cycle).fit().seasonal
        fits = [
            ETSModel(pd.Series(known), trend=trend, damped_trend=damped).fit(disp=False)
            for trend, damped in ((None, False), ("add", False), ("add", True))
        ]
        min(fits, key=lambda one: one.aicc).get_prediction(start=now, end=now + HORIZON - 1).pred_int()


def best(make: Callable[[], object], *, times: int) -> float:
    """The quickest of some times, in milliseconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        make()
        found.append(1000 * (time.perf_counter() - start))
    return min(found)


def main() -> int:
    """Forecast with both and hold ours against the bar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    bars = []
    for periods, cycle in SERIES:
        values = series(periods)
        name = f"{periods} periods" + ("" if cycle is None else f", {cycle} a cycle")
        ours = best(partial(forecast, values, horizon=HORIZON, period=cycle), times=times)
        peer = best(partial(by_statsmodels, values, cycle=cycle), times=1)
        bars += [
            Bar(name=f"{name}: ours", value=ours, unit="ms", most=MOST_MS),
            Bar(name=f"{name}: statsmodels", value=peer, unit="ms"),
            Bar(name=f"{name}: statsmodels to ours", value=peer / ours, unit="", least=1),
        ]
    report("A forecast with its back-tests", bars)
    return 0 if all(bar.reached for bar in bars if bar.judged) else 1


if __name__ == "__main__":
    sys.exit(main())
