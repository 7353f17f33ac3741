"""How often two unrelated series get a lead, and how often the limits of a true lead's correlation hold it.

Unrelated: two autoregressions (0 to 1, the last being random walks) of 36 to 120 periods, and panels whose
units share a season. Related: y follows x three periods later. The correlation to be held is the mean over
the runs, since the filter depends on the length.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.signal import lfilter

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from cxstats.trends.lags import lead_lag, panel_lead_lag

RUNS = 2000
EXCEPTIONS = {
    "36 periods": "the limits are a little wider than they need to be",
    "difference": "the same: where both series swing against their past, that is not counted as more pairs",
}


def _walk(rng: np.random.Generator, shape: tuple[int, ...], phi: float) -> np.ndarray:
    noise = rng.normal(size=(*shape[:-1], shape[-1] + 100))
    return lfilter([1.0], [1.0, -phi], noise, axis=-1)[..., 100:]


def _follower(rng: np.random.Generator, n: int, phi: float) -> tuple[np.ndarray, np.ndarray]:
    x = _walk(rng, (n + 3,), phi)
    return x[3:], x[:-3] + _walk(rng, (n,), phi)


def _main() -> int:
    wrong = 0
    print(
        f"{'periods':>7} {'past':>5} {'method':>11} {'false leads':>11} {'true found':>10} {'limits':>7} runs"
    )
    for n in (36, 60, 120):
        for phi in (0.0, 0.5, 0.9, 1.0):
            for method in ("prewhiten", "difference"):
                rng = np.random.default_rng(20261126)
                false, true, held = [], [], []
                for _ in range(RUNS):
                    false.append(lead_lag(_walk(rng, (n,), phi), _walk(rng, (n,), phi), method=method).lead)
                    found = lead_lag(*_follower(rng, n, phi), method=method)
                    at = next(one for one in found.lags if one.lag == 3)
                    true.append(found.lead == 3)
                    held.append((at.low, at.r, at.high))
                rate = float(np.mean([one is not None for one in false]))
                low, r, high = np.array(held).T
                coverage = float(np.mean((low <= r.mean()) & (r.mean() <= high)))
                off = not 0.93 <= coverage <= 0.97
                wrong += rate > 0.05 or (
                    off and not (coverage > 0.97 and (n == 36 or method == "difference"))
                )
                print(
                    f"{n:7} {phi:5} {method:>11} {rate:11.3f} {np.mean(true):10.3f} {coverage:7.3f}"
                    f"  {RUNS} {'off' if off else ''}"
                )
    print("\npanel of 12 units, 24 periods, a season shared by all: false leads with and without `common`")
    rng, seen = np.random.default_rng(3), np.zeros(2)
    for _ in range(RUNS // 4):
        season = 3 * np.cumsum(rng.normal(size=24))
        x, y = (_walk(rng, (12, 24), 0.5) + season for _ in range(2))
        seen += [panel_lead_lag(x, y, common=common).lead is not None for common in (True, False)]
    print(f"{seen[0] / (RUNS // 4):.3f} {seen[1] / (RUNS // 4):.3f}  {RUNS // 4}")
    wrong += seen[0] / (RUNS // 4) > 0.06
    for name, why in EXCEPTIONS.items():
        print(f"exception: {name}: {why}")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(_main())
