"""Plain arrays in: turned into floats, and what does not fit refused with its value."""

from collections.abc import Sequence
from decimal import Decimal
from numbers import Real
from reprlib import repr as short
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_count

Vector = NDArray[np.float64]
Number = TypeVar("Number", float, NDArray[np.float64])
"""One number, or a column of them: a formula of plain arithmetic holds for both."""
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
    size = np.abs(given, dtype=np.float64)  # the limits themselves do not fit in 32 bits
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


def finite_row(*, name: str, values: ArrayLike) -> Vector:
    """Give back one row of finite numbers.

    Parameters
    ----------
    name : str
        What they are called in the message.
    values : array_like, shape (n,)
        The numbers.

    Returns
    -------
    numpy.ndarray, shape (n,)
        As floats.

    Raises
    ------
    ValueError
        If it is not one row of numbers, or holds NaN or an infinity.

    Examples
    --------
    >>> finite_row(name="answers", values=[1, 2])
    array([1., 2.])

    """
    row = as_floats(name=name, values=values)
    if row.ndim != 1:
        raise ValueError(f"{name} must be one row of numbers, not an array of shape {row.shape!r}")
    wrong = np.flatnonzero(~np.isfinite(row))
    if len(wrong):
        at = int(wrong[0])
        raise ValueError(
            f"{name} must be finite numbers, not {row[at].item()!r} at position {at!r}: leave it out"
        )
    return row


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
