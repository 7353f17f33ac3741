"""From counts to a pair of limits: the formulas of the intervals, each under the name of its paper.

Counts may be fractions here, because a weighted sample enters with its effective number of answers.
`cxstats.scores` and `cxstats.compare` check what comes in, choose among these and wrap the limits up.
"""

import math

from scipy.special import betaincinv, ndtri, stdtrit

from cxstats.arguments import require_fraction

Limits = tuple[float, float]


def normal_quantile(*, level: float) -> float:
    """How many standard errors a two-sided normal interval reaches to each side.

    Parameters
    ----------
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    float
        The quantile, such as 1.96 for 0.95.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    Examples
    --------
    >>> round(normal_quantile(level=0.95), 4)
    1.96

    """
    return float(ndtri((1 + require_fraction(name="level", value=level)) / 2))


def t_quantile(*, level: float, df: float) -> float:
    """How many standard errors a two-sided Student interval reaches to each side.

    Parameters
    ----------
    level : float
        Confidence level, between 0 and 1.
    df : float
        Degrees of freedom, above 0.

    Returns
    -------
    float
        The quantile.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    Examples
    --------
    >>> round(t_quantile(level=0.95, df=10), 4)
    2.2281

    """
    return float(stdtrit(df, (1 + require_fraction(name="level", value=level)) / 2))


def wilson(*, p: float, n: float, z: float) -> Limits:
    """Wilson's score interval of a share, without continuity correction.

    Parameters
    ----------
    p : float
        The share, from 0 to 1.
    n : float
        Number of answers (or its effective number), above 0.
    z : float
        Normal quantile.

    Returns
    -------
    tuple of float
        The limits, within 0 and 1, with `p` between them.

    References
    ----------
    Wilson (1927), JASA 22, 209-212; Newcombe (1998), Statistics in Medicine 17, 857-872, method 3.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson(p=81 / 263, n=263, z=1.959964)]
    [0.2553, 0.3662]

    """
    centre = p + z * z / (2 * n)
    reach = z * math.sqrt((p * (1 - p) + z * z / (4 * n)) / n)
    scale = 1 + z * z / n
    # min and max only take off rounding: the formula itself never leaves 0 to 1 nor excludes p
    return max(0.0, min(p, (centre - reach) / scale)), min(1.0, max(p, (centre + reach) / scale))


def clopper_pearson(*, successes: float, n: float, level: float) -> Limits:
    """Clopper and Pearson's interval of a share: never below its level, therefore wide.

    Parameters
    ----------
    successes, n : float
        How many of how many; `n` above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of float
        The limits.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26, 404-413; Newcombe (1998), method 5.

    Examples
    --------
    >>> [round(limit, 4) for limit in clopper_pearson(successes=81, n=263, level=0.95)]
    [0.2527, 0.3676]

    """
    tail = (1 - require_fraction(name="level", value=level)) / 2
    rest = n - successes
    low = float(betaincinv(successes, rest + 1, tail)) if successes > 0 else 0.0
    high = float(betaincinv(successes + 1, rest, 1 - tail)) if rest > 0 else 1.0
    return low, high


def mean_t(*, mean: float, variance: float, df: float, level: float) -> Limits:
    """Student's interval of a mean.

    Parameters
    ----------
    mean, variance : float
        The mean and the variance *of the mean* (its squared standard error).
    df : float
        Degrees of freedom, above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of float
        The limits.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    Student (1908), Biometrika 6, 1-25.

    Examples
    --------
    >>> [round(limit, 4) for limit in mean_t(mean=5.0, variance=0.04, df=24, level=0.95)]
    [4.5872, 5.4128]

    """
    reach = t_quantile(level=level, df=df) * math.sqrt(variance)
    return mean - reach, mean + reach


def share_logit_t(*, p: float, variance: float, df: float, level: float) -> Limits:
    """Student's interval of a share on the logit scale, which keeps it within 0 and 1.

    Parameters
    ----------
    p, variance : float
        The share, strictly between 0 and 1, and its squared standard error.
    df : float
        Degrees of freedom of the design, above 0.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of float
        The limits.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    References
    ----------
    Korn & Graubard (1999), Analysis of Health Surveys, Wiley, section 3.2.

    Examples
    --------
    >>> [round(limit, 4) for limit in share_logit_t(p=0.4, variance=0.0016, df=199, level=0.95)]
    [0.3243, 0.4808]

    """
    reach = t_quantile(level=level, df=df) * math.sqrt(variance) / (p * (1 - p))
    odds = math.log(p) - math.log1p(-p)
    return _logistic(odds - reach), _logistic(odds + reach)


def _logistic(x: float) -> float:
    return (1 + math.tanh(x / 2)) / 2  # the form that cannot overflow
