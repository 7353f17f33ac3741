"""A small survey of an invented furniture retailer, made by a seed: what a newcomer sees first."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from ninefold.demo.phrases import BLAME, PRAISE

COMPANY = "Tarnel Home"
DAYS = 400
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


@dataclass(frozen=True, kw_only=True)
class Touchpoint:
    """Where a customer meets the company: how often, and how good it usually is."""

    name: str
    topic: str
    share: float
    level: float


TOUCHPOINTS = (
    Touchpoint(name="Web order", topic="web", share=0.24, level=0.25),
    Touchpoint(name="Store visit", topic="store", share=0.22, level=0.35),
    Touchpoint(name="Delivery", topic="delivery", share=0.22, level=-0.15),
    Touchpoint(name="Assembly", topic="assembly", share=0.10, level=0.15),
    Touchpoint(name="Phone help", topic="help", share=0.12, level=-0.45),
    Touchpoint(name="Returns", topic="returns", share=0.10, level=-0.05),
)
STORES = (
    "Harbour Street", "North Gate", "Old Mill", "Riverside", "Station Square", "West Park",
    "Castle Hill", "Market Hall", "South Quay", "Elm Avenue", "Garden City", "Lake View",
)  # fmt: skip
CHANNELS = ("email", "sms", "web", "qr")
SEGMENTS = ("First home", "Families", "Home office", "Trade")
LANGUAGES = ("en", "fa", "uk", "ru", "ar", "zh")
LANGUAGE_SHARES = (0.40, 0.15, 0.13, 0.12, 0.11, 0.09)
# In the last ninety days the depots miss more promised days, and the phone queue calls back.
RECENT = 90
DELIVERY_FALLS, HELP_RISES = -0.55, 0.45


def write_answers(*, path: Path, today: date, count: int = 6000, seed: int = 9) -> None:
    """Write the export that the demo imports.

    Parameters
    ----------
    path : the CSV file to write.
    today : the day after the last answer.
    count : how many people answered.
    seed : the same seed gives the same file.
    """
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(today=today, count=count, seed=seed))


def _rows(*, today: date, count: int, seed: int) -> Iterator[tuple[str, ...]]:
    rng = np.random.default_rng(seed)
    ages = np.sort(rng.integers(1, DAYS, count))[::-1]
    for number in range(count):
        yield _row(rng, number=number, day=today - timedelta(days=int(ages[number])), age=int(ages[number]))


def _row(rng: np.random.Generator, *, number: int, day: date, age: int) -> tuple[str, ...]:
    touchpoint = TOUCHPOINTS[int(rng.choice(len(TOUCHPOINTS), p=[each.share for each in TOUCHPOINTS]))]
    segment = SEGMENTS[int(rng.integers(len(SEGMENTS)))]
    language = LANGUAGES[int(rng.choice(len(LANGUAGES), p=LANGUAGE_SHARES))]
    mood = _mood(rng, touchpoint=touchpoint, segment=segment, age=age)
    moment = datetime.combine(
        day, time(int(rng.integers(8, 21)), int(rng.integers(60)), int(rng.integers(60)))
    )
    return (
        f"R-{number + 1:05d}",
        moment.isoformat(sep=" "),
        touchpoint.name,
        STORES[int(rng.integers(len(STORES)))],
        CHANNELS[int(rng.integers(len(CHANNELS)))],
        segment,
        language,
        f"C-{int(rng.integers(1, 4200)):05d}",
        _answer(rng, mood=mood, middle=8.4, step=2.1, low=0, high=10),
        _answer(rng, mood=mood, middle=3.9, step=0.9, low=1, high=5),
        _answer(rng, mood=mood, middle=5.1, step=1.2, low=1, high=7),
        _answer(rng, mood=mood, middle=3.8, step=0.6, low=1, high=5),
        _answer(rng, mood=0.3 * mood, middle=3.4, step=0.8, low=1, high=5),
        _answer(rng, mood=mood, middle=3.7, step=0.9, low=1, high=5),
        _comment(rng, mood=mood, topic=touchpoint.topic, language=language),
        f"{1.6 if segment == 'Trade' else 0.8:.1f}",
    )


def _mood(rng: np.random.Generator, *, touchpoint: Touchpoint, segment: str, age: int) -> float:
    mood = touchpoint.level + rng.normal(0.0, 1.0) - (0.35 if segment == "Trade" else 0.0)
    if age <= RECENT and touchpoint.topic == "delivery":
        mood += DELIVERY_FALLS
    if age <= RECENT and touchpoint.topic == "help":
        mood += HELP_RISES
    return float(mood)


def _answer(rng: np.random.Generator, *, mood: float, middle: float, step: float, low: int, high: int) -> str:
    if rng.random() < 0.05:
        return ""
    return str(int(np.clip(np.rint(middle + step * (mood + rng.normal(0.0, 0.4))), low, high)))


def _comment(rng: np.random.Generator, *, mood: float, topic: str, language: str) -> str:
    if rng.random() > 0.30 + 0.15 * abs(mood):
        return ""
    choices = (PRAISE if mood > 0 else BLAME)[topic][language]
    return choices[int(rng.integers(len(choices)))]
