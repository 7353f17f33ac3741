"""The regression behind the shares: sign, size and error of each driver's part, overlap of drivers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from cxstats.drivers.checks import refuse_collinear
from cxstats.drivers.gram import Gram, require_gram
from cxstats.drivers.precision import least_told
from cxstats.formulas.arrays import as_floats

Floats = NDArray[np.float64]

HIGH_VIF, HIGH_CONDITION = 10.0, 900.0
"""From here on the data hardly tell drivers apart (the second is a condition index of 30, squared)."""


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """Least squares of the outcome on the drivers, weighted where the Gram is.

    Attributes
    ----------
    names : tuple of str, length p
        The drivers.
    outcome : str
        What they are set against.
    n : int
        Rows with a weight above 0.
    w, ww : float
        Sums of the weights and of their squares; n both where there are none.
    intercept : float
        Expected outcome where all drivers are 0.
    slopes : array of float, shape (p,)
        Change of the outcome that goes with one point more of the driver, the others being the same.
    means : array of float, shape (q,)
        Of the drivers and, last, of the outcome.
    covariance, correlation : array of float, shape (q, q)
        Of the drivers and, last, of the outcome, divided by w.
    inverse : array of float, shape (p, p)
        Inverse of the drivers' covariance.
    r2 : float
        Share of the outcome's variance that goes with all drivers together.

    """

    names: tuple[str, ...]
    outcome: str
    n: int
    w: float
    ww: float
    intercept: float
    slopes: Floats
    means: Floats
    covariance: Floats
    correlation: Floats
    inverse: Floats
    r2: float

    @property
    def df(self) -> int:
        """Rows left over once intercept and slopes are fitted."""
        return self.n - len(self.names) - 1

    def standardised(self) -> Floats:
        """Slopes in standard deviations of the outcome for one standard deviation of the driver.

        Returns
        -------
        array of float, shape (p,)

        """
        spread = np.sqrt(np.diagonal(self.covariance))
        scaled: Floats = self.slopes * spread[:-1] / spread[-1]
        return scaled

    def vif(self) -> Floats:
        """Variance inflation factors: how many times the others' overlap swells the variance of each slope.

        Returns
        -------
        array of float, shape (p,)
            1 where a driver has nothing in common with the others; from 10 on hardly told apart.

        """
        factors: Floats = np.diagonal(self.inverse) * np.diagonal(self.covariance)[:-1]
        return factors

    def condition_number(self) -> float:
        """Ratio of the largest to the smallest eigenvalue of the drivers' correlations.

        Returns
        -------
        float
            1 where nothing overlaps; above 900 some sum of drivers is nearly constant.

        """
        values = np.linalg.eigvalsh(self.correlation[:-1, :-1])
        return float(values[-1] / values[0])

    def classical_covariance(self) -> Floats:
        """Covariance of the slopes if all errors have one variance, over the weight where there are weights.

        Returns
        -------
        array of float, shape (p, p)

        """
        left = (1 - self.r2) * self.covariance[-1, -1]
        found: Floats = self.inverse * (left / self.df)
        return found

    def even_covariance(self) -> Floats:
        """Covariance of the slopes if all rows vary alike, and weights only cost what Kish's n says.

        Where few rows carry a driver, errors that let each row vary as it does (HC3, linearised) are told by
        those few alone; of a skewed outcome they are then far too small, and noise looks like a finding.

        Returns
        -------
        array of float, shape (p, p)

        """
        found: Floats = self.classical_covariance() * (self.n * self.ww / self.w**2)
        return found


def regression(gram: Gram) -> Regression:
    """Fit the outcome by least squares from the sums alone.

    Parameters
    ----------
    gram : Gram
        Of the drivers and, last, the outcome; its blocks, if any, are added up.

    Returns
    -------
    Regression
        Slopes and all that their errors need.

    Raises
    ------
    ValueError
        If there is no driver or there are not more rows than coefficients, a column is the same in all rows,
        the drivers are perfectly collinear, or the outcome is an exact sum of the drivers.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> table = [[1, 2, 3], [2, 1, 2], [3, 5, 6], [4, 3, 5], [5, 4, 7]]
    >>> fit = regression(gram(table, names=("staff", "price", "overall")))
    >>> fit.slopes.round(4).tolist(), round(fit.intercept, 4), round(fit.r2, 4)
    ([0.5938, 0.8437], 0.2875, 0.9684)

    """
    whole = require_gram(name="gram", value=gram).total()
    *names, outcome = whole.names
    n, p = int(whole.n), len(names)
    if p == 0:
        raise ValueError(f"there is no driver beside the outcome {outcome!r}")
    if n <= p + 1:
        raise ValueError(f"{p} drivers need more than {p + 1} rows, not {n!r}: take fewer drivers")
    correlation, covariance, means = whole.correlation(), whole.covariance(), whole.means()
    for name, one in zip(whole.names, np.diagonal(correlation), strict=True):
        if one == 0:
            mean = means[whole.names.index(name)].item()
            raise ValueError(f"{name!r} is {mean:.6g} in all rows and can tell nothing: leave it out")
    refuse_collinear(correlation[:-1, :-1], names=names, least=least_told(whole))
    inverse = _inverse(covariance[:-1, :-1])
    slopes = inverse @ covariance[:-1, -1]
    r2 = float(slopes @ covariance[:-1, -1] / covariance[-1, -1])
    if r2 > 1 - 1e-12:
        raise ValueError(f"{outcome!r} is an exact sum of {tuple(names)!r} (R2 = 1): leave its parts out")
    return Regression(
        names=tuple(names),
        outcome=outcome,
        n=n,
        w=float(whole.w),
        ww=float(whole.ww),
        intercept=float(means[-1] - slopes @ means[:-1]),
        slopes=slopes,
        means=means,
        covariance=covariance,
        correlation=correlation,
        inverse=inverse,
        r2=r2,
    )


def hc3_sums(values: ArrayLike, *, fit: Regression, weights: ArrayLike | None = None) -> Floats:
    """Sum up what the HC3 errors need, in a second pass; sums of batches add up.

    Parameters
    ----------
    values : array of float, shape (n, q)
        The rows that the Gram was made of, or a batch of them: drivers and, last, the outcome.
    fit : Regression
        Of all rows.
    weights : array of float, shape (n,), optional
        The weights the Gram was made with.

    Returns
    -------
    array of float, shape (q, q)
        ``sum (w e / (1 - h))^2 u u'`` with residual e, leverage h and u = (1, drivers less their means).

    Raises
    ------
    ValueError
        If the columns do not match, or one row alone decides a coefficient (leverage 1).

    References
    ----------
    MacKinnon & White (1985), Journal of Econometrics 29, 305-325; Long & Ervin (2000), The American
    Statistician 54, 217-224.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> table = [[1, 2, 3], [2, 1, 2], [3, 5, 6], [4, 3, 5], [5, 4, 7]]
    >>> fit = regression(gram(table, names=("staff", "price", "overall")))
    >>> hc3_covariance(sums=hc3_sums(table, fit=fit), fit=fit).diagonal().round(4).tolist()
    [0.1971, 0.2978]

    """
    rows = as_floats(name="values", values=values)
    if rows.ndim != 2 or rows.shape[1] != len(fit.means):
        raise ValueError(
            f"values must have a column for each of {(*fit.names, fit.outcome)!r}, not {rows.shape!r}"
        )
    weigh = np.ones(len(rows)) if weights is None else as_floats(name="weights", values=weights)
    away = rows - fit.means
    error = away[:, -1] - away[:, :-1] @ fit.slopes
    regressors = np.column_stack([np.ones(len(rows)), away[:, :-1]])
    leverage = weigh / fit.w * (1 + ((away[:, :-1] @ fit.inverse) * away[:, :-1]).sum(axis=1))
    if len(rows) and leverage.max() > 1 - 1e-10:
        alone = rows[leverage.argmax()].tolist()
        raise ValueError(
            f"the row {alone!r} alone decides a coefficient (its leverage is 1): leave it or a driver out"
        )
    scores = regressors * (weigh * error / (1 - leverage))[:, None]
    found: Floats = scores.T @ scores
    return found


def hc3_covariance(*, sums: Floats, fit: Regression) -> Floats:
    """Covariance of the slopes that holds whatever the variances of the errors are.

    Parameters
    ----------
    sums : array of float, shape (q, q)
        All of `hc3_sums`.
    fit : Regression
        The same.

    Returns
    -------
    array of float, shape (p, p)
        Of HC3, as ``vcovHC(lm(...), "HC3")`` of R's package sandwich gives it, weighted or not.

    References
    ----------
    MacKinnon & White (1985), Journal of Econometrics 29, 305-325.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> table = [[1, 3], [2, 2], [3, 6], [4, 5]]
    >>> fit = regression(gram(table, names=("staff", "overall")))
    >>> hc3_covariance(sums=hc3_sums(table, fit=fit), fit=fit).round(4).tolist()
    [[0.5918]]

    """
    found: Floats = fit.inverse @ sums[1:, 1:] @ fit.inverse / fit.w**2
    return found


def two_sided_p(t: Floats, *, df: float) -> Floats:
    """P-value of a t statistic, both sides.

    Parameters
    ----------
    t : array of float
        The statistics.
    df : float
        Degrees of freedom, at least 1.

    Returns
    -------
    array of float
        Between 0 and 1, of the same shape.

    Examples
    --------
    >>> two_sided_p(np.array([0.0, -2.0]), df=60).round(4).tolist()
    [1.0, 0.05]

    """
    found: Floats = 2 * stdtr(df, -np.abs(t))
    return found


def _inverse(spread: Floats) -> Floats:
    """Invert the drivers' covariance by way of their correlations, which are better scaled."""
    scale = np.sqrt(np.diagonal(spread))
    found: Floats = np.linalg.inv(spread / np.outer(scale, scale)) / np.outer(scale, scale)
    return found
