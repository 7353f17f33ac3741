"""All that drivers need of the answers: counts, sums and cross products, from one pass, whole or by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from reprlib import repr as short
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.drivers.checks import checked_blocks, checked_centre, checked_table, checked_weights

BLOCKS = 100
"""Blocks of respondents that one pass keeps apart, so that errors need no second pass."""

CHUNK = 1 << 16
EXACT_IN_SHORT = 1 << 24
EXACT_UP_TO = 1 << 18
"""Whole numbers up to here, in absolute value, are summed exactly: 65,536 products of two stay below 2^53."""

Numbers = NDArray[Any]  # int64 where exact, float64 elsewhere
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Gram:
    """Counts, sums and cross products of q columns, of all rows or of 100 blocks side by side.

    Grams of other rows of the same columns add up (`+`, or `+=` in place), in any order and on any machine:
    bit-identical where the sums are exact, which they are for unweighted whole numbers.

    Attributes
    ----------
    names : tuple of str, length q
        The columns, the outcome last.
    centre : tuple of float, length q
        What was taken off each column before it was summed; 0 for whole numbers.
    n : array of int64, shape () or (100,)
        Rows with a weight above 0.
    w, ww : array of int64 or float64, shape () or (100,)
        Sums of the weights and of their squares; both are n where there are no weights.
    sums : array of int64 or float64, shape (..., q)
        Sums of w z, z being the columns less their centre.
    products : array of int64 or float64, shape (..., q, q)
        Sums of w z z'.

    Examples
    --------
    >>> monday = gram([[7, 8], [9, 9]], names=("staff", "overall"))
    >>> tuesday = gram([[2, 3]], names=("staff", "overall"))
    >>> week = monday + tuesday
    >>> int(week.n), week.sums.tolist(), week.products.tolist()
    (3, [18, 20], [[134, 143], [143, 154]])

    """

    names: tuple[str, ...]
    centre: tuple[float, ...]
    n: NDArray[np.int64]
    w: Numbers
    ww: Numbers
    sums: Numbers
    products: Numbers

    def __add__(self, other: Gram) -> Self:
        self._must_match(other)
        return replace(
            self,
            n=self.n + other.n,
            w=self.w + other.w,
            ww=self.ww + other.ww,
            sums=self.sums + other.sums,
            products=self.products + other.products,
        )

    def __iadd__(self, other: Gram) -> Self:
        if self.products.dtype != other.products.dtype or self.w.ndim == 0:
            return self + other
        self._must_match(other)
        for mine, theirs in (
            (self.n, other.n),
            (self.w, other.w),
            (self.ww, other.ww),
            (self.sums, other.sums),
            (self.products, other.products),
        ):
            np.add(mine, theirs, out=mine)
        return self

    def _must_match(self, other: Gram) -> None:
        if self.names != other.names:
            raise ValueError(f"only Grams of the same columns add up, not {self.names!r} and {other.names!r}")
        if self.centre != other.centre:
            raise ValueError(
                f"only Grams about the same centre add up, not {self.centre!r} and {other.centre!r}"
            )
        if self.n.shape != other.n.shape:
            raise ValueError(
                f"blocks only add to blocks, not shape {self.n.shape!r} to shape {other.n.shape!r}"
            )

    @property
    def by_block(self) -> bool:
        """Whether the blocks are still apart."""
        return self.n.ndim == 1

    def total(self) -> Gram:
        """Add the blocks up to one Gram; a single Gram is given back as it is."""
        if not self.by_block:
            return self
        return Gram(
            names=self.names,
            centre=self.centre,
            n=self.n.sum(axis=0),
            w=self.w.sum(axis=0),
            ww=self.ww.sum(axis=0),
            sums=self.sums.sum(axis=0),
            products=self.products.sum(axis=0),
        )

    def but_each(self) -> Gram:
        """Give, for each block that holds weight, the Gram of all other blocks.

        Returns
        -------
        Gram
            With one entry for each block that is not empty, so at most 100.

        Raises
        ------
        ValueError
            If the blocks are not apart, or fewer than two hold rows.

        """
        if not self.by_block:
            raise ValueError("this Gram has no blocks: pass `blocks` to cxstats.drivers.gram.gram")
        all_rows, held = self.total(), self.w > 0
        if held.sum() < 2:
            raise ValueError(f"errors need at least two blocks that hold rows, not {held.sum().item()!r}")
        return Gram(
            names=self.names,
            centre=self.centre,
            n=all_rows.n - self.n[held],
            w=all_rows.w - self.w[held],
            ww=all_rows.ww - self.ww[held],
            sums=all_rows.sums - self.sums[held],
            products=all_rows.products - self.products[held],
        )

    def select(self, names: Sequence[str]) -> Gram:
        """Keep some columns, in the order given; the last is the outcome.

        Parameters
        ----------
        names : sequence of str
            Columns of this Gram, none twice.

        Returns
        -------
        Gram
            Of these columns alone, without another pass.

        Raises
        ------
        ValueError
            If a name is unknown or stands twice.

        """
        unknown = [name for name in names if name not in self.names]
        if unknown or len(set(names)) != len(names):
            raise ValueError(f"names must be different columns of {self.names!r}, not {tuple(names)!r}")
        at = [self.names.index(name) for name in names]
        return Gram(
            names=tuple(names),
            centre=tuple(self.centre[place] for place in at),
            n=self.n,
            w=self.w,
            ww=self.ww,
            sums=self.sums[..., at],
            products=self.products[..., at, :][..., at],
        )

    def means(self) -> Floats:
        """Mean of each column, weighted where there are weights.

        Returns
        -------
        array of float, shape (..., q)

        """
        found: Floats = self.sums / self.w[..., None] + np.asarray(self.centre)
        return found

    def covariance(self) -> Floats:
        """Covariances of the columns, divided by the sum of the weights (not by n - 1).

        Returns
        -------
        array of float, shape (..., q, q)

        """
        shift, products = self._about_the_middle()
        spread: Floats = products - shift[..., :, None] * shift[..., None, :]
        return spread

    def correlation(self) -> Floats:
        """Correlations of the columns; 0 beside a column that is the same in all rows.

        Returns
        -------
        array of float, shape (..., q, q)

        """
        shift, products = self._about_the_middle()
        spread = products - shift[..., :, None] * shift[..., None, :]
        variances = np.diagonal(spread, axis1=-2, axis2=-1)
        varies = variances > 1e-13 * np.diagonal(products, axis1=-2, axis2=-1)
        scale = np.sqrt(np.where(varies, variances, np.inf))
        found: Floats = spread / scale[..., :, None] / scale[..., None, :]
        found[..., np.arange(len(self.names)), np.arange(len(self.names))] = np.where(varies, 1.0, 0.0)
        return found

    def _about_the_middle(self) -> tuple[Floats, Floats]:
        """Means and mean products; exact sums about whole numbers next to the means, which loses no digit."""
        w, sums, products = self.w[..., None], self.sums, self.products
        if products.dtype == np.int64:
            # Sums that pass 2^63 on the way wrap around and come back: what is left at the end is small.
            middle = np.rint(sums / w).astype(np.int64)
            cross = middle[..., :, None] * sums[..., None, :]
            square = middle[..., :, None] * middle[..., None, :]
            products = products - cross - np.swapaxes(cross, -1, -2) + w[..., None] * square
            sums = sums - w * middle
        return sums / w, products / w[..., None]


def require_gram(*, name: str, value: Gram) -> Gram:
    """Give back sums that are sums.

    Parameters
    ----------
    name : str
        What they are called in the message.
    value : Gram
        The sums.

    Returns
    -------
    Gram
        The same.

    Raises
    ------
    ValueError
        If it is anything else, such as the answers themselves.

    Examples
    --------
    >>> int(require_gram(name="gram", value=gram([[7, 8], [9, 9]], names=("staff", "overall"))).n)
    2

    """
    if isinstance(value, Gram):
        return value
    raise ValueError(f"{name} must be sums as `cxstats.drivers.gram.gram` gives them, not {short(value)}")


def gram(
    values: ArrayLike,
    *,
    names: Sequence[str],
    weights: ArrayLike | None = None,
    blocks: ArrayLike | None = None,
    centre: Sequence[float] | None = None,
) -> Gram:
    """Sum up a table, or one batch of it, in one pass.

    Batches of one table need the same `names` and `centre`; their Grams then add up to that of the table.

    Parameters
    ----------
    values : array of int or float, shape (n, q)
        One row a respondent, one column a driver, the outcome last; no missing values (see
        `cxstats.drivers.missing` for those). Whole numbers are summed exactly if the array has an integer
        type, none of them is above 2^18 in absolute value, and there are neither weights nor a centre; the
        sums of the table must stay below 2^63 (for answers from 0 to 10: 9 * 10^16 rows).
    names : sequence of str, length q
        Names of the columns, none twice.
    weights : array of float, shape (n,), optional
        One weight a row, 0 or more.
    blocks : array of int, shape (n,), optional
        The block of each row, 0 to 99: a stable hash of the respondent (or of the sampling cluster), so that
        all rows of one respondent lie in one block. With it the result holds 100 Grams.
    centre : sequence of float, length q, optional
        Taken off the columns before squaring. Give something near the middle of each column where values are
        large and vary little (amounts, times), the same for every batch. Default 0.

    Returns
    -------
    Gram
        One, or 100 side by side.

    Raises
    ------
    ValueError
        If shapes disagree, a value or a weight is not finite, a weight is negative, a name stands twice, or a
        block lies outside 0 to 99.

    References
    ----------
    Chan, Golub & LeVeque (1983), The American Statistician 37, 242-247, for the centre.

    Examples
    --------
    >>> found = gram([[7, 8], [9, 9], [2, 3]], names=("staff", "overall"))
    >>> found.products.dtype.name, found.means().tolist(), found.correlation()[0, 1].round(4).item()
    ('int64', [6.0, 6.666666666666667], 0.9922)

    """
    table = checked_table(values, names=names)
    weigh = None if weights is None else checked_weights(weights, n=len(table))
    place = None if blocks is None else checked_blocks(blocks, n=len(table), most=BLOCKS)
    middle = None if centre is None else checked_centre(centre, names=names)
    largest = _largest(table) if weigh is None and centre is None else np.inf
    kind = np.int64 if largest <= EXACT_UP_TO else np.float64
    parts = 1 if place is None else BLOCKS
    width = table.shape[1] + 1
    squares = np.zeros((parts, width, width), dtype=kind)
    for start in range(0, len(table), CHUNK):
        rows = slice(start, start + CHUNK)
        squares += _chunk(
            table[rows],
            middle,
            None if weigh is None else weigh[rows],
            None if place is None else place[rows],
            # The shorter type where it holds every sum exactly, as it does of answers but not of amounts.
            short=largest**2 * min(len(table), CHUNK) <= EXACT_IN_SHORT,
        ).astype(kind, copy=False)
    n, ww = _sizes(weigh, place, len(table))
    found = Gram(
        names=tuple(names),
        centre=(0.0,) * table.shape[1] if middle is None else tuple(middle.tolist()),
        n=n,
        w=squares[:, 0, 0].copy(),
        ww=ww.astype(kind),
        sums=squares[:, 0, 1:].copy(),
        products=squares[:, 1:, 1:].copy(),
    )
    return found if place is not None else found.total()


def _largest(table: Numbers) -> float:
    """Give the largest of whole numbers, without its sign and at least 1; any with a point is beyond."""
    if table.dtype.kind == "f":
        return np.inf
    return max(int(table.max()), -int(table.min()), 1) if table.size else 1


def _chunk(
    rows: Numbers,
    middle: Floats | None,
    weights: Floats | None,
    blocks: NDArray[np.uint8] | None,
    *,
    short: bool,
) -> Numbers:
    """Give the cross products of some rows, with a leading column of ones, block by block."""
    order = np.arange(len(rows)) if blocks is None else np.argsort(blocks, kind="stable")
    # `take` gathers rows four times as fast as an index does.
    ordered = rows if blocks is None else rows.take(order, axis=0)
    table = np.empty((len(rows), rows.shape[1] + 1), dtype=np.float32 if short else np.float64)
    table[:, 0] = 1.0
    table[:, 1:] = ordered if middle is None else ordered - middle
    other = table if weights is None else table * weights.take(order)[:, None]
    sizes = np.array([len(rows)]) if blocks is None else np.bincount(blocks, minlength=BLOCKS)
    ends = np.cumsum(sizes)
    # Whole numbers are exact in floats up to a size, and the float product is much the faster one.
    products = np.zeros((len(sizes), table.shape[1], table.shape[1]), dtype=table.dtype)
    for block in np.flatnonzero(sizes).tolist():
        part = slice(ends[block] - sizes[block], ends[block])
        np.matmul(other[part].T, table[part], out=products[block])
    return products


def _sizes(
    weights: Floats | None, blocks: NDArray[np.uint8] | None, n: int
) -> tuple[NDArray[np.int64], Numbers]:
    """Count rows with weight, and sum the squares of the weights, by block."""
    place = np.zeros(n, dtype=np.uint8) if blocks is None else blocks
    parts = 1 if blocks is None else BLOCKS
    if weights is None:
        counts = np.bincount(place, minlength=parts).astype(np.int64)
        return counts, counts
    held = np.bincount(place, weights=weights > 0, minlength=parts).astype(np.int64)
    return held, np.bincount(place, weights=weights * weights, minlength=parts)
