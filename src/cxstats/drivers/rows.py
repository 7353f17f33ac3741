"""The rows of a table of drivers, read once: what is counted, what is left out, and what a row adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.drivers.checks import checked_weights, numbered_labels
from cxstats.drivers.gram import Gram, gram
from cxstats.drivers.linearised import row_scores
from cxstats.drivers.missing import estimate_missing, pattern_grams
from cxstats.drivers.missing_scores import missing_scores
from cxstats.formulas.arrays import as_floats

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Missing = Literal["fiml", "listwise", "refuse"]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows that count, and their sums.

    Attributes
    ----------
    table : array of float, shape (n, q)
        Drivers and, last, the outcome; NaN where an answer is missing and estimated.
    gram : Gram
        Of the table, or as estimated where answers are missing.
    weights : array of float, shape (n,), or None
        One a row.
    clusters, strata : array of int, shape (n,), or None
        Numbered from 0.
    patterns : tuple of Gram
        Where answers are missing, the sums of each pattern; else empty.
    left_out, not_visited : int
        Rows that do not count, for a gap, or since somebody never came to a touchpoint.

    """

    table: Floats
    gram: Gram
    weights: Floats | None
    clusters: Whole | None
    strata: Whole | None
    patterns: tuple[Gram, ...]
    left_out: int
    not_visited: int

    @property
    def plain(self) -> bool:
        """Whether this is a simple sample without gaps."""
        return self.weights is None and self.clusters is None and self.strata is None and not self.patterns

    def scores(self, forms: Floats) -> Floats:
        """What each row adds to functions of the covariances.

        Parameters
        ----------
        forms : array of float, shape (k, q, q)
            Their slopes along the covariances, symmetric.

        Returns
        -------
        array of float, shape (n, k)

        """
        if self.patterns:
            return missing_scores(
                self.table, patterns=self.patterns, whole=self.gram, forms=forms, weights=self.weights
            )
        means, w = self.gram.means(), float(self.gram.w)
        return row_scores(self.table, forms=forms, means=means, weights=self.weights, w=w)


def read_rows(
    answers: ArrayLike,
    outcome: ArrayLike,
    *,
    names: Sequence[str] | None,
    outcome_name: str,
    weights: ArrayLike | None,
    clusters: ArrayLike | None,
    strata: ArrayLike | None,
    not_visited: ArrayLike | None,
    missing: Missing,
) -> Rows:
    """Read what `cxstats.drivers.table.drivers` was given; the parameters are described there.

    Returns
    -------
    Rows
        Those that count.

    Raises
    ------
    ValueError
        If something of it is wrong.

    Examples
    --------
    >>> nothing = {"weights": None, "clusters": None, "strata": None, "not_visited": None}
    >>> asked = {"names": None, "outcome_name": "y", "missing": "listwise", **nothing}
    >>> read = read_rows([[1], [2], [np.nan]], [1, 3, 2], **asked)
    >>> read.table.tolist(), read.left_out, read.gram.names
    ([[1.0, 1.0], [2.0, 3.0]], 1, ('x1', 'y'))

    """
    table = _joined(answers, outcome)
    columns = _named(names, outcome_name, table.shape[1])
    weigh = None if weights is None else checked_weights(weights, n=len(table))
    beside = {
        "clusters": None if clusters is None else numbered_labels(clusters, name="clusters", n=len(table)),
        "strata": None if strata is None else numbered_labels(strata, name="strata", n=len(table)),
    }
    visited = _visited(not_visited, table.shape)
    gaps = np.isnan(table)
    keep = visited & _answered(gaps, columns, missing=missing, visited=visited)
    table, gaps = table[keep], gaps[keep]
    kept = {name: None if one is None else one[keep] for name, one in beside.items()}
    weigh = None if weigh is None else weigh[keep]
    if weigh is not None and len(weigh) and not weigh.sum() > 0:
        raise ValueError(f"all {len(weigh)} weights are 0: nothing is left to analyse")
    if not len(table):
        raise ValueError(f"none of {len(keep)} rows can be counted: every one has gaps or was not visited")
    whole, patterns = _summed(table, gaps, columns, weigh)
    return Rows(
        table=table,
        gram=whole,
        weights=weigh,
        clusters=_renumbered(kept["clusters"]),
        strata=_renumbered(kept["strata"]),
        patterns=patterns,
        left_out=int(visited.sum() - keep.sum()),
        not_visited=int((~visited).sum()),
    )


def _joined(answers: ArrayLike, outcome: ArrayLike) -> Floats:
    x, y = as_floats(name="answers", values=answers), as_floats(name="outcome", values=outcome)
    x = x[:, None] if x.ndim == 1 else x
    if x.ndim != 2 or y.shape != (len(x),):
        raise ValueError(
            f"answers need a row, outcome a number a respondent, not shapes {x.shape!r} and {y.shape!r}"
        )
    return np.column_stack([x, y])


def _named(names: Sequence[str] | None, outcome_name: str, q: int) -> tuple[str, ...]:
    drivers = tuple(f"x{number}" for number in range(1, q)) if names is None else tuple(names)
    columns = (*drivers, outcome_name)
    if len(columns) != q or len(set(columns)) != q:
        raise ValueError(f"{q - 1} drivers and the outcome need different names, not {columns!r}")
    return columns


def _renumbered(labels: Whole | None) -> Whole | None:
    """Number anew once rows are left out, so that no cluster is empty."""
    return None if labels is None else np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _visited(not_visited: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    if not_visited is None:
        return np.ones(shape[0], dtype=np.bool_)
    marks = np.asarray(not_visited)
    marks = marks[:, None] if marks.ndim == 1 else marks
    if marks.shape != (shape[0], shape[1] - 1) or marks.dtype.kind != "b":
        raise ValueError(
            f"not_visited must be True or False for each answer, shape {(shape[0], shape[1] - 1)!r}, "
            f"not {marks.dtype.name} of shape {marks.shape!r}"
        )
    return np.logical_not(marks.any(axis=1))


def _answered(
    gaps: NDArray[np.bool_], columns: Sequence[str], *, missing: Missing, visited: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which rows have answers enough."""
    if missing not in {"fiml", "listwise", "refuse"}:
        raise ValueError(f"missing must be 'fiml', 'listwise' or 'refuse', not {missing!r}")
    if missing == "refuse" and gaps[visited].any():
        row, column = np.argwhere(gaps & visited[:, None])[0]
        raise ValueError(f"{columns[column]!r} is missing in row {row}: say missing='fiml' or 'listwise'")
    return np.logical_not(gaps.all(axis=1) if missing == "fiml" else gaps.any(axis=1))


def _summed(
    table: Floats, gaps: NDArray[np.bool_], columns: tuple[str, ...], weights: Floats | None
) -> tuple[Gram, tuple[Gram, ...]]:
    """Sum the rows up, by pattern where there are gaps; each column about a middle of its own."""
    given = np.where(gaps, 0.0, table)
    middle = (given.sum(axis=0) / np.maximum((~gaps).sum(axis=0), 1)).tolist()
    if np.isinf(given).any():
        row, column = np.argwhere(np.isinf(given))[0]
        raise ValueError(f"{columns[column]!r} holds {table[row, column].item()!r} in row {row}")
    if not gaps.any():
        return gram(table, names=columns, weights=weights, centre=middle), ()
    patterns = pattern_grams(table, names=columns, weights=weights, centre=middle)
    return estimate_missing(patterns, names=columns).gram, patterns
