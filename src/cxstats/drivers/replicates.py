"""Means and covariances of all rows, and without each block of them: what jackknife errors are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.drivers.gram import Gram
from cxstats.drivers.model_rows import Floats, checked_weights, require_finite
from cxstats.drivers.uncertainty import jackknife_covariance
from cxstats.formulas.arrays import as_floats

SINGLE_UP_TO = 2000
"""Up to so many rows each is left out alone; above, 100 blocks are."""


class Replicates(NamedTuple):
    """Means (g + 1, q), covariances (g + 1, q, q): of all rows, then without each of g blocks; rows."""

    means: Floats
    covariances: Floats
    n: int

    @property
    def blocks(self) -> int:
        """How many blocks were left out in turn."""
        return len(self.means) - 1


def replicates(
    *,
    answers: ArrayLike,
    names: Sequence[str],
    wanted: Sequence[str],
    weights: ArrayLike | None = None,
    blocks: ArrayLike | None = None,
) -> Replicates:
    """Sum up rows, whole and without each block.

    Parameters
    ----------
    answers : array_like, shape (n, columns)
        One row a respondent, without missing answers.
    names : sequence of str, shape (columns,)
        Of the columns.
    wanted : sequence of str, shape (q,)
        Which columns, in which order.
    weights : array_like, shape (n,), optional
        Not negative; rows of weight 0 are left out.
    blocks : array_like, shape (n,), optional
        Whole numbers: which rows are left out together (households, agents, a hash of the respondent).
        Without them each row is left out alone, or, above 2,000 rows, each of 100 blocks that the rows are
        dealt to in turn.

    Returns
    -------
    Replicates
        Covariances are divided by the sum of the weights.

    Raises
    ------
    ValueError
        If a name is unknown or stands twice, an answer is missing or infinite, weights or blocks do not
        fit, there are fewer than two blocks, or a column is the same in every row, or without one of the
        blocks.

    Examples
    --------
    >>> found = replicates(answers=[[1, 5], [2, 4], [3, 3], [6, 5]], names=["a", "b"], wanted=["a"])
    >>> found.means.ravel(), found.blocks
    (array([3.        , 3.66666667, 3.33333333, 3.        , 2.        ]), 4)

    """
    x = _columns(answers, names, wanted)
    w = checked_weights(weights=weights, rows=len(x))
    kept = w > 0
    codes = _codes(blocks, len(x))[kept]
    x, w = x[kept], w[kept]
    centre = np.average(x, axis=0, weights=w)
    away = x - centre
    _, codes = np.unique(codes, return_inverse=True)
    count = int(codes.max()) + 1
    _require_blocks(count)
    extended = np.column_stack([np.ones(len(x)), away])
    sums = np.zeros((count, extended.shape[1], extended.shape[1]))
    for block, rows in enumerate(
        np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    ):
        sums[block] = extended[rows].T @ (w[rows, None] * extended[rows])
    whole = sums.sum(axis=0)
    return _from_sums(np.concatenate([whole[None], whole - sums]), centre, len(x), wanted)


def replicates_from_gram(*, gram: Gram, wanted: Sequence[str]) -> Replicates:
    """Take the means and covariances out of sums by block.

    Parameters
    ----------
    gram : Gram
        With blocks.
    wanted : sequence of str, shape (q,)
        Which columns, in which order.

    Returns
    -------
    Replicates
        As of the rows with the same blocks.

    Raises
    ------
    ValueError
        If a name is unknown, the Gram has no blocks or all its rows lie in one, or a column is the same in
        every row, or without one of the blocks.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> sums = gram([[1, 5], [2, 4], [3, 3], [6, 5]], names=("a", "b"), blocks=[0, 1, 2, 3])
    >>> replicates_from_gram(gram=sums, wanted=["a"]).means.ravel()
    array([3.        , 3.66666667, 3.33333333, 3.        , 2.        ])

    """
    chosen = gram.select(wanted)
    held = chosen.but_each()
    _require_blocks(len(held.n))
    whole = chosen.total()
    means = np.concatenate([whole.means()[None], held.means()])
    covariances = np.concatenate([whole.covariance()[None], held.covariance()])
    return _checked(Replicates(means, covariances, int(whole.n)), wanted, rounding=1e-13)


def _from_sums(sums: Floats, centre: Floats, n: int, names: Sequence[str]) -> Replicates:
    total = sums[:, :1, :1]
    shift = sums[:, 0, 1:] / total[:, 0]
    covariances = sums[:, 1:, 1:] / total - shift[:, :, None] * shift[:, None, :]
    return _checked(Replicates(shift + centre, covariances, n), names, rounding=1e-24)


def _require_blocks(count: int) -> None:
    if count < 2:
        raise ValueError("errors need at least two blocks of rows, but all rows lie in one")


def _checked(found: Replicates, names: Sequence[str], *, rounding: float) -> Replicates:
    variances = np.diagonal(found.covariances, axis1=1, axis2=2)
    still = variances <= np.maximum(1e-12 * variances[0], rounding * found.means[0] ** 2)
    if still.any():
        replicate, column = (int(place) for place in np.argwhere(still)[0])
        where = "in every row" if replicate == 0 else f"without block {replicate - 1}"
        raise ValueError(f"{names[column]!r} is the same {where} and can tell nothing; leave it out")
    return found


def _columns(answers: ArrayLike, names: Sequence[str], wanted: Sequence[str]) -> Floats:
    x = as_floats(name="answers", values=answers)
    if x.ndim != 2 or x.shape[1] != len(names) or len(x) == 0:
        raise ValueError(f"answers must be rows of {len(names)} columns, one a name, not the shape {x.shape}")
    if len(set(names)) != len(names):
        raise ValueError(f"names must be different, not {tuple(names)!r}")
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of the columns {tuple(names)!r}")
    chosen = x[:, [list(names).index(name) for name in wanted]]
    require_finite(name="answers", values=chosen)
    return chosen


def _codes(blocks: ArrayLike | None, n: int) -> NDArray[np.int64]:
    if blocks is None:
        return np.arange(n) if n <= SINGLE_UP_TO else np.arange(n) % 100
    codes = np.asarray(blocks)
    if codes.shape != (n,) or not np.issubdtype(codes.dtype, np.integer):
        raise ValueError(
            f"blocks must be {n} whole numbers, one a row, not {codes.dtype} of the shape {codes.shape}"
        )
    return codes.astype(np.int64)


def jackknife_errors(values: Floats) -> Floats:
    """Standard errors of estimates from their values without each block.

    Parameters
    ----------
    values : ndarray, shape (g + 1, ...)
        First of all rows, then without each of g blocks.

    Returns
    -------
    ndarray, shape (...)
        ``sqrt((g - 1) / g * sum (value - mean)^2)``, with g - 1 degrees of freedom.

    References
    ----------
    Shao & Tu (1995), The Jackknife and Bootstrap, section 2.3: see `cxstats.drivers.uncertainty`.

    Examples
    --------
    >>> import numpy as np
    >>> jackknife_errors(np.array([4.0, 3.0, 5.0, 4.0])).round(4).item()
    1.1547

    """
    without = values[1:]
    variances = np.diag(jackknife_covariance(without.reshape(len(without), -1)))
    return np.asarray(np.sqrt(variances).reshape(values.shape[1:]), dtype=np.float64)
