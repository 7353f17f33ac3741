"""Which of many changes are real: verdicts that hold however many comparisons a reader looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cxstats.arguments import require_fraction
from cxstats.estimate import Difference, Verdict
from cxstats.formulas.many_looks import benjamini_hochberg, holm

Correction = Literal["bh", "holm"]
_SLUGS: dict[Correction, str] = {"bh": "benjamini-hochberg", "holm": "holm"}


@dataclass(frozen=True, slots=True)
class Family:
    """How many comparisons were judged together, and how: what a page must say beside its verdicts.

    Attributes
    ----------
    size : int
        Comparisons that could be tested (`Difference.testable`); those too small to tell do not count.
    method : str
        Slug of the correction, "benjamini-hochberg" or "holm".
    alpha : float
        The first: expected share of false alarms among the alarms; "holm": chance of a single false alarm.

    """

    size: int
    method: str
    alpha: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What may be said of many comparisons looked at together.

    Attributes
    ----------
    verdicts : tuple of Verdict, shape (k,)
        In the order given.
    p_values : tuple of float or None, shape (k,)
        Adjusted for the number of looks: at most alpha where a change is called real. None where a comparison
        is too small to tell.
    family : Family
        How many were judged together, and how.

    """

    verdicts: tuple[Verdict, ...]
    p_values: tuple[float | None, ...]
    family: Family


def judge(
    differences: Sequence[Difference],
    *,
    alpha: float = 0.05,
    method: Correction = "bh",
    higher_is_better: bool | Sequence[bool] = True,
) -> Judged:
    """Say of many comparisons at once which are real, without being fooled by their number.

    Parameters
    ----------
    differences : sequence of Difference, shape (k,)
        All comparisons a reader looks at together, also the dull ones.
    alpha : float
        Between 0 and 1; its meaning is that of `Family`.
    method : {"bh", "holm"}
        "bh" for lists of what changed, "holm" for few decisions of weight.
    higher_is_better : bool or sequence of bool, shape (k,)
        False for scores where less is good.

    Returns
    -------
    Judged
        Verdicts and adjusted p-values in the order given, with the size of the family.

    Raises
    ------
    ValueError
        If `alpha` or `method` is wrong, or `higher_is_better` has another length than `differences`.

    References
    ----------
    Benjamini & Hochberg (1995), JRSS B 57, 289-300; Holm (1979). docs/methods/many-looks.md.

    Examples
    --------
    >>> one = Difference(0.1, 0.0, 0.2, 0.04, 90, 90, "welch")
    >>> [verdict.value for verdict in judge([one]).verdicts]
    ['better']
    >>> both = judge([one, Difference(0.1, -0.2, 0.4, 0.6, 90, 90, "welch")])
    >>> [verdict.value for verdict in both.verdicts], both.p_values, both.family.size
    (['none', 'none'], (0.08, 0.6), 2)

    """
    if method not in {"bh", "holm"}:
        raise ValueError(f"method must be 'bh' or 'holm', not {method!r}")
    require_fraction(name="alpha", value=alpha)  # also when there is nothing to judge
    ways = [higher_is_better] * len(differences) if isinstance(higher_is_better, bool) else higher_is_better
    if len(ways) != len(differences):
        raise ValueError(f"higher_is_better has {len(ways)!r} entries for {len(differences)!r} differences")
    found = [one.p_value if one.testable() else None for one in differences]
    tested = [p_value for p_value in found if p_value is not None]
    adjusted = iter((benjamini_hochberg if method == "bh" else holm)(p_values=tested))
    p_values = tuple(None if p_value is None else next(adjusted) for p_value in found)
    return Judged(
        verdicts=tuple(
            _verdict(one, p_value=p_value, alpha=alpha, higher_is_better=way)
            for one, p_value, way in zip(differences, p_values, ways, strict=True)
        ),
        p_values=p_values,
        family=Family(size=len(tested), method=_SLUGS[method], alpha=alpha),
    )


def _verdict(one: Difference, *, p_value: float | None, alpha: float, higher_is_better: bool) -> Verdict:
    """Judge by the adjusted p-value; where that is small enough, so is the difference's own."""
    if p_value is not None and p_value > alpha:
        return Verdict.NONE
    return one.verdict(alpha=alpha, higher_is_better=higher_is_better)
