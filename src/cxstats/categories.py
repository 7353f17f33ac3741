"""Shares of every answer to one question, with ranges that hold for all of them at once."""

from collections.abc import Sequence
from typing import Literal

from cxstats.arguments import require_fraction
from cxstats.estimate import Estimate
from cxstats.formulas.arrays import count_row
from cxstats.formulas.simultaneous import goodman, sison_glaz

CategoriesMethod = Literal["goodman", "sison-glaz"]


def categories(
    *, counts: Sequence[int], level: float = 0.95, method: CategoriesMethod = "goodman"
) -> tuple[Estimate, ...]:
    """Shares of all answers to one question, with ranges that hold for all of them at once.

    Parameters
    ----------
    counts : sequence of int, shape (k,)
        How many chose each answer.
    level : float
        Confidence that all k ranges hold together, between 0 and 1.
    method : {"goodman", "sison-glaz"}
        The second is narrower with many answers, but not for rare ones.

    Returns
    -------
    tuple of Estimate, shape (k,)
        One share each, `n` being the sum of all counts.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `level` is not between 0 and 1, or `method` is unknown.

    References
    ----------
    Goodman (1965), Technometrics 7, 247-254; Sison & Glaz (1995), JASA 90, 366-369. docs/methods/shares.md.

    Examples
    --------
    >>> [(round(one.low, 3), round(one.high, 3)) for one in categories(counts=[10, 20, 30])]
    [(0.082, 0.31), (0.208, 0.488), (0.352, 0.648)]

    """
    require_fraction(name="level", value=level)
    if method not in {"goodman", "sison-glaz"}:
        raise ValueError(f"method must be 'goodman' or 'sison-glaz', not {method!r}")
    whole = count_row(name="counts", values=counts)
    n = sum(whole)
    if n == 0:
        return tuple(Estimate(None, None, None, 0, method, level) for _ in whole)
    limits = (goodman if method == "goodman" else sison_glaz)(counts=whole, level=level)
    return tuple(
        Estimate(count / n, low, high, n, method, level)
        for count, (low, high) in zip(whole, limits, strict=True)
    )
