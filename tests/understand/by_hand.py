"""The same numbers once more, in plain Python, from the rows themselves."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, Any]
TOUCHPOINTS = ("Shop", "Web", "Help", None)
FIRST, DAYS = date(2025, 9, 1), 240


def many(size: int, *, seed: int = 7, people: int = 400) -> list[dict[str, Any]]:
    """Invent answers with everything that happens: blanks, answers off the scale, weights missing, people twice."""
    dice = random.Random(seed)
    return [
        {
            "person": f"p{dice.randrange(people)}",
            "local_date": FIRST + timedelta(days=dice.randrange(DAYS)),
            "touchpoint": dice.choice(TOUCHPOINTS),
            "unit": dice.choice(("Київ", "Львів", "تهران")),
            "channel": dice.choice(("e-mail", "phone")),
            "a_plan": dice.choice(("Gold", "Basic", None)),
            "nps": dice.choice([None, -1.0, 11.0, *(float(each) for each in range(11))]),
            "csat": dice.choice([None, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
            "ces": dice.choice([None, 1.0, 4.0, 7.0, 99.0]),
            "q_ease": dice.choice([None, 1.0, 2.0, 5.0, 0.5]),
            "weight": dice.choice([None, 0.0, 0.5, 1.0, 2.25]),
        }
        for _ in range(size)
    ]


def within(rows: Sequence[Row], first: date, last: date) -> list[Row]:
    """Keep the rows of these days, both included."""
    return [row for row in rows if first <= row["local_date"] <= last]


def among(rows: Sequence[Row], **wanted: Any) -> list[Row]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def given(rows: Sequence[Row], column: str, low: float, high: float) -> list[Row]:
    return [row for row in rows if row[column] is not None and low <= row[column] <= high]


def nps(rows: Sequence[Row]) -> float:
    asked = given(rows, "nps", 0, 10)
    promoters = sum(row["nps"] >= 9 for row in asked)
    detractors = sum(row["nps"] <= 6 for row in asked)
    return (promoters - detractors) / len(asked)


def top_two(rows: Sequence[Row]) -> float:
    asked = given(rows, "csat", 1, 5)
    return sum(row["csat"] >= 4 for row in asked) / len(asked)


def mean(rows: Sequence[Row], column: str, low: float, high: float) -> float:
    asked = given(rows, column, low, high)
    return math.fsum(row[column] for row in asked) / len(asked)


def weighted(
    rows: Sequence[Row], column: str, low: float, high: float, worth: Callable[[float], float]
) -> float:
    asked = [row for row in given(rows, column, low, high) if row["weight"] is not None and row["weight"] > 0]
    total = math.fsum(row["weight"] for row in asked)
    return math.fsum(row["weight"] * worth(row[column]) for row in asked) / total


def net(answer: float) -> float:
    return 1.0 if answer >= 9 else -1.0 if answer <= 6 else 0.0
