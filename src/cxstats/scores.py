"""The scores of a customer-experience programme, each with its interval: NPS, shares, means.

Counts or `Moments` go in, an `Estimate` comes out. NPS is a fraction from -1 to 1 here; a page that speaks
in points multiplies by 100. No answers give an estimate without value and without limits.
"""

from typing import Literal

from cxstats.arguments import require_count, require_fraction, require_scale
from cxstats.estimate import Estimate, Moments
from cxstats.formulas import intervals
from cxstats.formulas.nps import NpsMethod, nps_limits, nps_method
from cxstats.formulas.sums import mean_variance, nps_counts, share_count, weighted_shares
from cxstats.moments import of_share
from cxstats.weights import effective_counts, kish_n, linearised_variance

ShareMethod = Literal["wilson", "clopper-pearson"]


def nps(
    *, promoters: int, passives: int, detractors: int, level: float = 0.95, method: NpsMethod = "auto"
) -> Estimate:
    """Net Promoter Score: the share of promoters less the share of detractors.

    Parameters
    ----------
    promoters, passives, detractors : int
        Counts of answers 9-10, 7-8 and 0-6 on the scale from 0 to 10.
    level : float
        Confidence level, between 0 and 1.
    method : {"auto", "adjusted-wald", "score"}
        "auto" takes the adjusted Wald interval from 10 answers on and the score interval below.

    Returns
    -------
    Estimate
        A fraction from -1 to 1; `method` is "adjusted-wald" or "score".

    Raises
    ------
    ValueError
        If a count is negative or not whole, `level` is not between 0 and 1, or `method` is unknown.

    References
    ----------
    Rocks (2016), arXiv 1601.07235; Tango (1998), Statistics in Medicine 17, 891-908. docs/methods/nps.md.

    Examples
    --------
    >>> score = nps(promoters=30, passives=20, detractors=10)
    >>> round(score.value, 4), round(score.low, 4), round(score.high, 4), score.method
    (0.3333, 0.133, 0.5019, 'adjusted-wald')

    """
    plus = require_count(name="promoters", value=promoters)
    minus = require_count(name="detractors", value=detractors)
    n = plus + minus + require_count(name="passives", value=passives)
    z = intervals.normal_quantile(level=level)
    slug = nps_method(method=method, n=n)
    if n == 0:
        return Estimate(None, None, None, 0, slug, level)
    low, high = nps_limits(method=slug, promoters=plus, detractors=minus, n=n, z=z)
    return Estimate((plus - minus) / n, low, high, n, slug, level)


def nps_from_moments(*, moments: Moments, level: float = 0.95, method: NpsMethod = "auto") -> Estimate:
    """Net Promoter Score from the unweighted sums of y in -1, 0, +1.

    Parameters
    ----------
    moments : Moments
        Sums of one group.
    level : float
        Confidence level, between 0 and 1.
    method : {"auto", "adjusted-wald", "score"}
        As in `nps`.

    Returns
    -------
    Estimate
        As `nps` of the counts in the sums.

    Raises
    ------
    ValueError
        If the sums are not those of -1, 0 and +1, or as in `nps`.

    Examples
    --------
    >>> nps_from_moments(moments=Moments(n=60, s=20, ss=40)) == nps(promoters=30, passives=20, detractors=10)
    True

    """
    promoters, passives, detractors = nps_counts(moments=moments)
    return nps(promoters=promoters, passives=passives, detractors=detractors, level=level, method=method)


def share(*, successes: int, n: int, level: float = 0.95, method: ShareMethod = "wilson") -> Estimate:
    """Share of answers that meet a condition: top box, bottom box, response rate.

    Parameters
    ----------
    successes, n : int
        How many of how many.
    level : float
        Confidence level, between 0 and 1.
    method : {"wilson", "clopper-pearson"}
        The second guarantees its level and is wider.

    Returns
    -------
    Estimate
        A fraction from 0 to 1.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `successes` exceeds `n`, `level` is not between 0 and 1, or
        `method` is unknown.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 857-872. docs/methods/shares.md.

    Examples
    --------
    >>> top = share(successes=81, n=263)
    >>> round(top.value, 4), round(top.low, 4), round(top.high, 4)
    (0.308, 0.2553, 0.3662)

    """
    sums = of_share(successes=successes, n=n)
    hits, size = int(sums.s), sums.n
    if method not in {"wilson", "clopper-pearson"}:
        raise ValueError(f"method must be 'wilson' or 'clopper-pearson', not {method!r}")
    z = intervals.normal_quantile(level=level)
    if size == 0:
        return Estimate(None, None, None, 0, method, level)
    if method == "wilson":
        low, high = intervals.wilson(p=hits / size, n=size, z=z)
    else:
        low, high = intervals.clopper_pearson(successes=hits, n=size, level=level)
    return Estimate(hits / size, low, high, size, method, level)


