"""False alerts a year, beside what was asked for: stable series of ten years, each number looked at once.

Daily and weekly, one metric and twenty, spread judged from the window or errors known, with and without a
season of 7.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from cxstats.trends.alerts import anomalies

YEARS = 2000


def _main() -> int:
    wrong = 0
    print(
        f"{'looks':>5} {'metrics':>7} {'span':>5} {'season':>6} {'errors':>6} {'asked':>5} {'seen':>5} years"
    )
    for looks, metrics, window, season, known, asked in (
        (52, 1, 26, 1, False, 1.0),
        (52, 20, 26, 1, False, 4.0),
        (52, 20, 26, 1, True, 4.0),
        (365, 1, 28, 1, False, 1.0),
        (365, 10, 12, 7, False, 12.0),
    ):
        rng, seen, judged = np.random.default_rng(20261126), 0, 0
        while judged < YEARS * looks / (10 if looks > 100 else 1):
            errors = rng.uniform(0.5, 2, size=looks * 3)
            values = rng.normal(scale=errors if known else 1.0, size=looks * 3)
            found = anomalies(
                values,
                errors=errors if known else None,
                window=window,
                season=season,
                false_alarms=asked,
                looks_per_year=looks,
                metrics=metrics,
            )
            seen += len(found.alerts)
            judged += found.judged
        rate = seen / judged * looks * metrics
        wrong += not 0.8 <= rate / asked <= 1.25
        print(
            f"{looks:5} {metrics:7} {window:5} {season:6} {'known' if known else 'judged':>6}"
            f" {asked:5.2f} {rate:5.2f} {judged / looks:.0f}"
        )
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(_main())
