"""Which of the sorted answers hold a quantile between them, whatever the answers are distributed like."""

from scipy.special import bdtr


def quantile_ranks(*, n: int, q: float, level: float) -> tuple[int | None, int | None]:
    """Find the ranks of the two order statistics that hold a quantile.

    The r-th smallest of n lies above the quantile when fewer than r answers lie below it, a binomial chance.
    Each side may miss in (1 - level) / 2 at most.

    Parameters
    ----------
    n : int
        Number of answers, above 0.
    q : float
        The quantile, between 0 and 1.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of int or None
        Ranks from 1 to n of the lower and the upper limit; None where no order statistic is far enough out.

    References
    ----------
    David & Nagaraja (2003), Order Statistics, third edition, Wiley, section 7.1.

    Examples
    --------
    >>> quantile_ranks(n=15, q=0.5, level=0.95)
    (4, 12)
    >>> quantile_ranks(n=10, q=0.9, level=0.95)
    (7, None)

    """
    tail = (1 - level) / 2
    # rounding must not cost a rank where a binomial chance equals the tail
    low = _most(n=n, q=q, tail=tail * (1 + 1e-12))
    high = _most(n=n, q=1 - q, tail=tail * (1 + 1e-12))
    return low or None, n + 1 - high if high else None


def _most(*, n: int, q: float, tail: float) -> int:
    """The highest rank r with P(B < r) <= tail, B binomial (n, q), by halving; 0 for none."""
    low, high = 0, n
    while low < high:
        middle = (low + high + 1) // 2
        if bdtr(middle - 1, n, q) <= tail:
            low = middle
        else:
            high = middle - 1
    return low
