"""Plain arrays in: turned into floats, and what does not fit refused with its value."""

from collections.abc import Sequence
from decimal import Decimal
from numbers import Real
from reprlib import repr as short
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_count

Vector = NDArray[np.float64]
Numbers = Sequence[float] | NDArray[np.float64] | NDArray[np.int64]

LARGEST, TINY = 1e70, 1e-70
"""Numbers beyond, and those nearer to 0, cannot be raised to the fourth power."""


def as_floats(*, name: str, values: ArrayLike) -> Vector:
    """Take numbers as an array of floats, of whatever shape they have.

    Parameters
    ----------
    name : str
        What they are called in the message.
    values : array_like
        Numbers; NaN or None stands where one is missing.

    Returns
    -------
    numpy.ndarray
        As floats: the array itself where it holds them already. Numbers nearer to 0 than 1e-70 are 0.

    Raises
    ------
    ValueError
        If something is no number (text, a date, a complex number) or beyond 1e70, or rows have different
        lengths. Infinities and gaps are let through.

    Examples
    --------
    >>> as_floats(name="answers", values=[[1, 2], [3, None]])
    array([[ 1.,  2.],
           [ 3., nan]])

    """
    return as_numbers(name=name, values=values).astype(np.float64, copy=False)


def as_numbers(*, name: str, values: ArrayLike) -> NDArray[Any]:
    """Take numbers as an array of the type they have, so that whole numbers stay whole.

    Parameters
    ----------
    name : str
        What they are called in the message.
    values : array_like
        Numbers; NaN or None stands where one is missing.

    Returns
    -------
    numpy.ndarray of bool, int or float
        The array itself where it is one.

    Raises
    ------
    ValueError
        As `as_floats`.

    Examples
    --------
    >>> as_numbers(name="answers", values=[1, 2]).dtype.kind
    'i'

    """
    try:
        given = np.asarray(values)
        if given.dtype.kind not in "biuf":
            given = np.asarray(values, dtype=object)
    except ValueError:
        raise ValueError(f"{name} must be numbers in rows of one length, not {short(values)}") from None
    if given.dtype.kind in "biu":
        return given
    if given.dtype.kind == "f":
        return _within(name, given)
    found = np.empty(given.shape)
    for place, value in np.ndenumerate(given):
        found[place] = _as_float(name, value, place)
    return _within(name, found)


def _within(name: str, given: NDArray[Any]) -> NDArray[Any]:
    """Refuse numbers that cannot be reckoned with, and take those next to 0 for 0."""
    size = np.abs(given)
    far = given[(size > LARGEST) & (size < np.inf)]
    if len(far):
        raise ValueError(f"{name} must stay within {LARGEST:g}, not reach {far[0].item()!r}: change the unit")
    small = (size < TINY) & (size > 0)
    return np.where(small, 0.0, given) if small.any() else given


def _as_float(name: str, value: object, place: tuple[int, ...]) -> float:
    """Take one number that stands at a place of an array."""
    if value is None:
        return float("nan")
    if isinstance(value, Real | Decimal | np.bool_):
        return float(value)
    at = f" at {place[0] if len(place) == 1 else place}" if place else ""
    raise ValueError(f"{name} must be numbers, but {short(value)} stands{at}: turn it into a number first")


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
    series = as_floats(name=name, values=values).copy()
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


def count_row(*, name: str, values: ArrayLike) -> list[int]:
    """Give back a row of counts as whole numbers.

    Parameters
    ----------
    name : str
        What is counted, for the message.
    values : array_like of int, shape (k,)
        The counts.

    Returns
    -------
    list of int, length k

    Raises
    ------
    ValueError
        If they are not one row, or one is negative, not whole or no number.

    Examples
    --------
    >>> count_row(name="furthest", values=[120, 30.0])
    [120, 30]

    """
    counts = as_floats(name=name, values=values)
    if counts.ndim != 1:
        raise ValueError(f"{name} must be one row of counts, not {short(values)}")
    return [
        require_count(name=f"{name}[{place}]", value=count) for place, count in enumerate(counts.tolist())
    ]


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
