"""Small exports to report on, and the report of one."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ninefold.kit.locales import Reader
from ninefold.understand.reports.asking import Asked
from ninefold.understand.reports.contents import Report
from ninefold.understand.reports.operations import measure
from ninefold.understand.reports.reading import taken

HEADS = (
    "Response ID",
    "Date",
    "How likely are you to recommend us?",
    "Touchpoint",
    "Ease of use",
    "Your comment",
)
# People by touchpoint, and what each of them answers: the shop is liked, the phone is not, nine stood at the kiosk.
PLACES = {"Shop": (60, 9), "Phone": (40, 3), "Web": (30, 8), "Kiosk": (9, 0)}
AT = datetime(2026, 7, 1, 12, tzinfo=UTC)


def rows() -> list[list[object]]:
    """One row an answer; the first three were coded as not answered."""
    made: list[list[object]] = []
    for place, (count, answer) in PLACES.items():
        for each in range(count):
            number = len(made)
            given = 99 if number < 3 else min(10, answer + each % 2)
            said = f"I waited at the {place.lower()} <b>too</b> long, says number {number}"
            made.append([1000 + number, f"2026-{1 + number % 6:02d}-14", given, place, 1 + each % 5, said])
    return made


def write(
    path: Path, *, heads: Sequence[str] = HEADS, lines: Sequence[Sequence[object]] | None = None
) -> Path:
    """Write an export."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heads, *(rows() if lines is None else lines)])
    return path


def measured(path: Path, *, language: str = "en", threshold: int = 10) -> Report:
    """Measure an export as the command does."""
    asked = Asked(
        file=path,
        definition=None,
        mapping=None,
        wave_date=None,
        reader=Reader(language=language),
        threshold=threshold,
    )
    with taken(asked=asked, progress=lambda _share: None) as rows:
        return measure(taken=rows, asked=asked, at=AT)
