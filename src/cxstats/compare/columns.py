"""Thousands of pairs of `cxstats.compare.differences` compared at once: what is needed to judge them.

Limits are left to that module: they are wanted of the few pairs that somebody looks at.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtr

from cxstats.compare.differences import Kind
from cxstats.estimate import FEWEST_TO_JUDGE
from cxstats.formulas.arrays import Vector, finite_row
from cxstats.formulas.gaps import fisher_p, pooled_variance, satterthwaite_df, smallest_expected
from cxstats.formulas.nps import adjusted_nps


class Columns(NamedTuple):
    """The unweighted sums of many groups: `Moments` as columns, each of shape (k,)."""

    n: ArrayLike
    s: ArrayLike
    ss: ArrayLike


class Compared(NamedTuple):
    """Many comparisons: now minus before, and whether that could be chance; each of shape (k,).

    Attributes
    ----------
    values : tuple of float or None
        None where a side has no answers.
    p_values : tuple of float or None
        Two-sided, against "no change"; None where a verdict cannot be spoken (`Difference.testable`).

    """

    values: tuple[float | None, ...]
    p_values: tuple[float | None, ...]


class _Sums(NamedTuple):
    n: Vector
    s: Vector
    ss: Vector


def compare_columns(*, before: Columns, now: Columns, kind: Kind) -> Compared:
    """Compare many pairs of groups of different people, each as if it were looked at alone.

    Parameters
    ----------
    before, now : Columns
        Sums of y, pair by pair: -1, 0, +1 for "nps"; 0, 1 for "share"; the answers for "mean".
    kind : {"nps", "share", "mean"}
        Which score.

    Returns
    -------
    Compared
        Values and p-values of `nps_difference`, `share_difference` or `mean_difference` of each pair;
        `cxstats.compare.looks.judge_values` judges them together.

    Raises
    ------
    ValueError
        If the sums are not finite or do not fit `kind`, or the lengths differ.

    References
    ----------
    Rocks (2016), arXiv 1601.07235; Newcombe (1998), Statistics in Medicine 17, 873-890; Welch (1947),
    Biometrika 34, 28-35. docs/methods/differences.md.

    Examples
    --------
    >>> before, now = Columns(n=[200, 9], s=[20, 3], ss=[120, 3]), Columns(n=[200, 8], s=[60, 4], ss=[120, 4])
    >>> found = compare_columns(before=before, now=now, kind="nps")
    >>> round(found.values[0], 4), round(found.p_values[0], 4), found.p_values[1]
    (0.2, 0.0074, None)

    """
    if kind not in _TESTS:
        raise ValueError(f"kind must be 'nps', 'share' or 'mean', not {kind!r}")
    old, new = (_checked(name, sums, kind=kind) for name, sums in (("before", before), ("now", now)))
    if old.n.size != new.n.size:
        raise ValueError(f"before has {old.n.size!r} groups and now {new.n.size!r}")
    values, p_values = np.full(old.n.size, np.nan), np.full(old.n.size, np.nan)
    answered = (old.n > 0) & (new.n > 0)
    values[answered] = new.s[answered] / new.n[answered] - old.s[answered] / old.n[answered]
    enough = np.minimum(old.n, new.n) >= FEWEST_TO_JUDGE
    p_values[enough] = _TESTS[kind](_of(old, enough), _of(new, enough))
    return Compared(_told(values), _told(p_values))


def _told(column: Vector) -> tuple[float | None, ...]:
    return tuple(None if gap else value for value, gap in zip(column.tolist(), np.isnan(column), strict=True))


def _of(sums: _Sums, flags: NDArray[np.bool_]) -> _Sums:
    return _Sums(*(column[flags] for column in sums))


def _checked(name: str, sums: Columns, *, kind: Kind) -> _Sums:
    n, s, ss = (finite_row(name=f"{name}.{part}", values=column) for part, column in sums._asdict().items())
    if not n.size == s.size == ss.size:
        raise ValueError(f"the columns of {name} differ in length: {n.size!r}, {s.size!r} and {ss.size!r}")
    counted = [n]
    if kind == "nps":
        counted = [(ss + s) / 2, n - ss, (ss - s) / 2]
    if kind == "share":
        counted = [s, n - s, -abs(ss - s)]
    if any(((column < 0) | (column != np.rint(column))).any() for column in counted):
        raise ValueError(f"{name} holds sums that no answers of this kind have")
    if kind == "mean" and (n * ss - s * s < -1e-13 * n * ss).any():
        raise ValueError(f"{name} holds sums that no answers have")
    return _Sums(n, s, ss)


def _nps_p(before: _Sums, now: _Sums) -> Vector:
    (old, old_variance), (new, new_variance) = (
        adjusted_nps(promoters=(one.ss + one.s) / 2, detractors=(one.ss - one.s) / 2, n=one.n)
        for one in (before, now)
    )
    return _normal_p(new - old, old_variance + new_variance)


def _share_p(before: _Sums, now: _Sums) -> Vector:
    hits, sizes = (before.s, now.s), (before.n, now.n)
    trusted = smallest_expected(hits=hits, sizes=sizes) >= 5
    found = np.empty(trusted.size)
    gap, variance = now.s / now.n - before.s / before.n, pooled_variance(hits=hits, sizes=sizes)
    found[trusted] = _normal_p(gap[trusted], variance[trusted])
    for place in np.flatnonzero(~trusted).tolist():
        one, two = [(int(pair[0][place]), int(pair[1][place])) for pair in (hits, sizes)]
        found[place] = fisher_p(hits=one, sizes=two)
    return found


def _mean_p(before: _Sums, now: _Sums) -> Vector:
    old, new = _mean_variance(before), _mean_variance(now)
    differ = old + new > 0
    found = np.full(before.n.size, np.nan)
    gap = (now.s / now.n - before.s / before.n)[differ]
    variances = old[differ], new[differ]
    df = satterthwaite_df(variances=variances, dfs=((before.n - 1)[differ], (now.n - 1)[differ]))
    found[differ] = 2 * stdtr(df, -np.abs(gap) / np.sqrt(variances[0] + variances[1]))
    return found


def _mean_variance(sums: _Sums) -> Vector:
    """Give `cxstats.formulas.sums.mean_variance` of each group; every one has two answers or more."""
    n, s, ss = sums
    spread = n * ss - s * s
    return np.where(spread <= 1e-13 * n * ss, 0.0, spread / n / n / (n - 1))


def _normal_p(gap: Vector, variance: Vector) -> Vector:
    found: Vector = 2 * ndtr(-np.abs(gap) / np.sqrt(variance))
    return found


_TESTS = {"nps": _nps_p, "share": _share_p, "mean": _mean_p}
