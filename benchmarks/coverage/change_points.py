"""How often the range of a break holds the true break, and how often noise alone breaks.

One shift half way or after a quarter, in standard deviations of a period, with known errors; some periods
with four times the answers. Only series in which a break was found are judged, by the break nearest to the
true one.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from cxstats.trends.change_points import change_points

RUNS = 2000
EXCEPTIONS = {
    "rarely found": "a shift found in fewer than seven of ten of the series is found where chance helped it",
    "short": "a range of one to three periods can hardly be made shorter: it covers more than it says",
}


def _series(
    rng: np.random.Generator, k: int, at: int, shift: float, *, varied: bool
) -> tuple[np.ndarray, np.ndarray]:
    errors = np.where(rng.random(k) < 0.5, 1.0, 0.5) if varied else np.ones(k)
    return rng.normal(scale=errors) + shift * (np.arange(k) >= at), errors


def _main() -> int:
    wrong = 0
    print(
        f"{'periods':>7} {'true at':>7} {'shift':>6} {'found':>6} {'range':>6} {'wide':>5} {'change':>6} runs"
    )
    for k, share, varied in ((24, 0.5, False), (36, 0.5, True), (60, 0.25, False), (104, 0.5, True)):
        for shift in (0.75, 1.0, 1.5, 2.0, 3.0):
            rng, at = np.random.default_rng(20261126), int(k * share)
            held, wide, changed = [], [], []
            for _ in range(RUNS):
                values, errors = _series(rng, k, at, shift, varied=varied)
                breaks = change_points(values, errors=errors).breaks
                if not breaks:
                    continue
                one = min(breaks, key=lambda found: abs(found.at - at))
                held.append(one.low <= at <= one.high)
                wide.append(one.high - one.low + 1)
                changed.append((one.change.low or 0) <= shift <= (one.change.high or 0))
            coverage, of_change = float(np.mean(held)), float(np.mean(changed))
            named = len(held) < 0.7 * RUNS or (coverage > 0.97 and np.mean(wide) < 4)
            off = not (0.93 <= coverage <= 0.97 and of_change >= 0.93)
            wrong += off and not named
            print(
                f"{k:7} {at:7} {shift:6} {len(held) / RUNS:6.3f} {coverage:6.3f} {np.mean(wide):5.1f}"
                f" {of_change:6.3f} {RUNS} {'(exception)' if off and named else 'off' if off else ''}"
            )
    print(
        f"\n{'periods':>7} {'3 log k':>8} {'2 log k':>8} {'errors unknown':>15}  stable series with a break"
    )
    for k in (12, 24, 36, 60, 104):
        rng, seen = np.random.default_rng(7), np.zeros(3)
        for _ in range(RUNS):
            values, errors = _series(rng, k, 0, 0.0, varied=True)
            alike = rng.normal(size=k)
            for place, found in enumerate(
                (
                    change_points(values, errors=errors),
                    change_points(values, errors=errors, penalty=2 * float(np.log(k))),
                    change_points(alike),
                )
            ):
                seen[place] += bool(found.breaks)
        print(f"{k:7} {seen[0] / RUNS:8.3f} {seen[1] / RUNS:8.3f} {seen[2] / RUNS:15.3f}  {RUNS}")
        wrong += seen[0] / RUNS > 0.05
    for name, why in EXCEPTIONS.items():
        print(f"exception: {name}: {why}")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(_main())
