"""Single numbers in: what does not fit is refused with its value, in words that say what to do.

Rows and tables of numbers are looked at in `cxstats.formulas.arrays`.
"""

import math
from collections.abc import Sequence
from numbers import Real
from reprlib import repr as short

_PLAIN = (int, float)


def is_number(value: object) -> bool:
    """Tell whether something is a real number, NaN and infinity among them.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool

    Examples
    --------
    >>> [is_number(each) for each in (1, 0.5, "1", None, 1j)]
    [True, True, False, False, False]

    """
    # The types of nearly all numbers are compared first: to ask an abstract class costs ten times as much.
    return type(value) in _PLAIN or isinstance(value, Real)


def require_number(
    *,
    name: str,
    value: float,
    above: float = -math.inf,
    least: float = -math.inf,
    most: float = math.inf,
) -> float:
    """Give back a finite number.

    Parameters
    ----------
    name : str
        What the number is called in the message.
    value : float
        The number.
    above, least, most : float
        What it must pass, and what it must at least and may at most be.

    Returns
    -------
    float
        The same number.

    Raises
    ------
    ValueError
        If it is no number, not finite, or lies outside.

    Examples
    --------
    >>> require_number(name="sd", value=2, above=0)
    2.0

    """
    if is_number(value) and math.isfinite(value) and above < value and least <= value <= most:
        return float(value)
    bounds = ((" above", above), (" of at least", least), (" and at most", most))
    said = "".join(f"{words} {bound:g}" for words, bound in bounds if math.isfinite(bound))
    raise ValueError(f"{name} must be a finite number{said}, not {short(value)}")


def require_whole(*, name: str, value: float, least: int, most: int | None = None) -> int:
    """Give back a whole number.

    Parameters
    ----------
    name : str
        What the number is called in the message.
    value : int
        The number; 12.0 is taken.
    least, most : int
        Between which it must lie; without `most` there is no upper end.

    Returns
    -------
    int
        The same number.

    Raises
    ------
    ValueError
        If it is no number, not whole, or lies outside.

    Examples
    --------
    >>> require_whole(name="horizon", value=3, least=1)
    3

    """
    whole = is_number(value) and not isinstance(value, bool) and math.isfinite(value) and value == int(value)
    if whole and least <= value and (most is None or value <= most):
        return int(value)
    bound = f"of at least {least!r}" if most is None else f"from {least!r} to {most!r}"
    raise ValueError(f"{name} must be a whole number {bound}, not {short(value)}")


def require_fraction(*, name: str, value: float) -> float:
    """Give back a number that lies strictly between 0 and 1.

    Parameters
    ----------
    name : str
        What the number is called in the message.
    value : float
        The number.

    Returns
    -------
    float
        The same number.

    Raises
    ------
    ValueError
        If it lies outside, or is not a number.

    Examples
    --------
    >>> require_fraction(name="level", value=0.95)
    0.95

    """
    if not (is_number(value) and 0 < value < 1):
        raise ValueError(f"{name} must lie between 0 and 1, not {short(value)}")
    return value


def require_scale(*, name: str, value: Sequence[float]) -> tuple[float, float]:
    """Give back the ends of a scale of answers.

    Parameters
    ----------
    name : str
        What the scale is called in the message.
    value : sequence of float, shape (2,)
        The least and the largest answer.

    Returns
    -------
    tuple of float
        The same ends.

    Raises
    ------
    ValueError
        If they are not two finite numbers, the second above the first.

    Examples
    --------
    >>> require_scale(name="scale", value=(1, 5))
    (1.0, 5.0)

    """
    try:
        least, most = value
    except (TypeError, ValueError):  # not two of them
        least = most = math.nan
    if all(is_number(end) and math.isfinite(end) for end in (least, most)) and least < most:
        return float(least), float(most)
    raise ValueError(f"{name} must be the least and the largest answer, as (1, 5), not {short(value)}")


def require_count(*, name: str, value: float) -> int:
    """Give back a whole number that is not negative.

    Parameters
    ----------
    name : str
        What is counted, for the message.
    value : float
        The count; a float such as 12.0 is taken, since engines sum in floats.

    Returns
    -------
    int
        The count.

    Raises
    ------
    ValueError
        If it is negative, not whole, or not finite.

    Examples
    --------
    >>> require_count(name="promoters", value=12.0)
    12

    """
    if not (is_number(value) and math.isfinite(value) and value >= 0 and value == int(value)):
        raise ValueError(f"{name} must be a whole number of answers, not {short(value)}")
    return int(value)
