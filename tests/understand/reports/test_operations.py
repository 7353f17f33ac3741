"""A report's numbers come from the file alone and equal a calculation by hand."""

import csv
from datetime import UTC, date, datetime

import pytest

from ninefold.kit.locales import Reader
from ninefold.listen.sources.mapping import Mapping, MappingProblem
from ninefold.listen.sources.opened import Unreadable
from ninefold.listen.sources.roles import Role
from ninefold.understand.reports.asking import Asked
from ninefold.understand.reports.operations import measure
from ninefold.understand.reports.reading import taken

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
HEADER = ("id", "answered at", "touchpoint", "How likely are you to recommend us?", "weight", "Why?")


def asked(file, **how):
    return Asked(
        **{
            "file": file,
            "definition": None,
            "mapping": None,
            "wave_date": None,
            "reader": Reader(),
            "threshold": 10,
        }
        | how
    )


def measured(file, **how):
    wanted = asked(file, **how)
    with taken(asked=wanted, progress=lambda _share: None) as rows:
        return measure(taken=rows, asked=wanted, at=AT)


def written(path, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return path


def some_rows(count=120):
    return [
        (
            f"r{number}",
            f"2025-{1 + number % 4:02d}-1{number % 9} 10:00:00",
            "Delivery" if number % 3 else "Store",
            (number * 7) % 11,
            0.5 + (number % 3) / 2,
            f"Comment number {number} about the delivery" if number % 2 else "",
        )
        for number in range(count)
    ]


def test_report_counts_promoters_and_detractors_as_by_hand(tmp_path):
    rows = some_rows()
    found = measured(written(tmp_path / "a.csv", rows))
    scores = [row[3] for row in rows]
    nps = found.numbers.whole.scores["nps"]
    assert (nps.promoters, nps.detractors) == (sum(s >= 9 for s in scores), sum(s <= 6 for s in scores))
    assert nps.estimate.value == (nps.promoters - nps.detractors) / len(scores)
    weights = sum(row[4] for row in rows)
    by_hand = sum(row[4] * ((row[3] >= 9) - (row[3] <= 6)) for row in rows) / weights
    assert nps.weighted.value == pytest.approx(by_hand, abs=1e-12)


def test_grid_holds_every_month_and_touchpoint(tmp_path):
    rows = some_rows(600)
    found = measured(written(tmp_path / "a.csv", rows))
    grid = found.grid
    assert [name for name, _cells in grid.rows] == ["Delivery", "Store"]
    months = [period.start for period in grid.periods]
    assert months == [date(2025, month, 1) for month in (1, 2, 3, 4)]
    for name, cells in grid.rows:
        for month, cell in zip(months, cells, strict=True):
            mine = [r[3] for r in rows if r[2] == name and int(r[1][5:7]) == month.month]
            estimate = cell.scores["nps"].estimate
            assert estimate.n == len(mine)
            assert estimate.value == sum((s >= 9) - (s <= 6) for s in mine) / len(mine)


def test_small_group_is_hidden_in_a_report_too(tmp_path):
    rows = [(f"r{n}", "2025-01-10 10:00:00", "Kiosk" if n < 4 else "Store", n % 11, 1, "") for n in range(80)]
    rows += [(f"s{n}", "2025-01-11 10:00:00", "Delivery", n % 11, 1, "") for n in range(40)]
    found = measured(written(tmp_path / "a.csv", rows))
    (side,) = [each for each in found.numbers.breakdowns if each.column == "touchpoint"]
    shown = {change.group for change in side.changes if not change.now.few}
    assert "Kiosk" not in shown
    assert len(shown) == 1
    assert found.numbers.hidden == 2


def test_comments_of_a_few_are_hidden(tmp_path):
    rows = [
        (f"r{n}", "2025-01-10 10:00:00", "Store", n % 11, 1, "a long enough comment" if n < 5 else "")
        for n in range(80)
    ]
    found = measured(written(tmp_path / "a.csv", rows))
    assert (found.voices, found.comments) == ((), None)


def test_sample_of_comments_is_the_same_every_time(tmp_path):
    path = written(tmp_path / "a.csv", some_rows(200))
    first, second = measured(path), measured(path)
    assert first.voices == second.voices
    assert len(first.voices) == 12
    assert first.comments == 100


def test_file_without_dates_takes_the_wave_date(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("nps\n" + "".join(f"{n % 11}\n" for n in range(60)))
    found = measured(path, wave_date=date(2025, 5, 15))
    assert (found.numbers.first, found.numbers.last) == (date(2025, 5, 15), date(2025, 5, 15))
    assert found.numbers.points == ()


def test_empty_file_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("")
    with pytest.raises(Unreadable, match="empty"):
        measured(path)


def test_unusable_mapping_is_refused(tmp_path):
    path = written(tmp_path / "a.csv", some_rows(20))
    with pytest.raises(MappingProblem):
        measured(path, mapping=Mapping(rules=()))


def test_wide_attributes_are_told_of_but_not_measured(tmp_path):
    path = tmp_path / "a.csv"
    lines = [f"{n % 11},kind {n},{n * 13 % 977}" for n in range(400)]
    path.write_text("nps,model,revenue\n" + "\n".join(lines) + "\n")
    found = measured(path, wave_date=date(2025, 5, 15))
    assert [rule.column for rule in found.mapping.rules] == ["nps", "model", "revenue"]
    assert found.mapping.rules[2].role is Role.ITEM
    assert [count.column for count in found.counts.columns] == ["nps", "revenue"]
