"""Answers as rows of arrays, looked at before a model is fitted: who counts, and what cannot be fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.drivers import checks
from cxstats.formulas.arrays import as_floats, finite_row

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ModelRows:
    """Answers ready for a model: finite, nobody without weight, no column that repeats others.

    Attributes
    ----------
    x : ndarray, shape (n, p)
        The predictors.
    y : ndarray, shape (n,)
        The outcome.
    w : ndarray, shape (n,)
        Weights above 0; all 1 where none were given.
    names : tuple of str
        Of the predictors.
    kept : ndarray of bool
        Which of the rows given have a weight above 0.

    """

    x: Floats
    y: Floats
    w: Floats
    names: tuple[str, ...]
    kept: NDArray[np.bool_]


def checked_rows(
    *,
    predictors: ArrayLike,
    outcome: ArrayLike,
    weights: ArrayLike | None = None,
    names: Sequence[str] | None = None,
) -> ModelRows:
    """Check the rows of a model; those of weight 0 are left out.

    Parameters
    ----------
    predictors : array_like, shape (n, p) or (n,)
        One column a predictor, without a column of ones.
    outcome : array_like, shape (n,)
        One number a row.
    weights : array_like, shape (n,), optional
        Not negative.
    names : sequence of str, shape (p,), optional
        ``x1, x2, ...`` where none are given.

    Returns
    -------
    ModelRows
        What the models take.

    Raises
    ------
    ValueError
        If shapes disagree, a number is missing or not finite, weights are negative or all 0, there are not
        more rows than predictors and a constant, the outcome or a predictor is the same in every row, or a
        predictor is a sum of multiples of others.

    Examples
    --------
    >>> checked_rows(predictors=[[1.0], [2.0], [4.0]], outcome=[1, 2, 2]).names
    ('x1',)

    """
    y = vector(name="outcome", values=outcome)
    x = as_floats(name="predictors", values=predictors)
    x = x[:, None] if x.ndim == 1 else x
    if x.ndim != 2 or x.shape[0] != y.size or x.shape[1] == 0:
        raise ValueError(f"predictors must have {y.size} rows and a column, not the shape {x.shape}")
    labels = tuple(names) if names is not None else tuple(f"x{place}" for place in range(1, x.shape[1] + 1))
    if len(labels) != x.shape[1] or len(set(labels)) != len(labels):
        raise ValueError(f"names must be {x.shape[1]} different ones, one a column, not {labels!r}")
    require_finite(name="predictors", values=x)
    w = checked_weights(weights=weights, rows=y.size)
    kept = w > 0
    x, y, w = x[kept], y[kept], w[kept]
    _require_spread(x, y, labels)
    return ModelRows(x, y, w, labels, kept)


def vector(*, name: str, values: ArrayLike) -> Floats:
    """Take a list of numbers as an array of finite floats.

    Parameters
    ----------
    name : str
        What they are called in the message.
    values : array_like, shape (n,)
        The numbers.

    Returns
    -------
    ndarray, shape (n,)
        As floats.

    Raises
    ------
    ValueError
        If there are none, they are not in one row, or one is missing or infinite.

    Examples
    --------
    >>> vector(name="outcome", values=[1, 2])
    array([1., 2.])

    """
    taken = finite_row(name=name, values=values)
    if taken.size == 0:
        raise ValueError(f"{name} must hold numbers, not be empty")
    return taken


def require_finite(*, name: str, values: Floats) -> None:
    """Refuse numbers that are missing or infinite.

    Parameters
    ----------
    name : str
        What they are called in the message.
    values : ndarray
        The numbers.

    Raises
    ------
    ValueError
        If one of them is NaN or infinite; the message says which.

    Examples
    --------
    >>> import numpy as np
    >>> require_finite(name="outcome", values=np.array([1.0, 2.0]))

    """
    if not np.isfinite(values).all():
        place = tuple(int(axis) for axis in np.argwhere(~np.isfinite(values))[0])
        raise ValueError(
            f"{name} must be finite numbers, but {values[place]:g} stands at {place}; leave out rows with "
            "missing answers before"
        )


def checked_weights(*, weights: ArrayLike | None, rows: int) -> Floats:
    """Take the weights of rows, or 1 for each.

    Parameters
    ----------
    weights : array_like, shape (n,), or None
        Not negative, not all 0.
    rows : int
        How many there must be.

    Returns
    -------
    ndarray, shape (n,)
        As floats.

    Raises
    ------
    ValueError
        If there are not as many as rows, one is negative or not finite, or all are 0.

    Examples
    --------
    >>> checked_weights(weights=None, rows=2)
    array([1., 1.])

    """
    if weights is None:
        return np.ones(rows)
    w = checks.checked_weights(weights, n=rows)
    if not w.any():
        raise ValueError(f"all {rows!r} weights are 0: nothing is left to analyse")
    return w


def _require_spread(x: Floats, y: Floats, names: tuple[str, ...]) -> None:
    n, p = x.shape
    if n <= p + 1:
        raise ValueError(f"{n} rows are too few for {p} predictors and a constant; take fewer predictors")
    if np.ptp(y) == 0:
        raise ValueError(f"the outcome is {y[0]:g} in every row, so nothing can go with it")
    for name, lowest, highest in zip(names, x.min(axis=0), x.max(axis=0), strict=True):
        if lowest == highest:
            raise ValueError(f"the predictor {name!r} is {lowest:g} in every row; leave it out")
    scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    left = np.abs(np.diag(np.linalg.qr(scaled, mode="r"))) / np.sqrt(n)
    if left.min() < 1e-7:
        raise ValueError(
            f"the predictor {names[int(np.argmin(left))]!r} is a sum of multiples of those before it "
            "(perfect collinearity); leave it or one of them out"
        )
