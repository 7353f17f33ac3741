"""How much of what columns differ in survives in a Gram matrix, and what is only its rounding."""

import numpy as np

from cxstats.drivers.gram import Gram

FINEST, ROUNDING = 1e-11, 1e-14
"""Least eigenvalue of correlations that is told from 0: of sums about the means, and for each time that sums
are larger than those."""

TOGETHER = 4e-8
"""Least eigenvalue of correlations from which the errors of all coefficients together are known to about 1 %;
their covariance holds the inverse twice, and its smallest part rounds by some 1e-17 over the eigenvalue."""


def least_told(gram: Gram) -> float:
    """Give the least eigenvalue of the drivers' correlations that is still more than rounding.

    The eigenvalue is about half the squared part in which one driver differs from what the others give, and a
    Gram matrix holds squares: where R's ``lm``, from the rows, tells columns apart that differ by 1e-7 of
    their spread, from squares no more than about 5e-6 can be told. Measured against QR of the rows: where
    columns differ by 1e-5, coefficients are off by 3e-5 of their standard error; by 1e-6, .002 of it; by
    1e-7, .2. The test of all coefficients, which inverts once more, needs `TOGETHER`. Sums about a
    centre far from the mean lose ``1 + (mean - centre)^2 / variance`` times as much; those of whole numbers
    lose nothing.

    Parameters
    ----------
    gram : Gram
        Of the drivers and, last, the outcome.

    Returns
    -------
    float
        1e-11 where the centre is near the means.

    References
    ----------
    Golub & Van Loan (2013), Matrix Computations, section 5.3 (normal equations against QR).

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> table = [[1000.0, 1.0], [1001.0, 2.0], [1002.0, 4.0], [1003.0, 3.0]]
    >>> [f"{least_told(gram(table, names=('x', 'y'), centre=centre)):.1e}" for centre in ((1001, 2), (0, 0))]
    ['1.0e-11', '8.0e-09']

    """
    if gram.products.dtype == np.int64:
        return FINEST
    variances = np.diagonal(gram.covariance())[:-1]
    away = (gram.means() - np.asarray(gram.centre))[:-1]
    return max(FINEST, ROUNDING * float((1 + away**2 / variances).max()))
