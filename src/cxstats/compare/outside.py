"""Figures that somebody else has published, and how far one's own lies from them."""

import math
from dataclasses import replace

from scipy.special import ndtr

from cxstats.arguments import require_count, require_number
from cxstats.estimate import FEWEST_TO_JUDGE, Difference, Estimate
from cxstats.formulas.gaps import newcombe
from cxstats.formulas.intervals import normal_quantile, wilson


def published(
    *,
    value: float,
    lowest: float,
    highest: float,
    low: float | None = None,
    high: float | None = None,
    error: float | None = None,
    n: int | None = None,
    level: float = 0.95,
) -> Estimate:
    """Make an estimate of as much as a source tells.

    Parameters
    ----------
    value : float
        The published figure.
    lowest, highest : float
        What it can be at least and at most: -1 and 1 for an NPS, 0 and 1 for a share, the ends of the scale
        for a mean.
    low, high : float, optional
        Published limits of this level; they are taken as they stand.
    error : float, optional
        Published standard error, above 0.
    n : int, optional
        Number of answers, at least 1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        `method` says what the limits rest on: "published-limits"; "published-error" (normal); "published-n":
        Wilson's limits of the figure as a share of its range, which are those of a share, and the widest that
        so many answers drawn at random can have of an NPS or a mean; "published", without limits, where the
        source tells nothing. An unknown number of answers is 0.

    Raises
    ------
    ValueError
        If a number is none or lies outside of its range, the value does not lie between its limits, or there
        is one limit alone.

    References
    ----------
    Bhatia & Davis (2000), American Mathematical Monthly 107, 353-357; Wilson (1927), JASA 22, 209-212.
    docs/methods/outside-figures.md.

    Examples
    --------
    >>> found = published(value=0.5, lowest=-1, highest=1, n=100)
    >>> round(found.low, 3), round(found.high, 3), found.method
    (0.314, 0.649, 'published-n')
    >>> published(value=77, lowest=0, highest=100).low is None
    True

    """
    z = normal_quantile(level=level)
    least = require_number(name="lowest", value=lowest)
    most = require_number(name="highest", value=highest, above=least)
    told = require_number(name="value", value=value, least=least, most=most)
    count = 0 if n is None else require_count(name="n", value=n)
    if n is not None and count < 1:
        raise ValueError(f"n must be at least 1, not {n!r}; leave it out where it is not known")
    found = Estimate(told, None, None, count, "published", level)
    if low is not None or high is not None:
        return _stated(found, low, high, (least, most))
    if error is not None:
        reach = z * require_number(name="error", value=error, above=0)
        ends = max(least, told - reach), min(most, told + reach)
        return replace(found, low=ends[0], high=ends[1], method="published-error")
    return _of_count(found, (least, most), z) if count else found


def _stated(found: Estimate, low: float | None, high: float | None, ends: tuple[float, float]) -> Estimate:
    value = 0.0 if found.value is None else found.value
    if low is None or high is None:
        raise ValueError(f"there must be two limits or none, not {low!r} and {high!r}")
    least = require_number(name="low", value=low, least=ends[0], most=value)
    return replace(
        found,
        low=least,
        high=require_number(name="high", value=high, least=value, most=ends[1]),
        method="published-limits",
    )


def _of_count(found: Estimate, ends: tuple[float, float], z: float) -> Estimate:
    """Wilson's limits of the figure as a share of its range."""
    value, width = 0.0 if found.value is None else found.value, ends[1] - ends[0]
    low, high = wilson(p=(value - ends[0]) / width, n=found.n, z=z)
    return replace(
        found,
        low=min(value, ends[0] + width * low),
        high=max(value, ends[0] + width * high),
        method="published-n",
    )


def outside_difference(*, theirs: Estimate, ours: Estimate, most: float) -> Difference:
    """How far one's own score lies above a published one, from the limits of both.

    Parameters
    ----------
    theirs, ours : Estimate
        With value and limits of one level. A published figure that is to be taken as it stands has limits
        equal to its value.
    most : float
        The largest difference there can be: 2 for an NPS, 1 for a share, the width of the scale for a mean.

    Returns
    -------
    Difference
        Ours minus theirs, `method` "square-and-add", with the p-value at which the limits would touch 0. Of
        shares the limits are Newcombe's. Without limits on a side there is a value alone. A side whose number
        of answers is not published (0) counts as `cxstats.estimate.FEWEST_TO_JUDGE`: its limits are taken at
        their word.

    Raises
    ------
    ValueError
        If a side is no estimate or its limits do not hold its value, the levels differ, or `most` is not
        above 0.

    References
    ----------
    Zou & Donner (2008), Statistics in Medicine 27, 1693-1702; Newcombe (1998), Statistics in Medicine 17,
    873-890, method 10. docs/methods/outside-figures.md.

    Examples
    --------
    >>> theirs = published(value=0.6, lowest=0, highest=1, n=80)
    >>> ours = published(value=0.8, lowest=0, highest=1, n=70)
    >>> found = outside_difference(theirs=theirs, ours=ours, most=1)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4), round(found.p_value, 4)
    (0.2, 0.0524, 0.3339, 0.0079)

    """
    for name, side in (("theirs", theirs), ("ours", ours)):
        _require_estimate(name, side)
    if theirs.level != ours.level:
        raise ValueError(f"both sides must be of one level, not {theirs.level!r} and {ours.level!r}")
    reach = require_number(name="most", value=most, above=0)
    sizes = (theirs.n or FEWEST_TO_JUDGE), ours.n
    empty = Difference(None, None, None, None, *sizes, "square-and-add", ours.level)
    if theirs.value is None or ours.value is None:
        return empty
    gap = ours.value - theirs.value
    limits = _limits(theirs), _limits(ours)
    if limits[0] is None or limits[1] is None:
        return replace(empty, value=gap)
    low, high = newcombe(shares=(theirs.value, ours.value), limits=(limits[0], limits[1]), most=reach)
    return replace(empty, value=gap, low=low, high=high, p_value=_p_value(gap, theirs, ours))


def _require_estimate(name: str, side: Estimate) -> None:
    if not isinstance(side, Estimate):
        raise ValueError(f"{name} must be an Estimate, not {side!r}")  # noqa: TRY004  # as all of cxstats
    ends = [end for end in (side.low, side.value, side.high) if end is not None]
    if not all(math.isfinite(end) for end in ends) or ends != sorted(ends):
        raise ValueError(f"{name} must be finite and have its value between its limits, not {side!r}")


def _limits(side: Estimate) -> tuple[float, float] | None:
    return None if side.low is None or side.high is None else (side.low, side.high)


def _p_value(gap: float, theirs: Estimate, ours: Estimate) -> float | None:
    """Shrink both limits that face each other by one factor until the difference touches 0."""
    if gap == 0:
        return 1.0
    arm = math.hypot(*_facing(theirs, ours, above=gap > 0))
    if arm == 0:
        return None
    return 2 * float(ndtr(-abs(gap) / arm * normal_quantile(level=ours.level)))


def _facing(theirs: Estimate, ours: Estimate, *, above: bool) -> tuple[float, float]:
    """Lengths from each value to the limit that looks at the other side."""
    upper, lower = (ours, theirs) if above else (theirs, ours)
    down = (upper.value or 0.0) - (upper.low or 0.0)
    up = (lower.high or 0.0) - (lower.value or 0.0)
    return down, up
