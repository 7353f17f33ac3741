"""What rows with gaps are expected to hold, given what is believed of all columns."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.gram import Gram

Floats = NDArray[np.float64]
Numbers = NDArray[Any]  # float64, or complex128 where a derivative is taken


class Moments(NamedTuple):
    """Means, shape (..., q), and covariances, shape (..., q, q)."""

    means: Numbers
    covariance: Numbers


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


def em_step(parts: Sequence[Part], now: Moments) -> Moments:
    """Take one step: what the rows are expected to hold, and its moments.

    Parameters
    ----------
    parts : sequence of Part
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
        given = turn @ part.sums
        sums += given + part.w * shift
        cross = given[..., :, None] * shift[..., None, :]
        products += turn @ part.products @ np.swapaxes(turn, -1, -2) + cross + np.swapaxes(cross, -1, -2)
        products += part.w * (shift[..., :, None] * shift[..., None, :] + spare)
    w = sum(part.w for part in parts)
    means = sums / w
    return Moments(means, products / w - means[..., :, None] * means[..., None, :])


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
