"""What a sample can see: the smallest change it would notice, and how many answers would notice a given one.

Both speak of one variance, that of single answers: `nps_variance` and `share_variance` give it for NPS and
shares; a mean brings its own, taken from earlier answers.
"""

import math

from cxstats.arguments import require_number, require_whole
from cxstats.formulas.gaps import power_reach

_ROUNDING = 1e-11
"""So far, relatively, floating point may miss a whole number of answers."""


def nps_variance(*, promoters: float, detractors: float) -> float:
    """Variance of single answers to the NPS question, for planning.

    Parameters
    ----------
    promoters, detractors : float
        Shares expected of each, from 0 to 1, together at most 1.

    Returns
    -------
    float
        ``promoters + detractors - (promoters - detractors)^2``, from 0 to 1.

    Raises
    ------
    ValueError
        If the shares cannot be shares of the same answers.

    References
    ----------
    Rocks (2016), arXiv 1601.07235. docs/methods/minimum-detectable-change.md.

    Examples
    --------
    >>> round(nps_variance(promoters=0.45, detractors=0.2), 4)
    0.5875

    """
    if not (promoters >= 0 and detractors >= 0 and promoters + detractors <= 1):
        raise ValueError(
            "promoters and detractors must be shares of at most 1 together, "
            f"not {promoters!r} and {detractors!r}"
        )
    return promoters + detractors - (promoters - detractors) ** 2


def share_variance(*, share: float) -> float:
    """Variance of single answers that meet a condition or do not, for planning.

    Parameters
    ----------
    share : float
        The share expected, from 0 to 1.

    Returns
    -------
    float
        ``share * (1 - share)``, from 0 to 1/4.

    Raises
    ------
    ValueError
        If `share` does not lie from 0 to 1.

    Examples
    --------
    >>> share_variance(share=0.5)
    0.25

    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie from 0 to 1, not {share!r}")
    return share * (1 - share)


def minimum_detectable_change(
    *, variance: float, n_before: int, n_now: int, power: float = 0.8, alpha: float = 0.05
) -> float:
    """Smallest true change that two samples of these sizes would mostly notice.

    Parameters
    ----------
    variance : float
        Of single answers (y), about the same on both sides.
    n_before, n_now : int
        Answers on each side.
    power : float
        Chance that a change of this size is called real, between 0 and 1.
    alpha : float
        Share of false alarms accepted, between 0 and 1.

    Returns
    -------
    float
        On the scale of y, so 0.05 is 5 points of NPS. Its inverse is `needed_n`.

    Raises
    ------
    ValueError
        If a side has no answers or another argument lies outside its range.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, section 2.4. docs/methods/minimum-detectable-change.md.

    Examples
    --------
    >>> round(minimum_detectable_change(variance=0.56, n_before=400, n_now=400), 4)
    0.1482

    """
    _require_variance(variance)
    for name, n in (("n_before", n_before), ("n_now", n_now)):
        require_whole(name=name, value=n, least=1)
    return power_reach(power=power, alpha=alpha) * math.sqrt(variance * (1 / n_before + 1 / n_now))


def needed_n(*, change: float, variance: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """How many answers each of two groups needs to notice a change of a given size.

    Parameters
    ----------
    change : float
        The true change, on the scale of y; its sign does not matter.
    variance : float
        Of single answers (y), about the same on both sides.
    power, alpha : float
        As in `minimum_detectable_change`.

    Returns
    -------
    int
        Answers for each group, the fewest for which `minimum_detectable_change` is at most `change`.

    Raises
    ------
    ValueError
        If `change` is 0 or an argument lies outside its range.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, section 2.4. docs/methods/minimum-detectable-change.md.

    Examples
    --------
    >>> needed_n(change=0.05, variance=0.56)
    3517

    """
    squared = _squared_error(change, variance, power, alpha)
    return max(1, _whole(2 * variance / squared))


def needed_now(
    *, change: float, variance: float, n_before: int, power: float = 0.8, alpha: float = 0.05
) -> int | None:
    """How many answers are needed now to notice a change since a wave that is already in.

    Parameters
    ----------
    change, variance, power, alpha : float
        As in `needed_n`.
    n_before : int
        Answers of the earlier wave.

    Returns
    -------
    int or None
        None where the earlier wave is so small that no number of answers now would do.

    Raises
    ------
    ValueError
        As `needed_n`, or if the earlier wave has no answers.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, section 2.4. docs/methods/minimum-detectable-change.md.

    Examples
    --------
    >>> needed_now(change=0.1482, variance=0.56, n_before=400), needed_now(
    ...     change=0.1, variance=0.56, n_before=400
    ... )
    (401, None)

    """
    require_whole(name="n_before", value=n_before, least=1)
    left = _squared_error(change, variance, power, alpha) - variance / n_before
    if left <= _ROUNDING * variance / n_before:
        return None if variance > 0 else 1
    return max(1, _whole(variance / left))


def _squared_error(change: float, variance: float, power: float, alpha: float) -> float:
    """How large the squared error of the difference may be for the change to be noticed."""
    _require_variance(variance)
    if require_number(name="change", value=change) == 0:
        raise ValueError(f"change must be a number other than 0, not {change!r}")
    return (change / power_reach(power=power, alpha=alpha)) ** 2


def _require_variance(variance: float) -> None:
    require_number(name="variance", value=variance, least=0)


def _whole(answers: float) -> int:
    """Round up, but a number that misses a whole one only by rounding is that one: the inverse is exact."""
    nearest = round(answers)
    return nearest if abs(answers - nearest) <= _ROUNDING * answers else math.ceil(answers)
