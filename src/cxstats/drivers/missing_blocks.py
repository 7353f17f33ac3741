"""Missing answers of people who may answer often: the estimate again without each block of respondents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.expectation import Moments, Part, em_step, step_slopes
from cxstats.drivers.gram import Gram

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SETTLED, SAME = 1e-9, 1e-9
"""Moves no longer than this, in standard deviations, end the search; what varies less does not vary."""
MOST_MOVES, MOST_STEPS = 30, 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Without:
    """The sums of one pattern without each of g blocks, side by side.

    Attributes
    ----------
    at, gone : array of int
        Places of the columns given and of those missing.
    n : array of int, shape (g,)
        Rows with a weight above 0.
    w : array of float, shape (g,)
        Sums of the weights.
    sums, products : array of float, shapes (g, k) and (g, k, k)
        Weighted sums and cross products of the k columns given, about the means of all rows, in their units.

    """

    at: Whole
    gone: Whole
    n: Whole
    w: Floats
    sums: Floats
    products: Floats


def without_each_block(patterns: Sequence[Gram], *, whole: Gram) -> Gram:
    """Estimate means and covariances again without each block (FIML).

    Every search starts at the estimate t from all blocks and moves by ``(I - J)^-1 (M_b(t) - t)``: M_b is the
    step of the EM algorithm on the rows left, J the derivative of the step on all rows. As one block changes
    J little, a few moves do. Where they do not settle, plain steps of the algorithm go on.

    Parameters
    ----------
    patterns : sequence of Gram
        By block, from `cxstats.drivers.missing.pattern_grams`.
    whole : Gram
        What `cxstats.drivers.missing.estimate_missing` made of them.

    Returns
    -------
    Gram
        With one entry for each block that holds weight, which is left out of it.

    Raises
    ------
    ValueError
        If the blocks are not apart, fewer than two hold rows, or without one of them a column is the same in
        all rows, two columns were not answered together by two people, or some are perfectly collinear.

    References
    ----------
    Kott (2001), Journal of Official Statistics 17, 521-526, for the blocks; Meng & Rubin (1991), JASA 86,
    899-909, for J. docs/methods/missing-answers.md.

    Examples
    --------
    >>> from cxstats.drivers.missing import estimate_missing, pattern_grams
    >>> table, names = [[1, 2], [2, 1], [3, 4], [4, np.nan], [5, np.nan], [3, 3]], ("staff", "overall")
    >>> found = pattern_grams(table, names=names, blocks=[0, 1, 2, 3, 4, 5])
    >>> whole = estimate_missing(found, names=names).gram
    >>> without_each_block(found, whole=whole).means()[:, 1].round(2).tolist()
    [4.5, 3.65, 2.5, 3.0, 2.82, 3.33]

    """
    if not patterns or not all(one.by_block for one in patterns):
        raise ValueError("these patterns have no blocks: pass `blocks` to pattern_grams")
    held = np.asarray(sum(one.w for one in patterns)) > 0
    if held.sum() < 2:
        raise ValueError(f"errors need at least two blocks that hold rows, not {held.sum().item()!r}")
    middle, unit = whole.means(), np.sqrt(np.diagonal(whole.covariance()))
    everybody = [Part(one, whole.names) for one in patterns]
    for part in everybody:
        part.rescale(middle, unit)
    parts = [_without(one, part, held, middle, unit) for one, part in zip(patterns, everybody, strict=True)]
    _refuse_what_one_block_holds(parts, whole.names, np.flatnonzero(held))
    found = _settled(parts, everybody, Moments(np.zeros(len(unit)), whole.correlation()))
    n, w = (np.asarray(sum(getattr(part, name) for part in parts)) for name in ("n", "w"))
    away, spread = found.means * unit, found.covariance * np.outer(unit, unit)
    return replace(
        whole,
        n=n,
        w=w,
        ww=w,
        sums=w[:, None] * away,
        products=w[:, None, None] * (spread + away[:, :, None] * away[:, None, :]),
    )


def _without(one: Gram, part: Part, held: NDArray[np.bool_], middle: Floats, unit: Floats) -> Without:
    k, some = len(part.at), one.w > 0
    w, sums, products = (np.zeros((len(one.w), *shape)) for shape in ((), (k,), (k, k)))
    blocks = replace(
        one, n=one.n[some], w=one.w[some], ww=one.ww[some], sums=one.sums[some], products=one.products[some]
    )
    away = (blocks.means() - middle[part.at]) / unit[part.at]
    spread = blocks.covariance() / np.outer(unit[part.at], unit[part.at])
    w[some], sums[some] = blocks.w, blocks.w[:, None] * away
    products[some] = blocks.w[:, None, None] * (spread + away[:, :, None] * away[:, None, :])
    return Without(
        at=part.at,
        gone=part.gone,
        n=part.n - one.n[held],
        w=part.w - w[held],
        sums=part.sums - sums[held],
        products=part.products - products[held],
    )


def _refuse_what_one_block_holds(parts: Sequence[Without], names: Sequence[str], blocks: Whole) -> None:
    g, q = len(blocks), len(names)
    together, w, sums, squares = np.zeros((g, q, q)), np.zeros((g, q)), np.zeros((g, q)), np.zeros((g, q))
    for part in parts:
        together[:, part.at[:, None], part.at] += part.n[:, None, None]
        w[:, part.at] += part.w[:, None]
        sums[:, part.at] += part.sums
        squares[:, part.at] += np.diagonal(part.products, axis1=1, axis2=2)
    for one, other in combinations(range(q), 2):
        few = together[:, one, other] < 2
        if few.any():
            raise ValueError(
                f"without block {blocks[few][0].item()!r} fewer than 2 people answered both "
                f"{names[one]!r} and {names[other]!r}: leave one out"
            )
    still = squares * w - sums**2 <= SAME * w**2
    if still.any():
        block, column = np.argwhere(still)[0]
        raise ValueError(
            f"{names[column]!r} is the same in all rows without block {blocks[block].item()!r}: leave it out"
        )


def _settled(parts: Sequence[Without], everybody: Sequence[Part], start: Moments) -> Moments:
    """Estimate without each block, by moves that know the slopes of a step, or by plain steps."""
    g, (rows, columns) = len(parts[0].w), np.triu_indices(len(start.means))
    slopes = step_slopes(everybody, start)
    further = np.linalg.inv(np.eye(len(slopes)) - slopes)
    now = Moments(np.repeat(start.means[None], g, axis=0), np.repeat(start.covariance[None], g, axis=0))
    before, moves = np.inf, MOST_MOVES
    for _ in range(MOST_STEPS):
        then = em_step(parts, now)
        away = np.column_stack([then.means - now.means, (then.covariance - now.covariance)[:, rows, columns]])
        longest = float(np.abs(away).max())
        if longest < SETTLED:
            return then
        moves = moves - 1 if longest < before else 0
        moved = _moved(now, away @ further)
        if not (moves > 0 and _lowest(moved.covariance) > SAME):
            moves, moved = 0, then
            _refuse_collinear(then.covariance)
        before, now = longest, moved
    raise ValueError(
        f"the search without each block did not settle in {MOST_STEPS} steps: too few answers hold the "
        "columns together"
    )


def _moved(now: Moments, by: Floats) -> Moments:
    """Move by changes of the means and of the upper triangle of the covariances."""
    q = now.means.shape[-1]
    rows, columns = np.triu_indices(q)
    spread = now.covariance.copy()
    spread[:, rows, columns] += by[:, q:]
    spread[:, columns, rows] = spread[:, rows, columns]
    return Moments(now.means + by[:, :q], spread)


def _lowest(spread: Floats) -> float:
    """Give the lowest eigenvalue of any of the covariances, which are in units of all rows."""
    return float(np.linalg.eigvalsh(spread).min())


def _refuse_collinear(spread: Floats) -> None:
    lowest = _lowest(spread)
    if not lowest > SAME:
        raise ValueError(
            f"without one of the blocks the answers are perfectly collinear (an eigenvalue is {lowest:.3g}): "
            "take fewer drivers or more people"
        )
