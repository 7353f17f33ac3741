"""What each respondent adds to each share: the slope of the shares along the correlations, row by row."""

from math import comb

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.importance import MOST_EXACT, lmg, subset_sizes
from cxstats.drivers.johnson import johnson

Floats = NDArray[np.float64]

TOGETHER = 10
"""Drivers whose subsets are fitted side by side; those of the others are walked through, to spare memory."""

ROWS = 1 << 16
STEP = 1e-5


def share_slopes(correlation: Floats) -> Floats:
    """Slopes of each share along the entries of the correlation matrix.

    R2 of a subset S changes with the correlations as ``-v' dR v``, v holding the standardised coefficients of
    the regression on S (0 outside S) and -1 for the outcome; the share is a weighted sum of such R2. Above 18
    drivers, where `johnson` stands in, the slopes are central differences.

    Parameters
    ----------
    correlation : array of float, shape (q, q)
        Of p = q - 1 drivers, not collinear, and the outcome.

    Returns
    -------
    array of float, shape (p, q, q)
        Symmetric D_j with ``d share_j = sum_kl D_j,kl dR_kl`` (the diagonal of dR being 0).

    Examples
    --------
    >>> share_slopes(np.array([[1.0, 0.3], [0.3, 1.0]])).round(4).tolist()
    [[[-0.09, 0.3], [0.3, 0.0]]]

    """
    p = len(correlation) - 1
    return _lmg_slopes(correlation, p) if p <= MOST_EXACT else _johnson_slopes(correlation, p)


def shares_of(correlation: Floats) -> Floats:
    """Shares of R2 by `lmg` up to 18 drivers, by `johnson` above.

    Parameters
    ----------
    correlation : array of float, shape (q, q) or (m, q, q)
        Of p = q - 1 drivers and the outcome, or m such.

    Returns
    -------
    array of float, shape (p,) or (m, p)
        The shares.

    Examples
    --------
    >>> shares_of(np.array([[1.0, 0.3], [0.3, 1.0]])).round(4).tolist()
    [0.09]

    """
    return lmg(correlation) if correlation.shape[-1] - 1 <= MOST_EXACT else johnson(correlation)


def quadratic_forms(slopes: Floats, *, correlation: Floats, spread: Floats) -> Floats:
    """Turn slopes along correlations into slopes along covariances.

    Parameters
    ----------
    slopes : array of float, shape (p, q, q)
        From `share_slopes`.
    correlation : array of float, shape (q, q)
        Where they were taken.
    spread : array of float, shape (q,)
        Standard deviations of the columns.

    Returns
    -------
    array of float, shape (p, q, q)
        M_j, so that a row z (less the means) adds ``z' M_j z`` to share j, on average 0.

    Examples
    --------
    >>> both = np.array([[1.0, 0.3], [0.3, 1.0]])
    >>> quadratic_forms(share_slopes(both), correlation=both, spread=np.ones(2)).round(4).tolist()
    [[[-0.09, 0.3], [0.3, -0.09]]]

    """
    free = slopes.copy()
    every = np.arange(len(correlation))
    free[:, every, every] = 0.0
    free[:, every, every] = -np.einsum("jkl,kl->jk", free, correlation)
    scaled: Floats = free / np.outer(spread, spread)
    return scaled


def slope_forms(inverse: Floats, slopes: Floats) -> Floats:
    """Slopes of the regression coefficients along the covariances.

    Parameters
    ----------
    inverse : array of float, shape (p, p)
        Of the drivers' covariance.
    slopes : array of float, shape (p,)
        The coefficients b.

    Returns
    -------
    array of float, shape (p, q, q)
        Symmetric M_j, so that a row (x, y), less the means, adds ``z' M_j z``, the j-th of
        ``inverse x (y - b'x)``, to coefficient j.

    Examples
    --------
    >>> slope_forms(np.eye(1), np.array([0.3])).tolist()
    [[[-0.3, 0.5], [0.5, 0.0]]]

    """
    left = np.column_stack([inverse, np.zeros(len(inverse))])
    right = np.append(-slopes, 1.0)
    half = left[:, :, None] * right
    found: Floats = (half + half.transpose(0, 2, 1)) / 2
    return found


