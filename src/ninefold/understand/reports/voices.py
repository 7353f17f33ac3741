"""A few comments that stand for all: as many happy and unhappy ones as the scores have."""

from dataclasses import dataclass
from typing import Final

import duckdb

SHOWN: Final = 12
LONGEST: Final = 400


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One comment of the sample; nothing that could tell who wrote it."""

    text: str
    language: str
    score: float | None
    scale: str


def voices(
    *, connection: duckdb.DuckDBPyConnection, comments: str, threshold: int
) -> tuple[tuple[Voice, ...], int | None]:
    """Draw a sample of comments in the mix of their scores.

    Parameters
    ----------
    comments : name of the relation of comments.
    threshold : with comments of fewer people none is shown.

    Returns
    -------
    The sample, always the same for the same file, and how many comments there are; None where hidden.

    Notes
    -----
    Comments are ordered by score, parted into as many equal runs as are shown, and from each run the one
    of middle length is taken, neither an outcry nor a nod.
    """
    total, people = connection.execute(f"SELECT count(*), count(DISTINCT person) FROM {comments}").fetchall()[
        0
    ]
    if people < threshold:
        return (), None
    rows = connection.execute(
        f"""
        WITH told AS (
            SELECT text, language, coalesce(nps, csat, ces, rating) AS score,
                   CASE WHEN nps IS NOT NULL THEN 'nps' WHEN coalesce(csat, ces, rating) IS NULL THEN ''
                        ELSE 'other' END AS scale, length(text) AS long, hash(record, text) AS draw
            FROM {comments} WHERE length(text) BETWEEN 12 AND {LONGEST}
        ), sampled AS (
            SELECT * FROM told ORDER BY draw LIMIT 4000
        ), parted AS (
            SELECT *, ntile({SHOWN}) OVER (ORDER BY score NULLS LAST, draw) AS run FROM sampled
        ), ranked AS (
            SELECT *, row_number() OVER (PARTITION BY run ORDER BY long, draw) AS place,
                   count(*) OVER (PARTITION BY run) AS size FROM parted
        )
        SELECT text, language, score, scale FROM ranked WHERE place = (size + 1) // 2 ORDER BY run
        """
    ).fetchall()
    found = (Voice(text=row[0], language=row[1] or "", score=row[2], scale=row[3]) for row in rows)
    return tuple(dict.fromkeys(found)), int(total)
