"""What the sums in `Moments` say: counts of each kind of answer, and the variance of a mean."""

from typing import NamedTuple

from cxstats.arguments import require_count
from cxstats.estimate import Moments, require_moments


class NetCounts(NamedTuple):
    """Promoters and detractors among n answers; fractions where the answers are weighted."""

    promoters: float
    detractors: float
    n: float


def nps_counts(*, moments: Moments) -> tuple[int, int, int]:
    """Promoters, passives and detractors in the unweighted sums of y in -1, 0, +1.

    Parameters
    ----------
    moments : Moments
        Sums of one group.

    Returns
    -------
    tuple of int
        Promoters, passives, detractors.

    Raises
    ------
    ValueError
        If the sums are not those of -1, 0 and +1.

    Examples
    --------
    >>> nps_counts(moments=Moments(n=60, s=20, ss=40))
    (30, 20, 10)

    """
    m = require_moments(name="moments", value=moments)
    try:
        return (
            require_count(name="promoters", value=(m.ss + m.s) / 2),
            require_count(name="passives", value=m.n - m.ss),
            require_count(name="detractors", value=(m.ss - m.s) / 2),
        )
    except ValueError as error:
        raise ValueError(f"these are not sums of -1, 0 and +1: {moments!r}") from error


def share_count(*, moments: Moments) -> int:
    """How many ones stand in the unweighted sums of y in 0, 1.

    Parameters
    ----------
    moments : Moments
        Sums of one group.

    Returns
    -------
    int
        The count.

    Raises
    ------
    ValueError
        If the sums are not those of 0 and 1.

    Examples
    --------
    >>> share_count(moments=Moments(n=50, s=43, ss=43))
    43

    """
    require_moments(name="moments", value=moments)
    if moments.s != moments.ss or not 0 <= moments.s <= moments.n or moments.s != int(moments.s):
        raise ValueError(f"these are not sums of 0 and 1: {moments!r}")
    return int(moments.s)


def mean_variance(*, moments: Moments) -> float | None:
    """Variance of a plain mean: the variance of the answers, with n - 1, over n.

    Parameters
    ----------
    moments : Moments
        Unweighted sums of one group.

    Returns
    -------
    float or None
        The squared standard error; None with fewer than two answers, 0 when all answers are the same.

    Raises
    ------
    ValueError
        If the sums are impossible (n times the sum of squares below the square of the sum).

    Examples
    --------
    >>> mean_variance(moments=Moments(n=4, s=2, ss=2))
    0.08333333333333333

    """
    require_moments(name="moments", value=moments)
    n, s, ss = moments.n, moments.s, moments.ss
    spread, rounding = n * ss - s * s, 1e-13 * n * ss
    if spread < -rounding:
        raise ValueError(f"no answers have these sums: {moments!r}")
    if n < 2:
        return None
    return 0.0 if spread <= rounding else spread / n / n / (n - 1)


def weighted_shares(*, moments: Moments, lowest: int) -> tuple[float, float]:
    """Weighted shares of the ones and of the minus ones in the sums of y in -1, 0, +1 (or 0, 1).

    Parameters
    ----------
    moments : Moments
        Weighted sums of one group, with a positive sum of weights.
    lowest : {-1, 0}
        The lowest value y can take.

    Returns
    -------
    tuple of float
        Share of +1 and share of -1, from 0 to 1, rounding taken off.

    Raises
    ------
    ValueError
        If the sums are not those of weights and such y.

    Examples
    --------
    >>> weighted_shares(moments=Moments(w=8, ww=10, wy=2, wyy=4, wwy=3, wwyy=5, n_weighted=7), lowest=-1)
    (0.375, 0.125)

    """
    plus = (moments.wyy + moments.wy) / 2 / moments.w
    minus = (moments.wyy - moments.wy) / 2 / moments.w
    rounding = 1e-9
    most_minus = rounding - lowest  # a share has no minus ones
    if not (-rounding <= plus and -rounding <= minus <= most_minus and plus + minus <= 1 + rounding):
        raise ValueError(f"these are not weighted sums of {lowest} to 1: {moments!r}")
    plus = min(1.0, max(0.0, plus))
    return plus, min(1.0 - plus, max(0.0, minus))
