"""Which cells of a staff or anonymous survey may be released together, so that nobody can be solved for.

Whoever sees many cells can add and subtract them. Each released cell tells the sum of the answers of its
people; whatever is a linear combination of such sums is known, however it was cut. So cells are let out one
after the other, the coarse ones first, and one is refused as soon as a combination with those already out
would speak of fewer people than the threshold. That is decided with whole numbers of any size: rounding
hides or invents nobody.

What is decided here holds for pages, exports, files of the API and reports alike, if all of them ask here
once a release and show what was let out, no more; what was let out before is told as `released`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_whole
from cxstats.formulas.arrays import as_floats
from cxstats.formulas.exact import Span, dependent_sets

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Release:
    """What may be let out.

    Attributes
    ----------
    shown : tuple of bool, shape (m,)
        True where a cell may be shown. No cell that is not shown could be added without exposing somebody,
        save those refused because all in it said the same.
    exposed : tuple of tuple of int
        Groups of columns that what was released before exposes already; where there are some, nothing is let
        out that tells anything new.

    """

    shown: tuple[bool, ...]
    exposed: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Classes:
    """Columns that no cell tells apart taken together: nobody can part them either."""

    members: tuple[tuple[int, ...], ...]
    people: tuple[int, ...]
    cells: Counts
    released: Counts


def release(
    *,
    cells: ArrayLike,
    threshold: int,
    people: ArrayLike | None = None,
    released: ArrayLike | None = None,
    unanimous: Sequence[bool] | None = None,
) -> Release:
    """Choose the cells of a survey that may be shown, the coarse ones first.

    Parameters
    ----------
    cells : array-like of 0 and 1, shape (m, a)
        Who answered in each cell: one column a person, or a class of people that stand in the same cells.
    threshold : int
        Fewest people that anything shown may speak of, at least 2.
    people : array-like of int, shape (a,), optional
        People in each column; without it one each.
    released : array-like of 0 and 1, shape (r, a), optional
        Cells let out before, on any page, on any day, to anybody who may also see these.
    unanimous : sequence of bool, shape (m,), optional
        True where all in a cell gave the same answer: it is not shown, since it tells everybody's (but see
        Notes: differences of other cells may).

    Returns
    -------
    Release
        The choice: as many of the coarse cells as can be, then finer ones.

    Raises
    ------
    ValueError
        If a cell holds anything but 0 and 1, a number of people is negative or not whole, shapes do not fit,
        or `threshold` is below 2.

    Notes
    -----
    Not covered: outside knowledge, people who put together what they may see. Hidden and empty cells must
    look alike. `unanimous` hides a cell's own number only: where everybody and all but that cell are shown,
    their difference still tells what all in it said. To guard such a cell, leave out one of the two as well,
    or give no cell that holds it.

    The search tries groups of columns of fewer people than the threshold, so its time grows with the number
    of columns to the power of threshold - 2. 80 people, one a column, 81 cells: 0.8 s of one core at
    threshold 5, over a minute at 6; 300 people and 220 cells: 3 s at 5; 1,000 people and 1,260
    combinations of filters: over a minute. Columns count, not people: a class of people may be one column.

    References
    ----------
    Denning & Schloerer (1983), Inference controls for statistical databases, Computer 16(7), 69-82; Chin &
    Ozsoyoglu (1982), Auditing and inference control in statistical databases, IEEE Transactions on Software
    Engineering 8, 574-582. docs/methods/anonymity.md.

    Examples
    --------
    Twelve people: everybody, two sites, two shifts, and the night shift of the first site.

    >>> everybody = [1] * 12
    >>> site_a, site_b = [1] * 7 + [0] * 5, [0] * 7 + [1] * 5
    >>> night = [0] * 4 + [1] * 8
    >>> day = [1] * 4 + [0] * 8
    >>> release(cells=[everybody, site_a, site_b, day, night], threshold=5).shown
    (True, True, True, False, False)

    """
    classes = _classes(cells, people, released, threshold)
    known = Span(len(classes.people))
    for row in classes.released.tolist():
        known.add(row)
    before = list(_small(known, classes, threshold))
    sizes = classes.cells @ np.array(classes.people, dtype=np.int64)
    quiet = [False] * sizes.size if unanimous is None else list(unanimous)
    if len(quiet) != sizes.size:
        raise ValueError(f"unanimous has {len(quiet)!r} entries for {sizes.size!r} cells")
    order = [
        int(one) for one in np.argsort(-sizes, kind="stable") if sizes[one] >= threshold and not quiet[one]
    ]
    if before:
        chosen = [one for one in order if known.holds(classes.cells[one].tolist())]
    else:
        chosen = _admitted(known, order, classes, threshold)[1]
    return Release(
        shown=tuple(one in set(chosen) for one in range(sizes.size)),
        exposed=tuple(_columns(group, classes) for group in before),
    )


def exposed(
    *, cells: ArrayLike, threshold: int, people: ArrayLike | None = None
) -> tuple[tuple[int, ...], ...]:
    """Attack released cells: find the smallest groups that can be solved for.

    Parameters
    ----------
    cells : array-like of 0 and 1, shape (m, a)
        Who answered in each released cell.
    threshold : int
        Groups of fewer people than this count as exposed, at least 2.
    people : array-like of int, shape (a,), optional
        People in each column; without it one each.

    Returns
    -------
    tuple of tuple of int
        The columns of each group of which a linear combination follows from the cells, and none of whose
        parts is exposed itself; in ascending order.

    Raises
    ------
    ValueError
        As in `release`.

    References
    ----------
    As in `release`.

    Examples
    --------
    Everybody less everybody but one:

    >>> exposed(cells=[[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0]], threshold=5)
    ((5,),)

    """
    classes = _classes(cells, people, None, threshold)
    known = Span(len(classes.people))
    for row in classes.cells.tolist():
        known.add(row)
    return tuple(sorted(_columns(group, classes) for group in _small(known, classes, threshold)))


def _admitted(known: Span, order: list[int], classes: _Classes, threshold: int) -> tuple[Span, list[int]]:
    """Let cells out in their order; halves are tried as a whole first, since less never exposes more."""
    if not order:
        return known, []
    more = known.copy()
    grown = [more.add(classes.cells[one].tolist()) for one in order]
    if not any(grown) or next(_small(more, classes, threshold), None) is None:
        return more, order
    if len(order) == 1:
        return known, []
    half = len(order) // 2
    known, first = _admitted(known, order[:half], classes, threshold)
    known, second = _admitted(known, order[half:], classes, threshold)
    return known, first + second


def _small(known: Span, classes: _Classes, threshold: int) -> Iterator[tuple[int, ...]]:
    return dependent_sets(known.blind(), classes.people, threshold)


def _columns(group: tuple[int, ...], classes: _Classes) -> tuple[int, ...]:
    return tuple(sorted(column for one in group for column in classes.members[one]))


def _classes(
    cells: ArrayLike, people: ArrayLike | None, released: ArrayLike | None, threshold: int
) -> _Classes:
    require_whole(name="threshold", value=threshold, least=2)
    shown = _incidence(cells, "cells", None)
    width = shown.shape[1]
    earlier = (
        np.zeros((0, width), dtype=np.int64) if released is None else _incidence(released, "released", width)
    )
    counts = np.ones(width, dtype=np.int64) if people is None else _people(people, width)
    together: dict[bytes, list[int]] = {}
    for column in range(width):
        mark = np.concatenate([shown[:, column], earlier[:, column]])
        if counts[column] and mark.any():  # nobody, or in no cell: nothing is said of them
            together.setdefault(mark.tobytes(), []).append(column)
    members = tuple(tuple(columns) for columns in together.values())
    first = [columns[0] for columns in members]
    return _Classes(
        members=members,
        people=tuple(int(counts[list(columns)].sum()) for columns in members),
        cells=shown[:, first],
        released=earlier[:, first],
    )


def _incidence(cells: ArrayLike, name: str, width: int | None) -> Counts:
    array = as_floats(name=name, values=cells)
    if array.ndim != 2 or (width is not None and array.shape[1] != width):
        raise ValueError(f"{name} must be a table of cells by people, not of shape {array.shape!r}")
    wrong = array[(array != 0) & (array != 1)]
    if wrong.size:
        raise ValueError(f"{name} must hold 0 and 1, not {float(wrong[0])!r}")
    return array.astype(np.int64)


def _people(people: ArrayLike, width: int) -> Counts:
    counts = as_floats(name="people", values=people)
    if counts.shape != (width,):
        raise ValueError(f"people must have one number a column, {width!r}, not of shape {counts.shape!r}")
    wrong = counts[~((counts >= 0) & (counts == np.floor(counts)) & np.isfinite(counts))]
    if wrong.size:
        raise ValueError(f"people must be whole numbers of at least 0, not {float(wrong[0])!r}")
    return counts.astype(np.int64)
