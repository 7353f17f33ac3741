"""The example is made by a seed: the same today, the same file; what is planted is there."""

import csv
from datetime import date

from ninefold.demo.answers import DAYS, HEADER, LANGUAGES, write_answers

TODAY = date(2026, 11, 22)


def rows_of(path, **how):
    write_answers(path=path, today=TODAY, **how)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_same_seed_gives_the_same_file(tmp_path):
    assert rows_of(tmp_path / "a.csv", count=300) == rows_of(tmp_path / "b.csv", count=300)


def test_another_seed_gives_another_file(tmp_path):
    assert rows_of(tmp_path / "a.csv", count=300) != rows_of(tmp_path / "b.csv", count=300, seed=10)


def test_answers_lie_before_today_on_their_scales(tmp_path):
    rows = rows_of(tmp_path / "a.csv", count=1000)
    assert tuple(rows[0]) == HEADER
    days = {date.fromisoformat(row["responded_at"][:10]) for row in rows}
    assert (TODAY - min(days)).days <= DAYS
    assert max(days) < TODAY
    assert {row["language"] for row in rows} == set(LANGUAGES)
    scored = {row["How satisfied are you overall?"] for row in rows}
    assert scored <= {"", "1", "2", "3", "4", "5"}


def test_delivery_falls_in_the_last_ninety_days(tmp_path):
    rows = [row for row in rows_of(tmp_path / "a.csv", count=6000) if row["touchpoint"] == "Delivery"]
    question = "How likely are you to recommend us to a friend?"
    halves: dict[bool, list[int]] = {True: [], False: []}
    for row in rows:
        if row[question]:
            recent = (TODAY - date.fromisoformat(row["responded_at"][:10])).days <= 90
            halves[recent].append(int(row[question]))
    before, now = (sum(halves[side]) / len(halves[side]) for side in (False, True))
    assert before - now > 0.5
