"""Which values some columns have, the most frequent first."""

from collections.abc import Sequence

import pyarrow as pa

from ninefold.engine.engines import Counts
from ninefold.engine.facts import Frame

ROWS = "n_rows"


def values(*, frame: Frame, columns: Sequence[str], engine: Counts) -> dict[str, tuple[str, ...]]:
    """List the values of several columns of text, in one reading.

    Parameters
    ----------
    frame : Frame
        Facts, already filtered.
    columns : sequence of str
        Whose values; each column is counted for itself.
    engine : Counts
        The engine of the frame.

    Returns
    -------
    dict of str to tuple of str
        For each column its values by falling number of rows, those as frequent in the order of their names;
        an empty text is none.
    """
    counted = engine.counted_apart(frame, columns=columns, rows=ROWS)
    return {column: _most_frequent_first(counted, of=column) for column in columns}


def _most_frequent_first(counted: pa.Table, *, of: str) -> tuple[str, ...]:
    found = counted.filter(counted[of].is_valid())
    rows = zip(found[of].to_pylist(), found[ROWS].to_pylist(), strict=True)
    return tuple(value for _rows, value in sorted((-number, value) for value, number in rows) if value)
