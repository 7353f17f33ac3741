"""What weights cost: how many answers a weighted sample is worth, and the variance of a weighted mean."""

from cxstats.arguments import require_count, require_number
from cxstats.estimate import Moments, require_moments
from cxstats.formulas.sums import NetCounts, weighted_shares


def kish_n(*, w: float, ww: float) -> float:
    """Kish's effective number of answers.

    A weighted sample is about as precise as this many unweighted answers: ``(sum w)^2 / sum w^2``.

    Parameters
    ----------
    w, ww : float
        Sums of the weights and of their squares.

    Returns
    -------
    float
        Between 0 (no weights) and the number of answers (all weights equal).

    Raises
    ------
    ValueError
        If a sum is negative, or one is zero and the other is not.

    References
    ----------
    Kish, L. (1965), Survey Sampling, Wiley, section 11.7.

    Examples
    --------
    >>> kish_n(w=4.0, ww=4.0)
    4.0
    >>> kish_n(w=6.0, ww=12.0)
    3.0

    """
    for name, value in (("w", w), ("ww", ww)):
        require_number(name=name, value=value)
    if w < 0 or ww < 0 or (w == 0) != (ww == 0):
        raise ValueError(f"w and ww must be the sums of weights and of their squares, not {w!r} and {ww!r}")
    return w * w / ww if ww else 0.0


def design_effect(*, n: int, w: float, ww: float) -> float | None:
    """How many times the weights inflate the variance of a mean (Kish's "deff" of weighting).

    Parameters
    ----------
    n : int
        Number of answers with a weight.
    w, ww : float
        Sums of the weights and of their squares.

    Returns
    -------
    float or None
        ``n / kish_n``: 1 for equal weights, more otherwise; None without weights.

    Raises
    ------
    ValueError
        If the sums cannot be sums of weights.

    References
    ----------
    Kish, L. (1965), Survey Sampling, Wiley, section 11.7.

    Examples
    --------
    >>> design_effect(n=4, w=6.0, ww=12.0)
    1.3333333333333333

    """
    answers, effective = require_count(name="n", value=n), kish_n(w=w, ww=ww)
    return answers / effective if effective else None


def linearised_variance(*, moments: Moments) -> float | None:
    """Variance of a weighted mean by Taylor linearisation, each respondent drawn with replacement.

    ``n / (n - 1) * sum w^2 (y - ybar)^2 / (sum w)^2``, with ``ybar = sum w y / sum w``.

    Parameters
    ----------
    moments : Moments
        The weighted sums of one group.

    Returns
    -------
    float or None
        The variance of the mean; None with fewer than two weighted answers or no weight at all.

    References
    ----------
    Lumley, T. (2010), Complex Surveys, Wiley, chapter 2; Saerndal, Swensson & Wretman (1992), section 5.5.

    Examples
    --------
    >>> linearised_variance(moments=Moments(w=4.0, ww=4.0, wy=2.0, wyy=2.0, wwy=2.0, wwyy=2.0, n_weighted=4))
    0.08333333333333333

    """
    m = require_moments(name="moments", value=moments)
    if m.n_weighted < 2 or m.w == 0:
        return None
    mean = m.wy / m.w
    spread = m.wwyy - 2 * mean * m.wwy + mean * mean * m.ww
    if spread <= 1e-13 * m.wwyy:  # all answers the same: what is left is rounding
        return 0.0
    return spread / (m.w * m.w) * m.n_weighted / (m.n_weighted - 1)


def effective_counts(*, moments: Moments, lowest: int) -> NetCounts:
    """Find the counts of an unweighted group that would be as precise, counted cautiously.

    Kish's number holds when weights and answers have nothing to do with one another; where the heavily
    weighted groups also differ more among themselves it promises too much. The linearised variance V sees
    that, but is unsteady in small groups. The smaller of Kish's number and ``v / V * n / (n - 1)`` is
    taken, where v is the variance one answer would have with the shares seen. Equal weights give n.

    Parameters
    ----------
    moments : Moments
        The weighted sums of one group.
    lowest : {-1, 0}
        The lowest value y can take: -1 for NPS, 0 for a share.

    Returns
    -------
    NetCounts
        Ones, minus ones and the effective number of answers; all 0 without weights.

    Raises
    ------
    ValueError
        If the sums are not weighted sums of such y.

    References
    ----------
    Korn & Graubard (1998), Survey Methodology 24, 193-201, for ``v / V``.

    Examples
    --------
    >>> answers = Moments(w=8, ww=10, wy=2, wyy=2, wwy=3, wwyy=3, n_weighted=7)
    >>> [round(count, 4) for count in effective_counts(moments=answers, lowest=0)]
    [1.4118, 0.0, 5.6471]

    """
    require_moments(name="moments", value=moments)
    n = kish_n(w=moments.w, ww=moments.ww)
    if n == 0:
        return NetCounts(0.0, 0.0, 0.0)
    plus, minus = weighted_shares(moments=moments, lowest=lowest)
    of_one, variance = plus + minus - (plus - minus) ** 2, linearised_variance(moments=moments)
    if variance and of_one > 0:
        # v / V counts n - 1 answers where all weights are equal; made to count n, as Kish does
        n = min(n, of_one / variance * moments.n_weighted / (moments.n_weighted - 1))
    return NetCounts(plus * n, minus * n, n)
