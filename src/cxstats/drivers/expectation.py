"""What rows with gaps are expected to hold, given what is believed of all columns."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.gram import Gram

Floats = NDArray[np.float64]
Numbers = NDArray[Any]  # float64, or complex128 where a derivative is taken


NUDGE = 1e-30
"""Imaginary step of a derivative that loses no digit: Squire & Trapp (1998), SIAM Review 40, 110-112."""


class Moments(NamedTuple):
    """Means, shape (..., q), and covariances, shape (..., q, q)."""

    means: Numbers
    covariance: Numbers


class Sums(Protocol):
    """Sums of one pattern, of all rows or of many selections of them side by side.

    Attributes
    ----------
    at, gone : array of int
        Places of the columns given and of those missing.
    w : float or array of float, shape (m,)
        Sums of the weights.
    sums, products : array of float, shapes (..., k) and (..., k, k)
        Weighted sums and cross products of the k columns given.

    """

    @property
    def at(self) -> NDArray[np.int64]:
        """Places of the columns given."""

    @property
    def gone(self) -> NDArray[np.int64]:
        """Places of those missing."""

    @property
    def w(self) -> float | Floats:
        """Sums of the weights."""

    @property
    def sums(self) -> Floats:
        """Weighted sums."""

    @property
    def products(self) -> Floats:
        """Weighted cross products."""


class Part:
    """The sums of one pattern of given answers.

    Attributes
    ----------
    at, gone : array of int
        Places of the columns given and of those missing.
    n : int
        Rows with a weight above 0.
    w, ww : float
        Sums of the weights and of their squares.
    means, covariance : array of float
        Of the columns given.
    sums, products : array of float
        Weighted sums and cross products, about the middles and in the units last asked for.

    """

    def __init__(self, one: Gram, names: Sequence[str]) -> None:
        unknown = [name for name in one.names if name not in names]
        if unknown:
            raise ValueError(f"a pattern holds {unknown!r}, which is not among {tuple(names)!r}")
        whole = one.total()
        self.at = np.array([names.index(name) for name in whole.names])
        self.gone = np.setdiff1d(np.arange(len(names)), self.at)
        self.n, self.w, self.ww = int(whole.n), float(whole.w), float(whole.ww)
        self.sums: Floats = whole.sums + self.w * np.asarray(whole.centre)
        self.means: Floats = whole.means() if self.w > 0 else self.sums
        self.covariance: Floats = whole.covariance() if self.w > 0 else whole.products
        self.products: Floats = np.empty(0)

    def rescale(self, start: Floats, spread: Floats) -> None:
        """Take the sums about new middles, in new units.

        Parameters
        ----------
        start, spread : array of float, shape (q,)
            Middles and units of all columns.

        """
        unit = spread[self.at]
        means = (self.means - start[self.at]) / unit
        self.sums = self.w * means
        self.products = self.w * (self.covariance / np.outer(unit, unit) + np.outer(means, means))


def em_step(parts: Sequence[Sums], now: Moments) -> Moments:
    """Take one step: what the rows are expected to hold, and its moments.

    Parameters
    ----------
    parts : sequence of Part or Without
        All patterns.
    now : Moments
        The moments believed so far, or many of them side by side.

    Returns
    -------
    Moments
        The next, of the same shapes.

    References
    ----------
    Little & Rubin (2002), Statistical Analysis with Missing Data, section 11.2.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> parts = [Part(gram([[1.0], [3.0]], names="y"), "y")]
    >>> parts[0].rescale(np.zeros(1), np.ones(1))
    >>> [one.tolist() for one in em_step(parts, Moments(np.zeros(1), np.eye(1)))]
    [[2.0], [[1.0]]]

    """
    sums, products = np.zeros_like(now.means), np.zeros_like(now.covariance)
    for part in parts:
        turn, shift, spare = expected(part.at, part.gone, now)
        w = np.asarray(part.w)[..., None]
        given = (turn @ part.sums[..., None])[..., 0]
        sums += given + w * shift
        cross = given[..., :, None] * shift[..., None, :]
        products += turn @ part.products @ np.swapaxes(turn, -1, -2) + cross + np.swapaxes(cross, -1, -2)
        products += w[..., None] * (shift[..., :, None] * shift[..., None, :] + spare)
    whole = np.asarray(sum(part.w for part in parts))[..., None]
    means = sums / whole
    return Moments(means, products / whole[..., None] - means[..., :, None] * means[..., None, :])


def step_slopes(parts: Sequence[Sums], now: Moments) -> Floats:
    """Give the derivative of a step: how it moves with what is believed.

    Parameters
    ----------
    parts : sequence of Part
        All patterns.
    now : Moments
        The moments believed, one set of them.

    Returns
    -------
    array of float, shape (m, m), m = q (q + 3) / 2
        Row b is dM/dt_b, t being the means and then the upper triangle of the covariances, row by row.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> parts = [Part(gram([[1.0], [3.0]], names="y"), "y")]
    >>> parts[0].rescale(np.zeros(1), np.ones(1))
    >>> step_slopes(parts, Moments(np.zeros(1), np.eye(1))).tolist()
    [[0.0, 0.0], [0.0, 0.0]]

    """
    q = len(now.means)
    rows, columns = np.triu_indices(q)
    size, pairs, off = q + len(rows), np.arange(len(rows)), rows != columns
    means = np.zeros((size, q), dtype=np.complex128) + now.means
    spread = np.repeat(now.covariance[None].astype(np.complex128), size, axis=0)
    means[np.arange(q), np.arange(q)] += NUDGE * 1j
    spread[q + pairs, rows, columns] += NUDGE * 1j
    spread[q + pairs[off], columns[off], rows[off]] += NUDGE * 1j
    after = em_step(parts, Moments(means, spread))
    moved: Floats = np.column_stack([after.means.imag, after.covariance.imag[:, rows, columns]]) / NUDGE
    return moved


def expected(
    at: NDArray[np.int64], gone: NDArray[np.int64], now: Moments
) -> tuple[Numbers, Numbers, Numbers]:
    """What is expected of a whole row of which some columns are given.

    Parameters
    ----------
    at, gone : array of int
        Places of the columns given and of those missing.
    now : Moments
        What is believed of all columns, or many such side by side.

    Returns
    -------
    tuple of array, shapes (..., q, len(at)), (..., q) and (..., q, q)
        The row is expected to be ``turn @ given + shift``; the last is the covariance left over in it.

    Examples
    --------
    >>> now = Moments(np.zeros(2), np.array([[1.0, 0.5], [0.5, 1.0]]))
    >>> [one.tolist() for one in expected(np.array([0]), np.array([1]), now)]
    [[[1.0], [0.5]], [0.0, 0.0], [[0.0, 0.0], [0.0, 0.75]]]

    """
    means, spread = now
    q = means.shape[-1]
    slopes = np.swapaxes(
        np.linalg.solve(spread[..., at[:, None], at], spread[..., at[:, None], gone]), -1, -2
    )
    turn = np.zeros((*means.shape[:-1], q, len(at)), dtype=means.dtype)
    turn[..., at, np.arange(len(at))] = 1.0
    turn[..., gone, :] = slopes
    shift, spare = np.zeros_like(means), np.zeros_like(spread)
    shift[..., gone] = means[..., gone] - (slopes @ means[..., at, None])[..., 0]
    spare[..., gone[:, None], gone] = (
        spread[..., gone[:, None], gone] - slopes @ spread[..., at[:, None], gone]
    )
    return turn, shift, spare
