"""The scores of journeys: one row a journey, one column a touchpoint in its order along the way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.formulas.arrays import as_floats

Floats = NDArray[np.float64]


class Summed(NamedTuple):
    """What a journey's touchpoints come to, each of shape (n,): mean, weakest, and peak-end."""

    mean: Floats
    weakest: Floats
    peak_end: Floats


def require_touchpoints(*, touchpoints: ArrayLike) -> Floats:
    """Check the scores of touchpoints.

    Parameters
    ----------
    touchpoints : array, shape (n, k)
        Journeys by touchpoints in their order along the way; NaN where a journey did not pass a touchpoint.

    Returns
    -------
    array, shape (n, k)
        As floats.

    Raises
    ------
    ValueError
        If there are fewer than two touchpoints or no journey, a score is infinite, a journey passed none of
        the touchpoints, or no journey passed a touchpoint.

    Examples
    --------
    >>> require_touchpoints(touchpoints=[[5, 4], [3, float("nan")]]).shape
    (2, 2)

    """
    given = as_floats(name="touchpoints", values=touchpoints)
    if given.ndim != 2 or given.shape[1] < 2:
        raise ValueError(f"touchpoints must be journeys by 2 or more touchpoints, not of shape {given.shape}")
    if not len(given):
        raise ValueError(f"there is no journey: touchpoints have the shape {given.shape}")
    wrong = np.argwhere(np.isinf(given))
    if len(wrong):
        row, column = wrong[0].tolist()
        raise ValueError(f"touchpoints[{row}, {column}] must be a score, not {float(given[row, column])!r}")
    gone = np.isnan(given)
    for axis, what in (
        (1, "journey {} has no score at all: leave it out"),
        (0, "touchpoint {} has no score"),
    ):
        empty = np.flatnonzero(gone.all(axis=axis))
        if len(empty):
            raise ValueError(what.format(int(empty[0])))
    return given


def require_scores(*, name: str, scores: ArrayLike, n: int) -> Floats:
    """Check one score a journey.

    Parameters
    ----------
    name : str
        What is scored, for the message.
    scores : array, shape (n,)
        The scores.
    n : int
        Number of journeys.

    Returns
    -------
    array, shape (n,)
        As floats.

    Raises
    ------
    ValueError
        If their number differs, one is missing or infinite, or all are the same.

    Examples
    --------
    >>> require_scores(name="outcome", scores=[3, 4], n=2).tolist()
    [3.0, 4.0]

    """
    given = as_floats(name=name, values=scores)
    if given.shape != (n,):
        raise ValueError(f"{name} must have one score for each of {n} journeys, not the shape {given.shape}")
    wrong = np.flatnonzero(~np.isfinite(given))
    if len(wrong):
        row = int(wrong[0])
        raise ValueError(f"{name}[{row}] must be a score, not {float(given[row])!r}: leave the journey out")
    require_spread(name=name, scores=given)
    return given


def require_spread(*, name: str, scores: Floats) -> None:
    """Refuse scores that are all the same.

    Parameters
    ----------
    name : str
        What is scored, for the message.
    scores : array, shape (n,)
        The scores.

    Raises
    ------
    ValueError
        If they are.

    Examples
    --------
    >>> require_spread(name="outcome", scores=np.array([3.0, 4.0]))

    """
    if np.ptp(scores) <= 1e-9 * np.abs(scores).max(initial=0.0):
        raise ValueError(f"{name} is {float(scores[0])!r} in every journey: what never differs tells nothing")


def summed(*, touchpoints: Floats, neutral: float) -> Summed:
    """Sum up each journey: its mean, its weakest touchpoint, and its peak-end.

    Parameters
    ----------
    touchpoints : array, shape (n, k)
        As `require_touchpoints` gives them.
    neutral : float
        The score that is neither good nor bad. The peak is the score furthest from it, the lower one of two
        as far.

    Returns
    -------
    Summed
        Touchpoints not passed are left out; peak-end is the mean of the peak and of the last score.

    References
    ----------
    Kahneman, Fredrickson, Schreiber & Redelmeier (1993), Psychological Science 4, 401-405, for peak-end.

    Examples
    --------
    >>> [each.tolist() for each in summed(touchpoints=np.array([[5.0, 4, 1, 3]]), neutral=3)]
    [[3.25], [1.0], [2.0]]

    """
    known = ~np.isnan(touchpoints)
    rows = np.arange(len(touchpoints))
    last = touchpoints[rows, touchpoints.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)]
    # a hair is taken off for the lower of two that are as far from neutral
    reach = np.where(known, np.abs(touchpoints - neutral) - 1e-9 * np.sign(touchpoints - neutral), -np.inf)
    peak = touchpoints[rows, np.argmax(reach, axis=1)]
    return Summed(np.nanmean(touchpoints, axis=1), np.nanmin(touchpoints, axis=1), (peak + last) / 2)
