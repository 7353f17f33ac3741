"""What tables, weights and blocks must be before anything is summed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


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
    table = np.asarray(values)
    if table.ndim != 2 or table.shape[1] != len(names):
        raise ValueError(f"values must have a column for each of {tuple(names)!r}, not shape {table.shape!r}")
    if len(set(names)) != len(names):
        raise ValueError(f"names must all differ, not {tuple(names)!r}")
    if table.dtype.kind not in "biuf":
        raise ValueError(f"values must be numbers, not {table.dtype.name!r}")
    finite = np.isfinite(table)
    if not finite.all():
        row, column = np.argwhere(~finite)[0]
        raise ValueError(
            f"{names[column]!r} holds {table[row, column].item()!r} in row {row}: leave such rows out, "
            "or see cxstats.drivers.missing for missing answers"
        )
    return table


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
    found = np.asarray(weights, dtype=np.float64)
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
    found = np.asarray(blocks)
    if found.shape != (n,) or (n and found.dtype.kind not in "iu"):
        raise ValueError(
            f"blocks must hold a whole number for each of {n!r} rows, "
            f"not {found.dtype.name} of shape {found.shape!r}"
        )
    wrong = found[(found < 0) | (found >= most)]
    if len(wrong):
        raise ValueError(f"a block must be a whole number from 0 to {most - 1}, not {wrong[0].item()!r}")
    return found.astype(np.uint8)