def share_from_moments(*, moments: Moments, level: float = 0.95, method: ShareMethod = "wilson") -> Estimate:
    """Share from the unweighted sums of y in 0, 1.

    Parameters
    ----------
    moments : Moments
        Sums of one group.
    level : float
        Confidence level, between 0 and 1.
    method : {"wilson", "clopper-pearson"}
        As in `share`.

    Returns
    -------
    Estimate
        As `share` of the counts in the sums.

    Raises
    ------
    ValueError
        If the sums are not those of 0 and 1, or as in `share`.

    Examples
    --------
    >>> share_from_moments(moments=Moments(n=50, s=43, ss=43)) == share(successes=43, n=50)
    True

    """
    return share(successes=share_count(moments=moments), n=moments.n, level=level, method=method)


def mean(*, moments: Moments, level: float = 0.95, scale: intervals.Limits | None = None) -> Estimate:
    """Mean of the answers with Student's interval.

    Parameters
    ----------
    moments : Moments
        Unweighted sums of one group.
    level : float
        Confidence level, between 0 and 1.
    scale : tuple of float, optional
        The least and the largest answer that can be given: the limits are cut there, since no mean lies
        beyond.

    Returns
    -------
    Estimate
        On the scale of the answers. One answer, or answers that are all the same, say nothing about how
        answers differ: there the limits are None.

    Raises
    ------
    ValueError
        If the sums are impossible, the mean lies outside `scale`, or `level` is not between 0 and 1.

    References
    ----------
    Student (1908), Biometrika 6, 1-25. docs/methods/means.md.

    Examples
    --------
    >>> effort = mean(moments=Moments(n=5, s=15, ss=55))
    >>> effort.value, round(effort.low, 4), round(effort.high, 4)
    (3.0, 1.0368, 4.9632)
    >>> ratings = mean(moments=Moments(n=4, s=17, ss=77), scale=(1, 5))
    >>> ratings.value, round(ratings.low, 4), ratings.high
    (4.25, 2.2478, 5.0)

    """
    require_fraction(name="level", value=level)
    ends = None if scale is None else require_scale(name="scale", value=scale)
    variance = mean_variance(moments=moments)
    value = moments.s / moments.n if moments.n else None
    if value is None or not variance:
        return Estimate(value, None, None, moments.n, "t", level)
    limits = intervals.mean_t(mean=value, variance=variance, df=moments.n - 1, level=level)
    low, high = _cut(limits, mean=value, ends=ends)
    return Estimate(value, low, high, moments.n, "t", level)


def weighted_nps(*, moments: Moments, level: float = 0.95) -> Estimate:
    """Net Promoter Score of a weighted sample.

    Parameters
    ----------
    moments : Moments
        Weighted sums of y in -1, 0, +1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        The interval is that of `nps` for `cxstats.weights.effective_counts`; `method` is
        "adjusted-wald-weighted", or "score-weighted" under 10. Kish's number is in `n_effective`.

    Raises
    ------
    ValueError
        If the sums are not weighted sums of -1, 0 and +1, or `level` is not between 0 and 1.

    References
    ----------
    Kish (1965), Survey Sampling; Rocks (2016), arXiv 1601.07235. docs/methods/weights.md.

    Examples
    --------
    >>> answers = Moments(w=80, ww=100, wy=20, wyy=40, wwy=30, wwyy=50, n_weighted=70)
    >>> score = weighted_nps(moments=answers)
    >>> score.value, round(score.low, 4), round(score.high, 4), score.n_effective
    (0.25, 0.0794, 0.3982, 64.0)

    """
    z = intervals.normal_quantile(level=level)
    promoters, detractors, n = effective_counts(moments=moments, lowest=-1)
    kish = kish_n(w=moments.w, ww=moments.ww)
    slug = nps_method(method="auto", n=n)
    if n == 0:
        return Estimate(None, None, None, moments.n_weighted, f"{slug}-weighted", level, kish)
    low, high = nps_limits(method=slug, promoters=promoters, detractors=detractors, n=n, z=z)
    value = (promoters - detractors) / n
    return Estimate(value, low, high, moments.n_weighted, f"{slug}-weighted", level, kish)


