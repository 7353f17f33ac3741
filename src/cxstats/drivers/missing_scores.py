"""What each respondent adds to an estimate with answers missing: gaps filled as expected, and paid for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.expectation import Moments, Part, expected, step_slopes
from cxstats.drivers.gram import Gram
from cxstats.drivers.linearised import row_scores
from cxstats.drivers.missing import pattern_of

Floats = NDArray[np.float64]


def missing_scores(
    values: Floats, *, patterns: Sequence[Gram], whole: Gram, forms: Floats, weights: Floats | None
) -> Floats:
    """What each row adds to functions of covariances that were estimated by `cxstats.drivers.missing`.

    At the estimate t the EM algorithm stands still: t = M(t), M being the mean of what each row is expected
    to hold. A row that asks for a change u moves t by ``(I - dM/dt)^-1 u``: the information that the gaps
    took away is paid for. The result is that of the sandwich of full-information maximum likelihood, and
    needs no normality.

    Parameters
    ----------
    values : array of float, shape (n, q)
        Drivers and outcome, NaN where an answer is missing.
    patterns : sequence of Gram
        From `cxstats.drivers.missing.pattern_grams` of the same rows.
    whole : Gram
        What `cxstats.drivers.missing.estimate_missing` made of them.
    forms : array of float, shape (k, q, q)
        Slopes of k functions along the covariances, symmetric.
    weights : array of float, shape (n,), optional
        One a row.

    Returns
    -------
    array of float, shape (n, k)
        Linearised values; 0 for rows without any answer.

    References
    ----------
    Louis (1982), JRSS B 44, 226-233; Meng & Rubin (1991), JASA 86, 899-909; Yuan & Bentler (2000),
    Sociological Methodology 30, 165-200.

    Examples
    --------
    >>> from cxstats.drivers.missing import estimate_missing, pattern_grams
    >>> table, names = np.array([[1.0, 2.0], [3.0, 2.0], [2.0, np.nan]]), ("staff", "overall")
    >>> parts = pattern_grams(table, names=names)
    >>> whole = estimate_missing(pattern_grams([[1, 2], [3, 3], [2, 3]], names=names), names=names).gram
    >>> variance = np.array([[[1.0, 0.0], [0.0, 0.0]]])
    >>> missing_scores(table, patterns=parts, whole=whole, forms=variance, weights=None).shape
    (3, 1)

    """
    unit, means = np.sqrt(np.diagonal(whole.covariance())), whole.means()
    now = Moments(np.zeros(len(unit)), whole.correlation())
    parts = [Part(one, whole.names) for one in patterns]
    for part in parts:
        part.rescale(means, unit)
    lines, squares = _paid_for(parts, now, forms * np.outer(unit, unit))
    scaled, of_row = (values - means) / unit, pattern_of(values)
    filled, extra = np.zeros_like(scaled), np.zeros((len(values), len(forms)))
    for part in parts:
        rows = np.flatnonzero(of_row == (1 << part.at).sum())
        turn, _, spare = expected(part.at, part.gone, now)
        filled[rows] = scaled[np.ix_(rows, part.at)] @ turn.T
        extra[rows] = np.einsum("kij,ij->k", squares, spare - now.covariance)
    w = float(whole.w)
    scores = row_scores(filled, forms=squares, means=now.means, weights=weights, w=w)
    share = np.full(len(values), 1 / w) if weights is None else weights / w
    return scores + (filled @ lines.T + extra) * share[:, None]


def _paid_for(parts: Sequence[Part], now: Moments, forms: Floats) -> tuple[Floats, Floats]:
    """Slopes along what a row is expected to hold, shapes (k, q) and (k, q, q), from ``(I - J)' a = g``."""
    q = len(now.means)
    rows, columns = np.triu_indices(q)
    twice = np.where(rows == columns, 1.0, 2.0)
    wanted = np.column_stack([np.zeros((len(forms), q)), forms[:, rows, columns] * twice])
    moved = step_slopes(parts, now)
    found = np.linalg.solve(np.eye(len(moved)) - moved, wanted.T).T  # J transposed
    squares = np.zeros((len(forms), q, q))
    squares[:, rows, columns] = found[:, q:] / twice
    squares[:, columns, rows] = found[:, q:] / twice
    lines: Floats = np.asarray(found[:, :q], dtype=np.float64)
    return lines, squares
