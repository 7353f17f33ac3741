"""An export as a survey tool gives it, made by a seed: what tests of reading and importing are fed with."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

HEADER = (
    "response_id",
    "responded_at",
    "touchpoint",
    "store",
    "channel",
    "segment",
    "language",
    "customer_id",
    "How likely are you to recommend us to a friend?",
    "How satisfied are you overall?",
    "How easy was it to get what you needed?",
    "Staff knew the answer",
    "Price felt fair",
    "Kept the promised day",
    "Please tell us why",
    "weight",
)
# Question by question: the middle, what a point of mood moves, and the ends of the scale.
SCALES = (
    (8.4, 2.1, 0, 10),
    (3.9, 0.9, 1, 5),
    (5.1, 1.2, 1, 7),
    (3.8, 0.6, 1, 5),
    (3.4, 0.7, 1, 5),
    (3.7, 0.9, 1, 5),
)
PLACES = ("Web order", "Store visit", "Delivery", "Assembly", "Phone help", "Returns")
STORES = ("Harbour Street", "North Gate", "Old Mill", "Riverside", "West Park", "Lake View")
GROUPS = ("First home", "Families", "Home office", "Trade")
SAID = {
    "en": ("It came on the day you promised.", "Forty minutes on hold, then cut off."),
    "fa": ("درست همان روزی که قول داده بودید رسید.", "چهل دقیقه پشت خط ماندم و بعد قطع شد."),
    "uk": ("Привезли саме того дня, що обіцяли.", "Сорок хвилин на лінії, а потім обірвали."),
    "zh": ("按承诺的那天送到了。", "等了四十分钟，然后断线了。"),
}


def write_answers(*, path: Path, today: date, count: int, seed: int = 9) -> None:
    """Write a CSV of so many answers over the 400 days before a day."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(np.random.default_rng(seed), today=today, count=count))


def _rows(rng: np.random.Generator, *, today: date, count: int) -> Iterator[tuple[str, ...]]:
    for number, age in enumerate(np.sort(rng.integers(1, 400, count))[::-1], start=1):
        mood, language = float(rng.normal(0.1, 1.0)), str(rng.choice(list(SAID)))
        clock = time(int(rng.integers(8, 21)), int(rng.integers(60)), int(rng.integers(60)))
        group = str(rng.choice(GROUPS))
        yield (
            f"R-{number:05d}",
            datetime.combine(today - timedelta(days=int(age)), clock).isoformat(sep=" "),
            str(rng.choice(PLACES)),
            str(rng.choice(STORES)),
            str(rng.choice(("email", "sms", "web", "qr"))),
            group,
            language,
            f"C-{int(rng.integers(1, 4200)):05d}",
            *(_answer(rng, mood=mood, scale=scale) for scale in SCALES),
            SAID[language][mood < 0] if rng.random() < 0.4 else "",
            "1.6" if group == "Trade" else "0.8",
        )


def _answer(rng: np.random.Generator, *, mood: float, scale: tuple[float, float, int, int]) -> str:
    if rng.random() < 0.05:
        return ""
    middle, step, low, high = scale
    return str(int(np.clip(np.rint(middle + step * (mood + rng.normal(0.0, 0.4))), low, high)))
