"""Series in: one number a period, in order of time, and what does not fit refused with its value."""

import numpy as np

from cxstats.formulas.arrays import Numbers, Vector, finite_row


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
    series = finite_row(name=name, values=values).copy()
    if len(series) < fewest:
        raise ValueError(f"{name} needs at least {fewest!r} periods, not {len(series)!r}")
    return series


def require_errors(*, errors: Numbers, series: Vector) -> Vector:
    """Give back the standard error of each number of a series.

    Parameters
    ----------
    errors : array_like, shape (n,)
        One a number, above 0.
    series : numpy.ndarray, shape (n,)
        The numbers.

    Returns
    -------
    numpy.ndarray, shape (n,)
        A copy as floats.

    Raises
    ------
    ValueError
        If they are refused by `require_series`, more or fewer than the numbers, or one is not above 0.

    Examples
    --------
    >>> require_errors(errors=[1, 2], series=np.zeros(2))
    array([1., 2.])

    """
    given = require_series(name="errors", values=errors, fewest=1)
    require_same_length(values=series, errors=given)
    if given.min() <= 0:
        raise ValueError(f"errors must be above 0, but one is {float(given.min())!r}")
    return given


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
