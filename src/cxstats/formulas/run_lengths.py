"""How often a chart cries wolf: run lengths of control charts on a series in which nothing happens.

A run length is the number of points up to and with the first signal; its mean without any change is called
ARL0. Points are taken as independent and normal, with centre and spread known.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray
from scipy.special import ndtr

from cxstats.formulas.arrays import Vector

NODES = 48
"""Gauss-Legendre nodes on the scale of the chart; the mean run lengths are stable to 6 digits from 40 on."""

AT, SHARES = leggauss(NODES)


def shewhart_run_length(*, outside: float, run: int | None) -> float:
    """Mean number of points to the first signal of a Shewhart chart.

    Parameters
    ----------
    outside : float
        Chance that one point falls outside the limits, from 0 to below 1.
    run : int or None
        Points in a row on one side that also make a signal; None where only the limits count.

    Returns
    -------
    float
        The mean; infinite when no signal is possible.

    References
    ----------
    Champ & Woodall (1987), Technometrics 29, 393-399.

    Examples
    --------
    >>> round(shewhart_run_length(outside=0.0027, run=None), 1)
    370.4
    >>> round(shewhart_run_length(outside=0.0026998, run=8), 2)
    152.73

    """
    if run is None:
        return 1 / outside if outside > 0 else math.inf
    steps = _run_steps(outside, run)
    start = _first_step(outside, run)
    return 1 + float(start @ np.linalg.solve(np.eye(run - 1) - steps, np.ones(run - 1)))


def chance_of_signal(*, outside: float, run: int | None, points: int) -> float:
    """Chance that a stable series of so many points gets at least one signal.

    Parameters
    ----------
    outside, run
        As in `shewhart_run_length`.
    points : int
        Length of the series.

    Returns
    -------
    float
        The chance, from 0 to 1.

    Examples
    --------
    >>> round(chance_of_signal(outside=0.0027, run=9, points=24), 3)
    0.094

    """
    if run is None:
        return float(-math.expm1(points * math.log1p(-outside)))
    state = _first_step(outside, run)
    steps = _run_steps(outside, run)
    for _ in range(points - 1):
        state = state @ steps
    return 1 - float(state.sum())


class Alarms(NamedTuple):
    """False alarms of a chart: ARL0, and the chance of any within a series."""

    run_length: float
    in_series: float


def ewma_alarms(*, weight: float, limit: float, points: int) -> Alarms:
    """How soon an EWMA chart whose limits widen from the first point on raises a false alarm.

    Parameters
    ----------
    weight : float
        Of the newest point, above 0 and at most 1.
    limit : float
        Half width of the limits in standard errors of the average, above 0.
    points : int
        Length of the series.

    Returns
    -------
    Alarms
        Mean number of points to the first alarm, and its chance within `points`.

    References
    ----------
    Crowder (1987), Technometrics 29, 401-407, for the integral equation; Lucas & Saccucci (1990),
    Technometrics 32, 1-12 (limits of the final width give 559.9 for .2 and 3). Widening limits are followed
    point by point.

    Examples
    --------
    >>> alarms = ewma_alarms(weight=0.2, limit=3.0, points=24)
    >>> round(alarms.run_length), round(alarms.in_series, 3)
    (554, 0.045)

    """
    final = limit * math.sqrt(weight / (2 - weight))
    settled = math.ceil(-12 / math.log1p(-weight)) if weight < 1 else 1  # final width to 1e-10 from there on
    ages = np.arange(1, settled + 1, dtype=np.float64)
    widths: Vector = final * np.sqrt(-np.expm1(2 * ages * math.log1p(-min(weight, 1 - 1e-16))))
    steady = _ewma_step(final, final, weight)
    forever = np.linalg.solve(np.eye(NODES) - steady, np.ones(NODES))
    rest = np.linalg.matrix_power(steady, max(points - settled, 0)) @ np.ones(NODES)
    return Alarms(
        run_length=1 + _ewma_back(forever, widths, weight, gain=1.0),
        in_series=1 - _ewma_back(rest, widths[:points], weight, gain=0.0),
    )


def cusum_alarms(*, allowance: float, decision: float, points: int) -> Alarms:
    """How soon a two-sided CUSUM that starts at zero raises a false alarm.

    Parameters
    ----------
    allowance : float
        k, in standard deviations of a point, at least 0.
    decision : float
        h, in standard deviations of a point, above 0.
    points : int
        Length of the series.

    Returns
    -------
    Alarms
        Mean number of points to the first alarm on either side, and its chance within `points` (the two sides
        taken as independent).

    References
    ----------
    Page (1954), Biometrika 41, 100-115, for the integral equation, solved by Gauss-Legendre quadrature; two
    sides by 1/ARL = 1/ARL(up) + 1/ARL(down), van Dobben de Bruyn (1968).

    Examples
    --------
    >>> [round(cusum_alarms(allowance=0.5, decision=h, points=24).run_length) for h in (4, 5)]
    [168, 465]

    """
    at = np.concatenate(([0.0], decision * (AT + 1) / 2))
    kernel = np.empty((NODES + 1, NODES + 1))
    kernel[:, 0] = ndtr(allowance - at)
    kernel[:, 1:] = SHARES * decision / 2 * _density(at[None, 1:] - at[:, None] + allowance)
    one_sided = float(np.linalg.solve(np.eye(NODES + 1) - kernel, np.ones(NODES + 1))[0])
    silent = float((np.linalg.matrix_power(kernel, points) @ np.ones(NODES + 1))[0])
    return Alarms(one_sided / 2, 1 - silent**2)


def _first_step(outside: float, run: int) -> Vector:
    """Chances of the state after one point: a run of one, unless the point itself was a signal."""
    state = np.zeros(run - 1)
    state[0] = 1 - outside
    return state


def _run_steps(outside: float, run: int) -> Vector:
    """Chances to go from a run of length i to one of length j without a signal."""
    steps = np.zeros((run - 1, run - 1))
    steps[:, 0] = (1 - outside) / 2
    for length in range(run - 2):
        steps[length, length + 1] += (1 - outside) / 2
    return steps


def _ewma_back(rest: NDArray[np.floating[Any]], widths: Vector, weight: float, *, gain: float) -> float:
    """Carry what is still to come at the last width back to the start, where the average is 0.

    With a gain of 1 a step this is a mean number of points, with none a chance of silence.
    """
    for width, wider in zip(widths[-2::-1], widths[:0:-1], strict=True):
        rest = gain + _ewma_step(width, wider, weight) @ rest
    return float((_ewma_step(0.0, widths[0], weight) @ rest)[0])


def _ewma_step(before: float, after: float, weight: float) -> Vector:
    """Chances to go from each node inside one limit to each node inside the next."""
    gaps = (AT[None, :] * after - (1 - weight) * AT[:, None] * before) / weight
    return SHARES * after * _density(gaps) / weight


def _density(z: Vector) -> Vector:
    return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
