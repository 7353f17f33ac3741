"""Missing answers: what those given say of means and covariances, by maximum likelihood, from their sums.

A touchpoint that somebody never visited is not a missing answer: there is nothing to be guessed. Such rows do
not belong here; `cxstats.drivers.table.drivers` takes a mark for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.drivers.checks import checked_blocks, checked_centre, checked_weights, refuse_collinear
from cxstats.drivers.expectation import Moments, Part, em_step
from cxstats.drivers.gram import BLOCKS, Gram, gram, require_gram
from cxstats.formulas.arrays import as_floats

Floats = NDArray[np.float64]

MOST_COLUMNS = 62
MOST_STEPS = 10_000
SETTLED = 1e-10
"""Steps no longer than this, in standard deviations, end the search."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """Means and covariances by full-information maximum likelihood.

    Attributes
    ----------
    gram : Gram
        As if nobody had left anything out: it holds the estimated means and covariances, and goes wherever a
        Gram goes. Its n counts all rows with at least one answer.
    complete : int
        Rows with every answer.
    steps : int
        Steps of the search.

    """

    gram: Gram
    complete: int
    steps: int


def pattern_of(values: ArrayLike) -> NDArray[np.int64]:
    """Which answers each row holds, as one number.

    Parameters
    ----------
    values : array of float, shape (n, q)
        NaN where an answer is missing; at most 62 columns.

    Returns
    -------
    array of int64, shape (n,)
        Bit j is set where column j has an answer.

    Raises
    ------
    ValueError
        If there are more than 62 columns.

    Examples
    --------
    >>> pattern_of([[7.0, np.nan], [8.0, 9.0]]).tolist()
    [1, 3]

    """
    given = ~np.isnan(as_floats(name="values", values=values))
    if given.shape[1] > MOST_COLUMNS:
        raise ValueError(f"at most {MOST_COLUMNS} columns may have missing answers, not {given.shape[1]!r}")
    bits: NDArray[np.int64] = given @ (1 << np.arange(given.shape[1], dtype=np.int64))
    return bits


def pattern_grams(
    values: ArrayLike,
    *,
    names: Sequence[str],
    weights: ArrayLike | None = None,
    blocks: ArrayLike | None = None,
    centre: Sequence[float] | None = None,
) -> tuple[Gram, ...]:
    """One Gram for each pattern of given and missing answers, in one pass.

    Parameters
    ----------
    values : array of float, shape (n, q)
        Drivers and, last, the outcome; NaN where an answer is missing.
    names : sequence of str, length q
        Names of the columns.
    weights : array of float, shape (n,), optional
        One a row.
    blocks, centre : optional
        As in `cxstats.drivers.gram.gram`.

    Returns
    -------
    tuple of Gram
        Each with the columns that its rows answered; rows without any answer are left out.

    Raises
    ------
    ValueError
        As `cxstats.drivers.gram.gram`.

    Examples
    --------
    >>> found = pattern_grams([[7, 8], [np.nan, 9], [2, 3]], names=("staff", "overall"))
    >>> [(one.names, int(one.n)) for one in found]
    [(('overall',), 1), (('staff', 'overall'), 2)]

    """
    table = as_floats(name="values", values=values)
    if table.ndim != 2 or table.shape[1] != len(names):
        raise ValueError(f"values must have a column for each of {tuple(names)!r}, not shape {table.shape!r}")
    weigh = None if weights is None else checked_weights(weights, n=len(table))
    place = None if blocks is None else checked_blocks(blocks, n=len(table), most=BLOCKS)
    middle = None if centre is None else checked_centre(centre, names=names)
    if not len(table):
        return ()
    patterns = pattern_of(table)
    order = np.argsort(patterns, kind="stable")
    found, starts = np.unique(patterns[order], return_index=True)
    grams = []
    for pattern, rows in zip(found, np.split(order, starts[1:]), strict=True):
        at = np.flatnonzero(pattern >> np.arange(len(names)) & 1).tolist()
        if at:
            grams.append(
                gram(
                    table[rows][:, at],
                    names=[names[place] for place in at],
                    weights=None if weigh is None else weigh[rows],
                    blocks=None if place is None else place[rows],
                    centre=None if middle is None else middle[at].tolist(),
                )
            )
    return tuple(grams)


def estimate_missing(patterns: Sequence[Gram], *, names: Sequence[str]) -> Estimated:
    """Estimate means and covariances from everything that was answered (FIML), by the EM algorithm.

    Right where answers are missing at random given the answers that are there; leaving out every row with a
    gap (listwise) is right only where they are missing for no reason at all. With weights it is pseudo
    likelihood.

    Parameters
    ----------
    patterns : sequence of Gram
        One for each pattern of given answers, from `pattern_grams`, the Grams of one pattern added up. All
        about the same centre.
    names : sequence of str, length q
        All columns, the outcome last.

    Returns
    -------
    Estimated
        With a Gram for `cxstats.drivers.importance` and `cxstats.drivers.coefficients`. Its n is the number
        of rows: classical errors made from it are too small, those of `cxstats.drivers.table.drivers` are
        not.

    Raises
    ------
    ValueError
        If a column has no answer or only one value, two columns are never answered by the same two people,
        some are perfectly collinear, or the search does not settle.

    References
    ----------
    Dempster, Laird & Rubin (1977), JRSS B 39, 1-38; Little & Rubin (2002), Statistical Analysis with Missing
    Data, section 11.2. docs/methods/missing-answers.md.

    Examples
    --------
    >>> table = [[1, 2], [2, 1], [3, 4], [4, np.nan], [5, np.nan]]
    >>> found = estimate_missing(pattern_grams(table, names=("staff", "overall")), names=("staff", "overall"))
    >>> found.complete, found.gram.means().round(4).tolist()
    (3, [3.0, 3.3333])

    """
    parts = [Part(require_gram(name="patterns", value=one), names) for one in patterns]
    start, spread = _observed(parts, names)
    for part in parts:
        part.rescale(start, spread)
    now, steps = _settled(parts, names)
    return Estimated(
        gram=_as_gram(now, parts, names, start, spread),
        complete=sum(int(part.n) for part in parts if len(part.at) == len(names)),
        steps=steps,
    )


def _observed(parts: Sequence[Part], names: Sequence[str]) -> tuple[Floats, Floats]:
    """Means and standard deviations of the answers given, after a look at what cannot be estimated."""
    q = len(names)
    together, w, sums, squares = np.zeros((q, q)), np.zeros(q), np.zeros(q), np.zeros(q)
    for part in parts:
        together[np.ix_(part.at, part.at)] += part.n
        w[part.at] += part.w
        sums[part.at] += part.sums
    for name, weight in zip(names, w, strict=True):
        if weight == 0:
            raise ValueError(f"{name!r} has no answer at all: leave it out")
    means = sums / w
    for part in parts:
        shift = part.means - means[part.at] if part.w > 0 else 0.0
        squares[part.at] += part.w * (np.diagonal(part.covariance) + shift**2)
    spread = np.sqrt(np.maximum(squares / w, 0.0))
    for name, one, mean in zip(names, spread, means, strict=True):
        if one <= 1e-9 * max(abs(mean), 1e-300):
            raise ValueError(f"{name!r} is {mean.item():.6g} in all rows and can tell nothing: leave it out")
    for one, other in combinations(range(q), 2):
        if together[one, other] < 2:
            raise ValueError(
                f"{names[one]!r} and {names[other]!r} were answered together by "
                f"{int(together[one, other])} people, too few to see how they go together: leave one out"
            )
    return means, spread


def _settled(parts: Sequence[Part], names: Sequence[str]) -> tuple[Moments, int]:
    q = len(names)
    now = Moments(np.zeros(q), np.eye(q))
    for step in range(1, MOST_STEPS + 1):
        then, now = now, em_step(parts, now)
        refuse_collinear(now.covariance, names=names)
        if (
            max(np.abs(now.means - then.means).max(), np.abs(now.covariance - then.covariance).max())
            < SETTLED
        ):
            return now, step
    raise ValueError(
        f"the search did not settle in {MOST_STEPS} steps: too few answers hold {tuple(names)!r} together"
    )


def _as_gram(
    now: Moments, parts: Sequence[Part], names: Sequence[str], start: Floats, spread: Floats
) -> Gram:
    n, w, ww = (sum(getattr(part, name) for part in parts) for name in ("n", "w", "ww"))
    means = start + now.means * spread
    return Gram(
        names=tuple(names),
        centre=tuple(means.tolist()),
        n=np.array(n),
        w=np.array(w),
        ww=np.array(ww),
        sums=np.zeros(len(names)),
        products=w * now.covariance * np.outer(spread, spread),
    )
