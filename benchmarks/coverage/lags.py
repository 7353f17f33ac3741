"""How often two unrelated series get a lead, and how often a true lead is held by its limits and by its set.

Unrelated: two autoregressions (0 to 1, the last being random walks) of 36 to 120 periods, noise, and panels
whose units share a season. Related: y follows x three periods later, and later still; or over several
periods. In the first table the correlation to be held is the mean over the runs, since the filter depends on
the length; in the table by delay it is known.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.signal import lfilter

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from cxstats.trends.lags import LagCorrelation, LeadLag, lead_lag, panel_lead_lag

RUNS = 2000
LENGTH = 80
EXCEPTIONS = {
    "36 periods": "the limits are a little wider than they need to be",
    "difference": "the same: where both series swing against their past, that is not counted as more pairs",
    "sets": "a lag that stands alone is held nearly always; .95 is for lags that others equal",
}

Series = np.ndarray
Pair = tuple[Series, Series]


def _walk(rng: np.random.Generator, shape: tuple[int, ...], phi: float) -> Series:
    noise = rng.normal(size=(*shape[:-1], shape[-1] + 100))
    return lfilter([1.0], [1.0, -phi], noise, axis=-1)[..., 100:]


def _follower(rng: np.random.Generator, n: int, phi: float) -> Pair:
    x = _walk(rng, (n + 3,), phi)
    return x[3:], x[:-3] + _walk(rng, (n,), phi)


def _by_past(n: int, phi: float, method: str) -> bool:
    """Print false leads, true leads found and limits that hold, and say whether they are as promised."""
    rng = np.random.default_rng(20261126)
    false, true, held = [], [], []
    for _ in range(RUNS):
        false.append(lead_lag(_walk(rng, (n,), phi), _walk(rng, (n,), phi), method=method).lead)
        found = lead_lag(*_follower(rng, n, phi), method=method)
        at = _at(found, 3)
        true.append(found.lead == 3)
        held.append((at.low, at.r_pairs, at.high))
    rate = float(np.mean([one is not None for one in false]))
    low, r, high = np.array(held).T
    coverage = float(np.mean((low <= r.mean()) & (r.mean() <= high)))
    off = not 0.93 <= coverage <= 0.97
    print(f"| {n} | {phi} | {method} | {rate:.3f} | {np.mean(true):.3f} | {coverage:.3f} |", "off" * off)
    return rate <= 0.06 and (not off or (coverage > 0.97 and (n == 36 or method == "difference")))


def _at(found: LeadLag, lag: int) -> LagCorrelation:
    return found.lags[len(found.lags) // 2 + lag]


def _sizes() -> bool:
    """How often noise is called real, lag by lag, at 5 %."""
    print(f"\n{LENGTH} periods of noise, each lag looked at alone: share of p-values up to .05")
    rng, lags = np.random.default_rng(5), (0, 5, 10, 15, 19)
    seen = {0: np.zeros(len(lags)), 1: np.zeros(len(lags))}
    for _ in range(RUNS):
        x, y = rng.normal(size=(2, LENGTH))
        for differences, pair in ((0, (x, y)), (1, (np.cumsum(x), np.cumsum(y)))):
            found = lead_lag(*pair, differences=differences, max_lag=20)
            seen[differences] += [_at(found, lag).p_value <= 0.05 for lag in lags]
    for differences, count in seen.items():
        print(f"| {differences} |", " | ".join(f"{one / RUNS:.3f}" for one in count), "|")
    return all((count / RUNS < 0.07).all() for count in seen.values())


def _delayed(rng: np.random.Generator, n: int, rho: float, delays: dict[int, float]) -> Pair:
    """Random walks, steps of y being steps of x of some periods before, weighted, and noise."""
    most = max(delays)
    x, noise = rng.normal(size=n + most), rng.normal(size=n)
    answer = sum(weight * x[most - delay : most - delay + n] for delay, weight in delays.items())
    answer = answer / np.sqrt(sum(weight**2 for weight in delays.values()))
    return np.cumsum(x[most:]), np.cumsum(rho * answer + np.sqrt(1 - rho**2) * noise)


def _known(n: int, rho: float, delay: int) -> bool:
    rng = np.random.default_rng(6)
    held, naive, leads, sets, sizes = [], [], [], [], []
    for _ in range(RUNS):
        found = lead_lag(*_delayed(rng, n, rho, {delay: 1.0}))
        at = _at(found, delay)
        held.append(at.low <= rho <= at.high)
        naive.append(at.r)
        leads.append(found.lead == delay)
        sets.append(delay in found.lead_set)
        sizes.append(len(found.lead_set))
    print(
        f"| {n} | {rho} | {delay} | {np.mean(naive):.2f} | {np.mean(held):.3f} | {np.mean(leads):.3f} |"
        f" {np.mean(sets):.3f} | {np.median(sizes):.0f} of {len(found.lags)} |"
    )
    return bool(0.93 <= np.mean(held) <= 0.975 and np.mean(sets) >= 0.95)


def _smeared(name: str, n: int, rho: float, delays: dict[int, float]) -> bool:
    rng = np.random.default_rng(7)
    best = [delay for delay, weight in delays.items() if weight == max(delays.values())]
    none, inside, each, every, sizes = [], [], [], [], []
    for _ in range(RUNS):
        found = lead_lag(*_delayed(rng, n, rho, delays))
        none.append(found.lead is None)
        inside.append(found.lead in best)
        each.append(np.mean([delay in found.lead_set for delay in best]))
        every.append(all(delay in found.lead_set for delay in best))
        sizes.append(len(found.lead_set))
    print(
        f"| {name} | {n} | {rho} | {np.mean(none):.2f} | {np.mean(inside):.2f} | {np.mean(each):.3f} |"
        f" {np.mean(every):.2f} | {np.median(sizes):.0f} of {len(found.lags)} |"
    )
    return bool(np.mean(each) >= 0.94)


def _panels() -> bool:
    print("\npanel of 12 units, 24 periods, a season shared by all: false leads with and without `common`")
    rng, seen, runs = np.random.default_rng(3), np.zeros(2), RUNS
    for _ in range(runs):
        season = 3 * np.cumsum(rng.normal(size=24))
        x, y = (_walk(rng, (12, 24), 0.5) + season for _ in range(2))
        seen += [panel_lead_lag(x, y, common=common).lead is not None for common in (True, False)]
    print(f"{seen[0] / runs:.3f} {seen[1] / runs:.3f}  {runs}")
    return bool(seen[0] / runs <= 0.06)


def _table(heads: str, rows: list[Callable[[], bool]]) -> bool:
    print(f"\n| {heads} |\n|{'---|' * (heads.count('|') + 1)}")
    kept = [row() for row in rows]  # every row is printed, whatever the ones before say
    return all(kept)


def _main() -> int:
    over = [
        ("2 to 5 alike", dict.fromkeys((2, 3, 4, 5), 1.0)),
        ("3, then fading", {3 + step: 0.7**step for step in range(8)}),
    ]
    past = [(n, phi, how) for n in (36, 60, 120) for phi in (0.0, 0.5, 0.9, 1.0) for how in METHODS]
    known = [(n, 0.6, delay) for n in (80, 150) for delay in (1, 5, 12, 19)]
    smears = [(name, n, rho, delays) for name, delays in over for n in (80, 150) for rho in (0.6, 0.8)]
    kept = [
        _sizes(),
        _panels(),
        _table(
            "periods | rho | delay | mean r | limits hold rho | found | set holds it | set",
            [lambda one=one: _known(*one) for one in known],
        ),
        _table(
            "answers over | periods | rho | no lead | lead is a best lag | each best held | all held | set",
            [lambda one=one: _smeared(*one) for one in smears],
        ),
        _table(
            "periods | past | method | false leads | found | limits hold",
            [lambda one=one: _by_past(*one) for one in past],
        ),
    ]
    for name, why in EXCEPTIONS.items():
        print(f"exception: {name}: {why}")
    return int(not all(kept))


METHODS = ("prewhiten", "difference")

if __name__ == "__main__":
    raise SystemExit(_main())
