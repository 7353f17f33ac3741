"""Plain arrays in: turned into floats, and what does not fit refused with its value."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Numbers = Sequence[float] | NDArray[np.float64] | NDArray[np.int64]


def require_series(*, name: str, values: Numbers, fewest: int) -> Vector:
    """Give back a series as an array of finite floats.

    Parameters
    ----------
    name : str
        What the series is called in the message.
    values : array_like, shape (n,)
        The numbers, one a period, in order of time.
    fewest : int
        How many are needed.

    Returns
    -------
    numpy.ndarray, shape (n,)
        A copy as floats.

    Raises
    ------
    ValueError
        If it is not one row of numbers, is too short, or holds NaN or an infinity.

    Examples
    --------
    >>> require_series(name="values", values=[1, 2, 3], fewest=2)
    array([1., 2., 3.])

    """
    series = np.array(values, dtype=np.float64)
    if series.ndim != 1:
        raise ValueError(f"{name} must be one row of numbers, not an array of shape {series.shape!r}")
    if len(series) < fewest:
        raise ValueError(f"{name} needs at least {fewest!r} periods, not {len(series)!r}")
    wrong = np.flatnonzero(~np.isfinite(series))
    if len(wrong):
        at = int(wrong[0])
        raise ValueError(
            f"{name} holds {float(series[at])!r} at position {at!r}: leave the period out or fill it in"
        )
    return series


def require_counts(*, name: str, values: Numbers, fewest: int, lowest: int = 0) -> Vector:
    """Give back a series of whole numbers.

    Parameters
    ----------
    name : str
        What is counted, for the message.
    values : array_like, shape (n,)
        The counts, one a period.
    fewest : int
        How many periods are needed.
    lowest : int
        The smallest count allowed.

    Returns
    -------
    numpy.ndarray, shape (n,)
        The counts as floats.

    Raises
    ------
    ValueError
        If a count is not whole or lies below `lowest`, or the series is refused by `require_series`.

    Examples
    --------
    >>> require_counts(name="n", values=[120, 98], fewest=2, lowest=1)
    array([120.,  98.])

    """
    counts = require_series(name=name, values=values, fewest=fewest)
    wrong = np.flatnonzero((counts < lowest) | (counts != np.floor(counts)))
    if len(wrong):
        at = int(wrong[0])
        raise ValueError(
            f"{name} must hold whole numbers from {lowest!r} on, not {float(counts[at])!r} (position {at!r})"
        )
    return counts


def require_same_length(**series: Vector) -> None:
    """Refuse series of different lengths.

    Parameters
    ----------
    **series : numpy.ndarray
        The series under the names that the caller knows them by.

    Raises
    ------
    ValueError
        If two of them differ in length.

    Examples
    --------
    >>> require_same_length(d=np.zeros(3), n=np.ones(3))

    """
    lengths = {name: len(values) for name, values in series.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length!r}" for name, length in lengths.items())
        raise ValueError(f"the series must be equally long, but have these lengths: {said}")
