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
    return judge_values(
        values=[one.value for one in differences],
        p_values=[one.p_value if one.testable() else None for one in differences],
        alpha=alpha,
        method=method,
        higher_is_better=higher_is_better,
    )


def judge_values(
    *,
    values: Sequence[float | None],
    p_values: Sequence[float | None],
    alpha: float = 0.05,
    method: Correction = "bh",
    higher_is_better: bool | Sequence[bool] = True,
) -> Judged:
    """Say the same as `judge` of comparisons that are no `Difference` each, such as `compare_columns` gives.

    Parameters
    ----------
    values : sequence of float or None, shape (k,)
        How much more the number is now than before.
    p_values : sequence of float or None, shape (k,)
        Against no change; None where a comparison is too small to tell.
    alpha, method, higher_is_better
        As in `judge`.

    Returns
    -------
    Judged
        Verdicts and adjusted p-values in the order given, with the size of the family.

    Raises
    ------
    ValueError
        If `alpha` or `method` is wrong, a p-value does not lie between 0 and 1, or the lengths differ.

    References
    ----------
    Benjamini & Hochberg (1995), JRSS B 57, 289-300; Holm (1979). docs/methods/many-looks.md.

    Examples
    --------
    >>> found = judge_values(values=[0.1, -0.2, 0.3], p_values=[0.04, 0.01, None])
    >>> [verdict.value for verdict in found.verdicts]
    ['better', 'worse', 'few']

    """
    if method not in {"bh", "holm"}:
        raise ValueError(f"method must be 'bh' or 'holm', not {method!r}")
    require_fraction(name="alpha", value=alpha)  # also when there is nothing to judge
    if len(p_values) != len(values):
        raise ValueError(f"there are {len(p_values)!r} p-values for {len(values)!r} values")
    ways = [higher_is_better] * len(values) if isinstance(higher_is_better, bool) else higher_is_better
    if len(ways) != len(values):
        raise ValueError(f"higher_is_better has {len(ways)!r} entries for {len(values)!r} differences")
    tested = [p_value for p_value in p_values if p_value is not None]
    adjusted = iter((benjamini_hochberg if method == "bh" else holm)(p_values=tested))
    told = tuple(None if p_value is None else next(adjusted) for p_value in p_values)
    return Judged(
        verdicts=tuple(
            _verdict(value, p_value=p_value, alpha=alpha, higher_is_better=way)
            for value, p_value, way in zip(values, told, ways, strict=True)
        ),
        p_values=told,
        family=Family(size=len(tested), method=_SLUGS[method], alpha=alpha),
    )


def _verdict(value: float | None, *, p_value: float | None, alpha: float, higher_is_better: bool) -> Verdict:
    """Judge by the adjusted p-value, which is never below the one looked at alone."""
    if value is None or p_value is None:
        return Verdict.FEW
    if p_value > alpha or value == 0:
        return Verdict.NONE
    return Verdict.BETTER if (value > 0) == higher_is_better else Verdict.WORSE