def weighted_share(*, moments: Moments, level: float = 0.95) -> Estimate:
    """Share of a weighted sample.

    Parameters
    ----------
    moments : Moments
        Weighted sums of y in 0, 1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        `method` is "logit-linearised"; where nobody or everybody meets the condition the variance says
        nothing, and the interval is Wilson's for the effective number of answers, "wilson-weighted".

    Raises
    ------
    ValueError
        If the sums are not weighted sums of 0 and 1, or `level` is not between 0 and 1.

    References
    ----------
    Korn & Graubard (1999), Analysis of Health Surveys, section 3.2. docs/methods/weights.md.

    Examples
    --------
    >>> answers = Moments(w=80, ww=100, wy=20, wyy=20, wwy=30, wwyy=30, n_weighted=70)
    >>> top = weighted_share(moments=answers)
    >>> top.value, round(top.low, 4), round(top.high, 4), top.method
    (0.25, 0.1524, 0.382, 'logit-linearised')

    """
    z = intervals.normal_quantile(level=level)
    variance = linearised_variance(moments=moments)
    n = kish_n(w=moments.w, ww=moments.ww)
    if n == 0:
        return Estimate(None, None, None, moments.n_weighted, "logit-linearised", level, n)
    p, _ = weighted_shares(moments=moments, lowest=0)
    if not variance or not 0 < p < 1:
        low, high = intervals.wilson(p=p, n=n, z=z)
        return Estimate(p, low, high, moments.n_weighted, "wilson-weighted", level, n)
    low, high = intervals.share_logit_t(p=p, variance=variance, df=moments.n_weighted - 1, level=level)
    return Estimate(p, low, high, moments.n_weighted, "logit-linearised", level, n)


def weighted_mean(
    *, moments: Moments, level: float = 0.95, scale: intervals.Limits | None = None
) -> Estimate:
    """Mean of a weighted sample with a linearised standard error.

    Parameters
    ----------
    moments : Moments
        Weighted sums of the answers.
    level : float
        Confidence level, between 0 and 1.
    scale : tuple of float, optional
        The least and the largest answer that can be given, as in `mean`.

    Returns
    -------
    Estimate
        On the scale of the answers, `method` "t-linearised"; limits are None as in `mean`.

    Raises
    ------
    ValueError
        If the mean lies outside `scale` or `level` is not between 0 and 1.

    References
    ----------
    Lumley (2010), Complex Surveys, chapter 2. docs/methods/weights.md.

    Examples
    --------
    >>> answers = Moments(w=4, ww=4, wy=12, wyy=46, wwy=12, wwyy=46, n_weighted=4)
    >>> effort = weighted_mean(moments=answers)
    >>> effort.value, round(effort.low, 4), round(effort.high, 4)
    (3.0, 0.0948, 5.9052)

    """
    require_fraction(name="level", value=level)
    ends = None if scale is None else require_scale(name="scale", value=scale)
    variance = linearised_variance(moments=moments)
    n = kish_n(w=moments.w, ww=moments.ww)
    value = moments.wy / moments.w if n else None
    if value is None or not variance:
        return Estimate(value, None, None, moments.n_weighted, "t-linearised", level, n)
    limits = intervals.mean_t(mean=value, variance=variance, df=moments.n_weighted - 1, level=level)
    low, high = _cut(limits, mean=value, ends=ends)
    return Estimate(value, low, high, moments.n_weighted, "t-linearised", level, n)


def _cut(limits: intervals.Limits, *, mean: float, ends: intervals.Limits | None) -> intervals.Limits:
    """Cut limits at the ends of a scale; a mean that was rounded beyond an end is held all the same."""
    if ends is None:
        return limits
    (low, high), (least, most) = limits, ends
    rounding = 1e-9 * (most - least)
    if not least - rounding <= mean <= most + rounding:
        raise ValueError(f"the mean {mean!r} lies outside the scale {ends!r}; give the one it was asked on")
    return max(low, min(least, mean)), min(high, max(most, mean))
