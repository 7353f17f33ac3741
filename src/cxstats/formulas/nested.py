"""What a regression gains by more terms: nested F tests, and partial correlations with jackknifed limits."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from cxstats.formulas.intervals import t_quantile
from cxstats.formulas.least_squares import Fit

Floats = NDArray[np.float64]


class NestedF(NamedTuple):
    """A test of added terms: the statistic, its degrees of freedom (added, left) and its p-value."""

    f: float
    added: int
    left: int
    p_value: float


def nested_f(*, base: Fit, full: Fit) -> NestedF:
    """Test whether added terms explain more than chance, the variance being the same in every row.

    ``F = ((R2_full - R2_base) / added) / ((1 - R2_full) / left)``.

    Parameters
    ----------
    base, full : Fit
        Of the same outcome, the terms of `base` being among those of `full`.

    Returns
    -------
    NestedF
        As R's ``anova(base, full)``.

    References
    ----------
    Seber & Lee (2003), Linear Regression Analysis, Wiley, section 4.3.

    Examples
    --------
    >>> from cxstats.formulas.least_squares import least_squares
    >>> ones, x, y = np.ones(5), np.array([0.0, 1, 2, 3, 4]), np.array([1.0, 2, 2, 4, 4])
    >>> fits = [least_squares(design=design, y=y, w=ones, errors="classical")
    ...         for design in (ones[:, None], np.column_stack([ones, x]))]
    >>> [round(number, 4) for number in nested_f(base=fits[0], full=fits[1])]
    [24.0, 1, 3, 0.0163]

    """
    added = base.df - full.df
    # r2 cannot fall by adding terms; a gain below 0 is rounding
    gained = max(0.0, full.r2 - base.r2)
    f = gained / added / ((1 - full.r2) / full.df)
    return NestedF(f, added, full.df, float(fdtrc(added, full.df, f)))


def wald_f(*, fit: Fit, added: int) -> NestedF:
    """Test the last terms of a fit together, by the covariance that the fit has.

    Parameters
    ----------
    fit : Fit
        With HC3 errors the test holds where the variance differs from row to row, too.
    added : int
        So many terms, the last ones, are tested.

    Returns
    -------
    NestedF
        ``F = b' V^-1 b / added``.

    References
    ----------
    MacKinnon & White (1985), Journal of Econometrics 29, 305-325; Long & Ervin (2000), The American
    Statistician 54, 217-224.

    Examples
    --------
    >>> from cxstats.formulas.least_squares import least_squares
    >>> ones, x, y = np.ones(5), np.array([0.0, 1, 2, 3, 4]), np.array([1.0, 2, 2, 4, 4])
    >>> fit = least_squares(design=np.column_stack([ones, x]), y=y, w=ones, errors="classical")
    >>> [round(number, 4) for number in wald_f(fit=fit, added=1)]
    [24.0, 1, 3, 0.0163]

    """
    values = fit.values[-added:]
    f = float(values @ np.linalg.solve(fit.covariance[-added:, -added:], values)) / added
    return NestedF(f, added, fit.df, float(fdtrc(added, fit.df, f)))


def left_out_correlations(*, columns: Floats) -> tuple[Floats, Floats]:
    """Correlations of columns, and those without each row in turn.

    Parameters
    ----------
    columns : array, shape (n, k)
        None of them the same in all rows.

    Returns
    -------
    tuple of array, shapes (k, k) and (n, k, k)
        All rows; each row left out.

    Raises
    ------
    ValueError
        If a column is the same in all rows but one.

    Examples
    --------
    >>> whole, each = left_out_correlations(columns=np.array([[0.0, 0], [1, 0], [2, 1], [3, 3]]))
    >>> round(float(whole[0, 1]), 4), each[:, 0, 1].round(4).tolist()
    (0.9129, [0.982, 0.9286, 0.9449, 0.866])

    """
    n = len(columns)
    centred = columns - columns.mean(axis=0)
    sums = centred.T @ centred
    # leaving a row out also moves the mean, hence n / (n - 1)
    left = sums - np.einsum("ia,ib->iab", centred, centred) * (n / (n - 1))
    spread = np.einsum("iaa->ia", left)
    if (spread <= 1e-10 * np.diag(sums)).any():
        row = int(np.argwhere(spread <= 1e-10 * np.diag(sums))[0, 0])
        raise ValueError(f"without row {row} a score is the same in all rows: nothing can be told of it")
    return _scaled(sums), _scaled(left)


def partial_correlation(*, correlations: Floats, of: int, with_: int, given: int) -> Floats:
    """Correlation of two columns with a third held.

    Parameters
    ----------
    correlations : array, shape (..., k, k)
        Of the columns.
    of, with_, given : int
        Places of the three.

    Returns
    -------
    array, shape (...)
        Between -1 and 1.

    References
    ----------
    Anderson (2003), An Introduction to Multivariate Statistical Analysis, Wiley, section 4.3.

    Examples
    --------
    >>> halves = np.array([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]])
    >>> round(float(partial_correlation(correlations=halves, of=0, with_=1, given=2)), 4)
    0.3333

    """
    xy, xz = correlations[..., of, with_], correlations[..., of, given]
    yz = correlations[..., with_, given]
    return np.asarray((xy - xz * yz) / np.sqrt((1 - xz * xz) * (1 - yz * yz)))


def jackknifed(*, value: float, left_out: Floats, df: float, level: float) -> tuple[float, float]:
    """Put limits round a number between -1 and 1, from what it is without each row in turn.

    Fisher's transformation keeps the limits within -1 and 1; Student's quantile pays for few rows.

    Parameters
    ----------
    value : float
        A correlation, or a difference of squared correlations; strictly between -1 and 1.
    left_out : array, shape (n,)
        The same without each row.
    df : float
        Degrees of freedom.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of float
        The limits.

    Raises
    ------
    ValueError
        If the number is -1 or 1, with all rows or without one of them, or `level` is not between 0 and 1.

    References
    ----------
    Miller (1974), Biometrika 61, 1-15; Hinkley (1977), Biometrika 64, 21-28, for Student's quantile.

    Examples
    --------
    >>> [round(limit, 4) for limit in jackknifed(
    ...     value=0.5, left_out=np.array([0.5, 0.45, 0.55, 0.5, 0.48, 0.52]), df=4, level=0.95)]
    [0.2833, 0.6681]

    """
    exact = np.flatnonzero(~(np.abs(left_out) < 1 - 1e-12))
    if len(exact) or not abs(value) < 1 - 1e-12:
        row = f"without row {int(exact[0])} " if len(exact) else ""
        raise ValueError(f"{row}one score follows exactly from another: leave one of them out")
    turned = np.arctanh(left_out)
    n = len(turned)
    error = math.sqrt((n - 1) / n * float(((turned - turned.mean()) ** 2).sum()))
    reach = t_quantile(level=level, df=df) * error
    return math.tanh(math.atanh(value) - reach), math.tanh(math.atanh(value) + reach)


def _scaled(sums: Floats) -> Floats:
    spread = np.sqrt(np.einsum("...ii->...i", sums))
    return np.asarray(sums / spread[..., :, np.newaxis] / spread[..., np.newaxis, :])
