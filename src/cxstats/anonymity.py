"""Which groups must stay hidden so that nobody can work out what a few people said.

Hiding the small groups is not enough: whoever knows the total subtracts what is shown from it. So other
groups are hidden beside them, until no subtraction of shown numbers leaves fewer people than the threshold.
How many people are enough is for the caller to say; this package knows no threshold of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_whole
from cxstats.formulas.arrays import as_floats

Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]


def hidden(*, people: Sequence[int], threshold: int) -> tuple[bool, ...]:
    """Say which groups to hide when the number of all of them together is shown.

    Groups under the threshold are hidden, the empty ones too, so that empty and small look the same. If the
    hidden groups could be worked out from the total (one alone, or together under the threshold), the
    smallest group left is hidden too. Where no other group exists, nothing helps: hide the total as well.

    Parameters
    ----------
    people : sequence of int, shape (k,)
        People (not answers) in each group; nobody stands in two groups.
    threshold : int
        Fewest people a shown group may have, at least 1.

    Returns
    -------
    tuple of bool, shape (k,)
        True where a group must not be shown.

    Raises
    ------
    ValueError
        If a number of people is negative or not whole, or `threshold` is below 1.

    References
    ----------
    Cox (1980), Suppression methodology and statistical disclosure control, JASA 75, 377-385.
    docs/methods/anonymity.md.

    Examples
    --------
    >>> hidden(people=[4, 120, 31, 55], threshold=10)
    (True, False, True, False)
    >>> hidden(people=[4, 7, 120], threshold=10)
    (True, True, False)

    """
    counts = _whole(people, threshold=threshold, dimensions=1)
    hide = counts < threshold
    few = hide & (counts > 0)  # an empty group has nobody to protect
    left = np.flatnonzero(~hide)
    if few.any() and left.size and (few.sum() < 2 or counts[few].sum() < threshold):
        hide[left[np.argmin(counts[left])]] = True
    return tuple(hide.tolist())


def hidden_grid(*, people: ArrayLike, threshold: int) -> Bools:
    """Say which cells of a table to hide when the numbers of all rows and columns are shown.

    Cells under the threshold are hidden. Then each of them is guarded: cells are hidden beside it, few
    people at a time, until no linear combination of row totals, column totals and shown cells speaks of
    fewer people than the threshold (`cxstats.release.exposed` finds none), unless the totals by themselves
    do. For this one table only: a survey that is cut in more ways takes `cxstats.release.release`.

    Parameters
    ----------
    people : array-like of int, shape (rows, columns)
        People (not answers) in each cell; nobody stands in two cells.
    threshold : int
        Fewest people a shown cell may have, at least 1.

    Returns
    -------
    ndarray of bool, shape (rows, columns)
        True where a cell must not be shown. Where a whole row or column has fewer people than the
        threshold, no hiding of cells can help: its total must be hidden by the caller.

    Raises
    ------
    ValueError
        If a number of people is negative or not whole, the table has not two dimensions, or `threshold` is
        below 1.

    Notes
    -----
    Whatever follows from the totals gives hidden cell (r, c) the weight u_r - v_c. It leaves out just the
    cells whose row and column have the same number, so those it speaks of part the rows and columns in two:
    a cut of the network whose nodes are rows and columns, and in which a hidden cell lets as many units
    pass, either way, as it has people. So a cell is safe when `threshold` units can flow from its row to
    its column. Flow is sent along the paths that hide the fewest people more, which is not always the
    fewest of all. A cell at the threshold or over it cannot be of a smaller group and needs no guard.

    References
    ----------
    Cox (1995), Network models for complementary cell suppression, JASA 90, 1453-1462; Kelly, Golden & Assad
    (1992), Cell suppression: disclosure protection for sensitive tabular data, Networks 22, 397-417.
    docs/methods/anonymity.md.

    Examples
    --------
    >>> hidden_grid(people=[[4, 90, 30], [60, 25, 80], [50, 40, 70]], threshold=10).astype(int)
    array([[1, 0, 1],
           [0, 0, 0],
           [1, 0, 1]])

    """
    counts = _whole(people, threshold=threshold, dimensions=2)
    hide = counts < threshold
    cells = np.argwhere(hide & (counts > 0))
    for row, column in sorted(cells.tolist(), key=lambda cell: int(counts[cell[0], cell[1]])):
        _guard(counts, hide, _Cell(row, column), threshold)
    return hide


@dataclass(frozen=True, slots=True, order=True)
class _Cell:
    row: int
    column: int


def _whole(people: ArrayLike, *, threshold: int, dimensions: int) -> Counts:
    """Check the counts and the threshold, and give the counts back as integers."""
    counts = as_floats(name="people", values=people)
    require_whole(name="threshold", value=threshold, least=1)
    if counts.ndim != dimensions:
        raise ValueError(f"people must have {dimensions!r} dimension(s), not {counts.ndim!r}")
    wrong = counts[~((counts >= 0) & (counts == np.floor(counts)) & np.isfinite(counts))]
    if wrong.size:
        raise ValueError(f"people must be whole numbers of at least 0, not {wrong.tolist()[0]!r}")
    return counts.astype(np.int64)


def _guard(counts: Counts, hide: Bools, cell: _Cell, threshold: int) -> None:
    """Hide cells until `threshold` units flow from the row of a hidden cell to its column, or none can."""
    # What may still pass from row to column; the rest of twice the people may pass from column to row.
    room = counts.copy()
    missing = threshold - int(room[cell.row, cell.column])
    room[cell.row, cell.column] = 0
    while missing > 0:
        path = _cheapest_path(counts, hide, room, cell)
        if not path:
            return
        forth, back = path[0::2], path[1::2]
        amount = min(
            missing,
            *(int(room[step.row, step.column]) for step in forth),
            *(int((2 * counts - room)[step.row, step.column]) for step in back),
        )
        for step in forth:
            room[step.row, step.column] -= amount
        for step in back:
            room[step.row, step.column] += amount
        for step in path:
            hide[step.row, step.column] = True
        missing -= amount


def _cheapest_path(counts: Counts, hide: Bools, room: Counts, cell: _Cell) -> list[_Cell]:
    """Find the cells, row to column to row and so on, from the row of a cell to its column (Dijkstra).

    A step costs the people it newly hides, and a little for its length. Empty cells are no part of the
    network: a reader may know that they are empty.
    """
    rows, columns = counts.shape
    toll = np.where(hide, 0, counts) * (rows + columns + 1.0) + 1
    forth = np.where(room > 0, toll, np.inf)
    back = np.where(2 * counts > room, toll, np.inf).T
    best = np.full(rows + columns, np.inf)  # nodes: the rows, then the columns
    came = np.full(rows + columns, -1)
    best[cell.row] = 0
    waiting, aim = best.copy(), rows + cell.column
    while np.isfinite(waiting[node := int(np.argmin(waiting))]) and node != aim:
        waiting[node] = np.inf
        others = slice(rows, None) if node < rows else slice(None, rows)
        totals = best[node] + (forth[node] if node < rows else back[node - rows])
        nearer = totals < best[others]
        for array, news in ((best, totals), (waiting, totals), (came, np.full(totals.size, node))):
            array[others] = np.where(nearer, news, array[others])
    path: list[_Cell] = []
    while (before := int(came[node])) >= 0:
        path.append(_Cell(min(node, before), max(node, before) - rows))
        node = before
    return path[::-1] if np.isfinite(best[aim]) else []
