"""A large file that only looks plain is read again without trusting it; nothing is lost by having been wrong."""

from collections import Counter
from pathlib import Path

import pytest

from ninefold.kit.locales import Reader
from ninefold.listen.sources.delimited import LARGE
from ninefold.listen.sources.roles import Role
from ninefold.understand.reports.asking import Asked
from ninefold.understand.reports.reading import taken

ROWS = 60_000
LATE = ROWS - 500
WORDS = "the drivers called ahead and were careful with the floor and the walls " * 4


def written(path: Path, *, late: str) -> Path:
    """Write a large file with one record near its end that is not like the others."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Response ID,Date,How likely are you to recommend us?,Touchpoint,Comment\n")
        for number in range(ROWS):
            record = f"{number},2026-01-{1 + number % 28:02d},{number % 11},Shop {number % 3},{WORDS}{number}"
            file.write((late if number == LATE else record) + "\n")
    if path.stat().st_size <= LARGE:
        raise ValueError("The file is too small for this test.")
    return path


@pytest.mark.parametrize(
    ("late", "rows", "answered", "refused"),
    [
        ("90000,2026-01-03,9", ROWS - 1, ROWS - 1, 1),
        ('90000,2026-01-03,9,"Shop 1","two\nlines, and a ""quote"""', ROWS, ROWS, 0),
        (f"90000,2026-01-03,ten points,Shop 1,{WORDS}", ROWS, ROWS - 1, 0),
        (f"90000,soon,9,Shop 1,{WORDS}", ROWS - 1, ROWS - 1, 1),
        (f"30011,2026-01-03,9,Shop 1,{WORDS}", ROWS - 1, ROWS - 1, 1),
    ],
)
def test_a_large_file_that_only_looks_plain_is_read_as_it_is(tmp_path, late, rows, answered, refused):
    asked = Asked(
        file=written(tmp_path / "large.csv", late=late),
        definition=None,
        mapping=None,
        wave_date=None,
        reader=Reader(),
        threshold=10,
    )
    with taken(asked=asked, progress=lambda _share: None) as found:
        scores = found.connection.execute(f"SELECT nps FROM {found.typed.relation('feedback')}").fetchall()
        rejects = found.typed.rejects(connection=found.connection)
    given = Counter(score for (score,) in scores)
    unanswered = given.pop(None, 0)
    assert (len(scores), sum(given.values()), unanswered) == (rows, answered, rows - answered)
    assert [reject.line for reject in rejects] == [LATE + 2] * refused


def test_the_id_of_a_large_file_is_known_as_one(tmp_path):
    """No record is looked at twice: it would pass for two that share an id."""
    path = written(tmp_path / "large.csv", late=f"90000,2026-01-03,9,Shop 1,{WORDS}")
    wanted = Asked(file=path, definition=None, mapping=None, wave_date=None, reader=Reader(), threshold=10)
    with taken(asked=wanted, progress=lambda _share: None) as found:
        identity = found.mapping.one(Role.RECORD)
    assert identity is not None
    assert identity.column == "Response ID"
