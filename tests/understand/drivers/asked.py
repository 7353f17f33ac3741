"""Answers of people of whom it is known what goes with what."""

from datetime import date, timedelta
from typing import Any

import numpy as np

FIRST = date(2026, 1, 1)


def crowd(size: int = 600, *, seed: int = 3, gaps: bool = True, noise: bool = False) -> list[dict[str, Any]]:
    """Staff goes with NPS most, price a little, the shop not at all; help is asked of few."""
    rng = np.random.default_rng(seed)
    staff, price, shop, help_ = rng.integers(1, 6, size=(4, size)).astype(float)
    felt = 2 + 1.2 * staff + 0.5 * price + rng.normal(size=size)
    nps = rng.permutation(felt) if noise else felt
    rows = [
        {
            "person": f"p{place}",
            "local_date": FIRST + timedelta(days=place % 90),
            "nps": float(np.clip(round(nps[place]), 0, 10)),
            "csat": float(np.clip(round(felt[place] / 2), 1, 5)),
            "q_staff": staff[place],
            "q_price": price[place],
            "q_shop": shop[place],
            "q_help": help_[place] if place % 3 == 0 else None,
        }
        for place in range(size)
    ]
    if gaps:
        for row in rows[::20]:
            row["q_price"] = None
        rows[7]["q_staff"] = 9.0  # off the scale: no answer
    return rows
