"""What tables, weights and blocks must be before anything is summed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.formulas.arrays import as_floats, as_numbers

Floats = NDArray[np.float64]

COLLINEAR = 1e-10
"""Columns whose correlations have so low an eigenvalue give one another."""


def checked_table(values: ArrayLike, *, names: Sequence[str]) -> NDArray[Any]:
    """Give a table of finite numbers, a column for each name.

    Parameters
    ----------
    values : array of int or float, shape (n, q)
        The table.
    names : sequence of str, length q
        Its columns.

    Returns
    -------
    array of int, bool or float, shape (n, q)
        The same.

    Raises
    ------
    ValueError
        If shapes disagree, a name stands twice, or something is not a finite number.

    Examples
    --------
    >>> checked_table([[1, 2]], names=("staff", "overall")).tolist()
    [[1, 2]]

    """
    table = as_numbers(name="values", values=values)
    if table.ndim != 2 or table.shape[1] != len(names):
        raise ValueError(f"values must have a column for each of {tuple(names)!r}, not shape {table.shape!r}")
    if len(set(names)) != len(names):
        raise ValueError(f"names must all differ, not {tuple(names)!r}")
    finite = np.isfinite(table)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        raise ValueError(
            f"{names[column]!r} holds {table[row, column].item()!r} in row {row}: leave such rows out, "
            "or see cxstats.drivers.missing for missing answers"
        )
    return table


def checked_centre(centre: Sequence[float], *, names: Sequence[str]) -> Floats:
    """Give what is taken off each column.

    Parameters
    ----------
    centre : sequence of float, length q
        One a column.
    names : sequence of str, length q
        The columns.

    Returns
    -------
    array of float, shape (q,)
        The same.

    Raises
    ------
    ValueError
        If there are more or fewer, or one is no finite number.

    Examples
    --------
    >>> checked_centre([7, 8], names=("staff", "overall")).tolist()
    [7.0, 8.0]

    """
    found = as_floats(name="centre", values=centre)
    if found.shape != (len(names),) or not np.isfinite(found).all():
        raise ValueError(f"centre must hold one finite number for each of {tuple(names)!r}, not {centre!r}")
    return found


def checked_spread(matrices: ArrayLike, *, name: str = "correlation", size: int | None = None) -> Floats:
    """Give correlation (or covariance) matrices that some data may have.

    Parameters
    ----------
    matrices : array of float, shape (q, q) or (m, q, q)
        One, or m of them.
    name : str
        What they are called in the message.
    size : int, optional
        Rows that a single matrix must have.

    Returns
    -------
    array of float, of the same shape

    Raises
    ------
    ValueError
        If they are not square, not finite, not symmetric, have a negative variance, or belong to no data
        (as happens to correlations of pairs with missing answers).

    Examples
    --------
    >>> checked_spread([[1, 0.5], [0.5, 1]]).tolist()
    [[1.0, 0.5], [0.5, 1.0]]

    """
    found = as_floats(name=name, values=matrices)
    if found.ndim not in {2, 3} or found.shape[-1] != found.shape[-2] or not found.shape[-1]:
        raise ValueError(f"{name} must be square, or many square ones, not of shape {found.shape!r}")
    if size is not None and found.shape != (size, size):
        raise ValueError(f"{name} must have the shape {(size, size)!r}, not {found.shape!r}")
    wrong = found[~np.isfinite(found)]
    if len(wrong):
        raise ValueError(f"{name} must hold finite numbers, not {wrong[0].item()!r}")
    largest = np.abs(found).max(initial=0.0)
    askew = np.abs(found - np.swapaxes(found, -1, -2)).max(initial=0.0)
    if askew > 1e-8 * largest:
        raise ValueError(f"{name} must be symmetric, but two entries differ by {askew.item():.3g}")
    lowest = np.linalg.eigvalsh(found).min(initial=0.0)
    if lowest < -1e-8 * largest:
        raise ValueError(
            f"no data have such a {name} (an eigenvalue is {lowest.item():.3g}): estimate them together, "
            "see cxstats.drivers.missing"
        )
    return found


def refuse_collinear(spread: Floats, *, names: Sequence[str], least: float = COLLINEAR) -> None:
    """Refuse columns of which one is given by the others.

    Parameters
    ----------
    spread : array of float, shape (q, q)
        Their correlations or covariances, none of variance 0.
    names : sequence of str, length q
        Their names.
    least : float
        Least eigenvalue of the correlations that is more than rounding.

    Raises
    ------
    ValueError
        If some are perfectly collinear; the message names them.

    Examples
    --------
    >>> refuse_collinear(np.eye(2), names=("staff", "price"))

    """
    scale = np.sqrt(np.diagonal(spread))
    values, vectors = np.linalg.eigh(spread / np.outer(scale, scale))
    if values[0] < least:
        same = tuple(name for name, part in zip(names, vectors[:, 0], strict=True) if abs(part) > 1e-3)
        raise ValueError(f"{same!r} are perfectly collinear (one is given by the others): leave one out")


def checked_weights(weights: ArrayLike, *, n: int) -> Floats:
    """Give the weights of n rows.

    Parameters
    ----------
    weights : array of float, shape (n,)
        One a row.
    n : int
        How many there must be.

    Returns
    -------
    array of float, shape (n,)
        The same.

    Raises
    ------
    ValueError
        If there are more or fewer, or one is negative or not finite.

    Examples
    --------
    >>> checked_weights([1, 2], n=2).tolist()
    [1.0, 2.0]

    """
    found = as_floats(name="weights", values=weights)
    if found.shape != (n,):
        raise ValueError(f"weights must hold one number for each of {n!r} rows, not shape {found.shape!r}")
    wrong = found[~(np.isfinite(found) & (found >= 0))]
    if len(wrong):
        raise ValueError(f"a weight must be a finite number of at least 0, not {wrong[0].item()!r}")
    return found


def checked_blocks(blocks: ArrayLike, *, n: int, most: int) -> NDArray[np.uint8]:
    """Give the blocks of n rows.

    Parameters
    ----------
    blocks : array of int, shape (n,)
        One a row, from 0 to ``most - 1``.
    n, most : int
        How many rows and blocks there are.

    Returns
    -------
    array of uint8, shape (n,)
        The same.

    Raises
    ------
    ValueError
        If there are more or fewer, or one is no whole number or lies outside.

    Examples
    --------
    >>> checked_blocks([0, 99], n=2, most=100).tolist()
    [0, 99]

    """
    found = as_numbers(name="blocks", values=blocks)
    if found.shape != (n,) or (n and found.dtype.kind not in "iu"):
        raise ValueError(
            f"blocks must hold a whole number for each of {n!r} rows, "
            f"not {found.dtype.name} of shape {found.shape!r}"
        )
    wrong = found[(found < 0) | (found >= most)]
    if len(wrong):
        raise ValueError(f"a block must be a whole number from 0 to {most - 1}, not {wrong[0].item()!r}")
    return found.astype(np.uint8)


def numbered_labels(labels: ArrayLike, *, name: str, n: int) -> NDArray[np.int64]:
    """Number the groups that rows belong to, in the order of their labels.

    Parameters
    ----------
    labels : array_like, shape (n,)
        One a row: numbers or text.
    name : str
        What they are called in the message.
    n : int
        How many rows there are.

    Returns
    -------
    array of int, shape (n,)
        From 0.

    Raises
    ------
    ValueError
        If there is not one label a row, one is missing (None or NaN), or they are of kinds without an order.

    Examples
    --------
    >>> numbered_labels(["b", "a", "b"], name="clusters", n=3).tolist()
    [1, 0, 1]

    """
    found = np.asarray(labels)
    if found.shape != (n,):
        raise ValueError(f"{name} must hold one label for each of {n!r} rows, not shape {found.shape!r}")
    gaps = np.flatnonzero(_missing(found))
    if len(gaps):
        label = "None" if found[gaps[0]] is None else "NaN"
        raise ValueError(f"{name} hold {label} in row {gaps[0]}: give every row a label, or leave it out")
    try:
        numbers = np.unique(found, return_inverse=True)[1]
    except TypeError:
        kinds = sorted({type(label).__name__ for label in found.tolist()})
        raise ValueError(
            f"{name} must be labels of one kind, not of {kinds!r}: turn them into text"
        ) from None
    return numbers.reshape(n).astype(np.int64)


def _missing(labels: NDArray[Any]) -> NDArray[np.bool_]:
    if labels.dtype.kind == "O":
        gaps = (label is None or (isinstance(label, Real) and math.isnan(label)) for label in labels.tolist())
        return np.fromiter(gaps, dtype=np.bool_, count=len(labels))
    if labels.dtype.kind in "fM":
        return np.asarray(np.isnan(labels), dtype=np.bool_)
    return np.zeros(labels.shape, dtype=np.bool_)
