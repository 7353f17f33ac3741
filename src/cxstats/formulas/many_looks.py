"""Corrections for looking many times: who looks at 100 comparisons finds 5 by chance alone."""

from collections.abc import Sequence


def benjamini_hochberg(*, p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values so that the share of false alarms among the alarms is held.

    Parameters
    ----------
    p_values : sequence of float, shape (k,)
        Of all comparisons looked at, in any order.

    Returns
    -------
    tuple of float, shape (k,)
        In the order given; calling those at most alpha real keeps the expected share of false ones at alpha.

    Raises
    ------
    ValueError
        If a p-value does not lie between 0 and 1.

    References
    ----------
    Benjamini & Hochberg (1995), JRSS B 57, 289-300. docs/methods/many-looks.md.

    Examples
    --------
    >>> benjamini_hochberg(p_values=[0.01, 0.04, 0.03, 0.5])
    (0.04, 0.05333333333333334, 0.05333333333333334, 0.5)

    """
    ascending = _ascending(p_values)
    adjusted = [1.0] * len(ascending)
    lowest = 1.0
    for rank in range(len(ascending), 0, -1):
        place = ascending[rank - 1]
        lowest = min(lowest, p_values[place] * len(ascending) / rank)
        adjusted[place] = lowest
    return tuple(adjusted)


def holm(*, p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values so that the chance of even one false alarm is held.

    Parameters
    ----------
    p_values : sequence of float, shape (k,)
        Of all comparisons looked at, in any order.

    Returns
    -------
    tuple of float, shape (k,)
        In the order given.

    Raises
    ------
    ValueError
        If a p-value does not lie between 0 and 1.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70. docs/methods/many-looks.md.

    Examples
    --------
    >>> holm(p_values=[0.01, 0.04, 0.03, 0.5])
    (0.04, 0.09, 0.09, 0.5)

    """
    ascending = _ascending(p_values)
    adjusted = [1.0] * len(ascending)
    highest = 0.0
    for rank, place in enumerate(ascending):
        highest = min(1.0, max(highest, p_values[place] * (len(ascending) - rank)))
        adjusted[place] = highest
    return tuple(adjusted)


def _ascending(p_values: Sequence[float]) -> list[int]:
    for value in p_values:
        if not 0 <= value <= 1:
            raise ValueError(f"a p-value must lie between 0 and 1, not {value!r}")
    return sorted(range(len(p_values)), key=p_values.__getitem__)
