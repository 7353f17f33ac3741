"""Key drivers: what goes with the outcome, how much of it, and how sure that is. Nothing here is a cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_fraction
from cxstats.drivers.checks import checked_spread
from cxstats.drivers.coefficients import regression
from cxstats.drivers.errors import (
    errors_by_jackknife,
    errors_from_blocks,
    errors_from_rows,
    errors_of_sums,
    errors_without_blocks,
)
from cxstats.drivers.gram import Gram
from cxstats.drivers.lines import Lines
from cxstats.drivers.missing import estimate_missing
from cxstats.drivers.missing_blocks import without_each_block
from cxstats.drivers.results import Drivers
from cxstats.drivers.rows import Missing, read_rows

Floats = NDArray[np.float64]
Kind = Literal["linearised", "jackknife"]


def drivers(
    answers: ArrayLike,
    outcome: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    outcome_name: str = "outcome",
    weights: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    not_visited: ArrayLike | None = None,
    missing: Missing = "fiml",
    errors: Kind = "linearised",
    level: float = 0.95,
) -> Drivers:
    """Table of drivers from the answers: importance, share, rank and coefficient, each with its range.

    **Importance** is LMG (the Shapley value of R2) up to 18 drivers, Johnson's relative weight above.

    **Standard errors.** Those of importance and share are linearised (Taylor, the infinitesimal jackknife):
    what each row adds to the estimate, ``psi_i = w_i z_i' M z_i / sum w``, is summed over each cluster, and
    the variance is ``sum_h n_h / (n_h - 1) sum_c (psi_hc - mean_h)^2``, clusters drawn with replacement,
    without finite population correction. Without `clusters` each row is a cluster, without `strata` there is
    one stratum. This is what R's survey package gives for a statistic of a ``svydesign(ids, strata,
    weights)``; the delete-one-cluster jackknife (JK1, JKn) agrees to the first order.
    Those of coefficients are of the same kind, which is that of ``svyglm``, as soon as there are weights,
    clusters, strata or missing answers; in a plain table without gaps they are HC3.

    **Few clusters** that share their drivers (half of the variance of drivers and outcome between stores of
    ten): linearised errors are then too small, as those of ``svyglm`` are. Of tables of noise with six
    drivers 8.0 % (20 stores), 9.5 % (40) and 7.2 % (100) have one that is not hollow, instead of 5 %, and
    coefficients hold the truth in 92, 93 and 94 %; by the jackknife it is 2.8, 4.1 and 5.3 %, and 96, 95 and
    95 %. With fewer than about 50 clusters say errors="jackknife".

    **All drivers at once** are tested by Hotelling's T2 (`cxstats.drivers.joint.hotelling`), F of p and
    ``df - p + 1`` degrees of freedom; that is stricter than the plain F of ``regTermTest``, which takes the
    covariance as known. Where clusters are fewer than drivers, or drivers differ by less than about 3e-4 of
    their spread, the smallest p-value adjusted by Holm stands for it.

    **Intervals.** Of importance, share and R2 on the scale arcsin(sqrt), of coefficients on their own, with t
    of (clusters - strata - p) degrees of freedom, or n - p - 1 for HC3. Of ranks from pairwise comparisons
    (Holm).

    Parameters
    ----------
    answers : array of float, shape (n, p) or (n,)
        One row a respondent, one column a driver; NaN where an answer is missing.
    outcome : array of float, shape (n,)
        What the drivers are set against, higher or lower as it comes; NaN where it is missing.
    names : sequence of str, length p, optional
        Names of the drivers; default "x1", "x2", ...
    outcome_name : str
        Name of the outcome.
    weights : array of float, shape (n,), optional
        Sampling weights, 0 or more; only their ratios matter. Rows of weight 0 count as drawn
        (whom the table is not about, or who did not answer), not for n and the degrees of freedom: so too in
        `cxstats.drivers.ordinal` with robust errors and in `cxstats.drivers.penalty_reward`.
    clusters, strata : array of int or str, shape (n,), optional
        Sampling cluster (person, store, ...) and stratum of each row; a cluster lies in one stratum.
    not_visited : array of bool, shape (n, p) or (n,), optional
        True where a person never came to a touchpoint: that is no missing answer, and nothing can be guessed.
        Such rows are left out and counted, so that the table is about those who met all touchpoints of it.
    missing : {"fiml", "listwise", "refuse"}
        Missing answers: full-information maximum likelihood, as in `cxstats.drivers.missing`; only rows
        without a gap, which is biased unless gaps come about for no reason; or a ValueError.
    errors : {"linearised", "jackknife"}
        "jackknife" leaves out one cluster at a time (JK1; JKn with strata), for importance, share and
        coefficients alike: ``sum_h (n_h - 1) / n_h sum_c (t_hc - t)^2`` about the mean t of all replicates.
        A little larger and safer in small samples and with fewer than about 50 clusters, slower, and not for
        missing answers.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Drivers
        The table. "Goes with", not "causes": who has no own part may borrow a share from others (see
        `Driver.hollow`).

    Raises
    ------
    ValueError
        If shapes disagree; a value or weight is infinite, a weight negative or all are 0; a driver or the
        outcome is the same in all rows, has no answer, or is an exact sum of others; there are not more rows
        than coefficients, or not more clusters than strata and drivers; a stratum has one cluster; `level` is
        not between 0 and 1.

    References
    ----------
    Lindeman, Merenda & Gold (1980); Groemping (2006), Journal of Statistical Software 17(1); Binder (1983),
    International Statistical Review 51, 279-292; MacKinnon & White (1985). docs/methods/drivers.md.

    Examples
    --------
    >>> staff, price = [1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 5], [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    >>> overall = [2, 2, 4, 3, 6, 7, 6, 8, 9, 7, 8, 6]
    >>> answers = np.column_stack([staff, price])
    >>> table = drivers(answers, overall, names=("staff", "price"), outcome_name="overall")
    >>> first = table.drivers[0]
    >>> [round(one.value, 3) for one in (table.r2, first.importance, first.share)], first.rank.value
    ([0.965, 0.75, 0.777], 1)
    >>> round(first.coefficient.estimate.value, 2), first.hollow, table.drivers[1].hollow
    (0.79, False, False)

    """
    require_fraction(name="level", value=level)
    rows = read_rows(
        answers,
        outcome,
        names=names,
        outcome_name=outcome_name,
        weights=weights,
        clusters=clusters,
        strata=strata,
        not_visited=not_visited,
        missing=missing,
    )
    fit = regression(rows.gram)
    if errors not in {"linearised", "jackknife"}:
        raise ValueError(f"errors must be 'linearised' or 'jackknife', not {errors!r}")
    found = errors_by_jackknife(rows) if errors == "jackknife" else errors_from_rows(rows, fit=fit)
    lines = Lines(fit=fit, errors=found, level=level, weighted=weights is not None)
    return lines.table(left_out=rows.left_out, not_visited=rows.not_visited)


def drivers_from_gram(gram: Gram, *, slope_covariance: Floats | None = None, level: float = 0.95) -> Drivers:
    """Table of drivers from the sums of one pass over the data.

    Parameters
    ----------
    gram : Gram
        By block (`cxstats.drivers.gram.gram` with `blocks`), drivers first, outcome last: errors of
        importance, share, R2 and coefficients are then those of the delete-a-block jackknife over the blocks
        that hold rows, with t of g - 1 degrees of freedom; rows of one block may resemble each other. A
        single Gram gives no errors of importance, and classical ones of coefficients.
    slope_covariance : array of float, shape (p, p), optional
        Covariance of the slopes to use instead, such as `cxstats.drivers.coefficients.hc3_covariance`.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Drivers
        As `drivers` gives it.

    Raises
    ------
    ValueError
        As `drivers`; or if fewer than two blocks hold rows.

    References
    ----------
    Shao & Tu (1995), The Jackknife and Bootstrap, section 2.3. docs/methods/drivers.md.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> staff, price = [1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 1, 4, 1, 5, 9, 2, 6, 5]
    >>> people = np.column_stack([staff, price, [2, 2, 4, 3, 6, 7, 6, 8, 9]])
    >>> sums = gram(people, names=("staff", "price", "overall"), blocks=range(9))
    >>> table = drivers_from_gram(sums)
    >>> [(one.name, round(one.importance.value, 3), one.rank.value) for one in table.drivers]
    [('staff', 0.707, 1), ('price', 0.273, 2)]

    """
    require_fraction(name="level", value=level)
    fit = regression(gram)
    found = errors_from_blocks(gram) if gram.by_block else errors_of_sums(fit)
    if slope_covariance is not None:
        given = checked_spread(slope_covariance, name="slope_covariance", size=len(fit.names))
        found = replace(found, slopes=given, slopes_slug="ols-given")
    return Lines(fit=fit, errors=found, level=level, weighted=fit.ww != fit.w).table()


def drivers_from_patterns(patterns: Sequence[Gram], *, names: Sequence[str], level: float = 0.95) -> Drivers:
    """Table of drivers from the sums of one pass over answers of which some are missing.

    Parameters
    ----------
    patterns : sequence of Gram
        By block, from `cxstats.drivers.missing.pattern_grams` with `blocks`: one for each pattern of given
        answers.
    names : sequence of str
        All columns, the outcome last.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    Drivers
        As `drivers` gives it with missing="fiml". Errors are those of the delete-a-block jackknife: all is
        estimated again without each block, so that rows of one block may resemble each other.

    Raises
    ------
    ValueError
        As `cxstats.drivers.missing.estimate_missing`; if fewer than two blocks hold rows; or without one of
        them two columns were not answered together, or one is the same in all rows.

    References
    ----------
    Dempster, Laird & Rubin (1977), JRSS B 39, 1-38; Kott (2001), Journal of Official Statistics 17, 521-526.
    docs/methods/missing-answers.md.

    Examples
    --------
    >>> from cxstats.drivers.missing import pattern_grams
    >>> staff, price = [1, 2, 3, 4, 5, 6, 7, np.nan, 9], [3, 1, 4, 1, np.nan, 9, 2, 6, 5]
    >>> people = np.column_stack([staff, price, [2, 2, 4, 3, 6, 7, 6, 8, 9]])
    >>> names = ("staff", "price", "overall")
    >>> table = drivers_from_patterns(pattern_grams(people, names=names, blocks=range(9)), names=names)
    >>> [(one.name, round(one.importance.value, 3), one.rank.value) for one in table.drivers]
    [('staff', 0.713, 1), ('price', 0.267, 2)]

    """
    require_fraction(name="level", value=level)
    whole = estimate_missing(patterns, names=names).gram
    found = errors_without_blocks(without_each_block(patterns, whole=whole))
    fit = regression(whole)
    return Lines(fit=fit, errors=found, level=level, weighted=fit.ww != fit.w).table()