def row_scores(rows: Floats, *, forms: Floats, means: Floats, weights: Floats | None, w: float) -> Floats:
    """What each row adds to each estimate.

    Parameters
    ----------
    rows : array of float, shape (n, q)
        Drivers and outcome.
    forms : array of float, shape (k, q, q)
        From `quadratic_forms` or `slope_forms`.
    means : array of float, shape (q,)
        Of the columns.
    weights : array of float, shape (n,), optional
        One a row.
    w : float
        Sum of all weights, or n.

    Returns
    -------
    array of float, shape (n, k)
        ``w_i z_i' M z_i / w``.

    Examples
    --------
    >>> table = np.array([[1.0, 2.0], [3.0, 2.0]])
    >>> row_scores(table, forms=np.eye(2)[None], means=np.array([2.0, 2.0]), weights=None, w=2.0).tolist()
    [[0.5], [0.5]]

    """
    found = np.empty((len(rows), len(forms)))
    for start in range(0, len(rows), ROWS):
        part = slice(start, start + ROWS)
        away = rows[part] - means
        for at, form in enumerate(forms):
            found[part, at] = ((away @ form) * away).sum(axis=1)
    return found / w if weights is None else found * (weights / w)[:, None]


def _lmg_slopes(correlation: Floats, p: int) -> Floats:
    joins = np.array([1 / (p * comb(p - 1, size)) for size in range(p)] + [0.0])
    stays = np.concatenate([[0.0], joins[:-1]])
    rows, columns = np.triu_indices(p + 1)
    walked = max(0, p - TOGETHER)
    found = np.zeros((p, len(rows)))
    for number, outer in enumerate(subset_sizes(walked)):
        fits = correlation[:, :, None]
        for driver in range(walked):
            if number >> driver & 1:
                fits = _swept(fits, driver)
        for driver in range(walked, p):
            fits = np.concatenate([fits, _swept(fits, driver)], axis=2)
        inside = _inside(number, walked=walked, p=p)
        v = np.concatenate([np.where(inside, fits[:p, p], 0.0), -np.ones((1, fits.shape[2]))])
        size = outer + subset_sizes(p - walked)
        sign = np.where(inside, stays[size], -joins[size])
        found -= sign @ (v[rows] * v[columns]).T
    slopes = np.empty((p, p + 1, p + 1))
    slopes[:, rows, columns] = found
    slopes[:, columns, rows] = found
    return slopes


def _inside(number: int, *, walked: int, p: int) -> NDArray[np.bool_]:
    """Which drivers are in which of the subsets fitted side by side, shape (p, 2^(p - walked))."""
    subsets = (np.arange(1 << (p - walked)) << walked) | number
    return ((subsets >> np.arange(p)[:, None]) & 1).astype(np.bool_)


def _swept(fits: Floats, driver: int) -> Floats:
    """Sweep a driver into regressions, shape (q, q, m): Goodnight (1979), Am. Stat. 33, 149-158."""
    pivot = fits[driver, driver]
    column = fits[:, driver] / pivot
    swept: Floats = fits - column[:, None] * fits[driver][None]
    swept[:, driver], swept[driver], swept[driver, driver] = column, column, -1 / pivot
    return swept


def _johnson_slopes(correlation: Floats, p: int) -> Floats:
    rows, columns = np.triu_indices(p + 1, 1)
    pairs = np.arange(len(rows))
    moved = np.repeat(correlation[None], 2 * len(rows), axis=0)
    for sign, half in ((STEP, pairs), (-STEP, pairs + len(rows))):
        moved[half, rows, columns] += sign
        moved[half, columns, rows] += sign
    values = johnson(moved)
    slopes = np.zeros((p, p + 1, p + 1))
    each = (values[: len(rows)] - values[len(rows) :]).T / (4 * STEP)
    slopes[:, rows, columns] = each
    slopes[:, columns, rows] = each
    return slopes
