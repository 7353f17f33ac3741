"""What a table of drivers holds. Nothing in it is a cause."""

from dataclasses import dataclass

from cxstats.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Rank:
    """Place of a driver among all, 1 being the largest share, and the places it may really have.

    Attributes
    ----------
    value : int
        The place.
    low, high : int or None
        Best and last place it may have; the true one lies between them with the chance `level`, at least.
        None without blocks or rows to tell.

    """

    value: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What goes with one point more of a driver, all other drivers being the same.

    Attributes
    ----------
    estimate : Estimate
        In points of the outcome; its sign is that of the association.
    error : float
        Standard error; `estimate.method` says of which kind.
    p_value : float
        Two-sided, against 0, by `error`.
    p_adjusted : float
        By Holm's procedure over all drivers of the table, each by the larger of two errors: `error`, and that
        of rows that all vary alike (`cxstats.drivers.coefficients.Regression.even_covariance`). The former is
        far too small where few rows carry a driver and the outcome is skewed.
    standardised : float
        In standard deviations of the outcome for one of the driver.

    """

    estimate: Estimate
    error: float
    p_value: float
    p_adjusted: float
    standardised: float


@dataclass(frozen=True, slots=True)
class Driver:
    """One line of a table of drivers.

    Attributes
    ----------
    name : str
        The driver.
    importance : Estimate
        Its part of R2 (LMG; Johnson's weight above 18 drivers); the parts sum to R2.
    importance_error : float or None
        Standard error of that.
    share : Estimate
        Its part of all that goes with the drivers, ``importance / R2``; the shares sum to 1. From 0 to 1
        ("not known") where R2 itself cannot be told from 0.
    share_error : float or None
        Standard error of that.
    rank : Rank
        Its place by importance.
    coefficient : Coefficient
        What goes with one point more of it.
    johnson : float
        Johnson's relative weight (part of R2), as a check.
    vif : float
        How many times overlap with other drivers swells the variance of its coefficient.
    hollow : bool
        True where its own association cannot be told from zero: its coefficient's `p_adjusted` is above
        ``1 - level``. Its importance may still be more than 0, lent by drivers that it goes along with. Where
        no coefficient is truly other than 0, a table has any driver that is not hollow with a chance of ``1 -
        level``.

    """

    name: str
    importance: Estimate
    importance_error: float | None
    share: Estimate
    share_error: float | None
    rank: Rank
    coefficient: Coefficient
    johnson: float
    vif: float
    hollow: bool


@dataclass(frozen=True, slots=True)
class Drivers:
    """A table of drivers.

    Attributes
    ----------
    outcome : str
        What the drivers are set against.
    drivers : tuple of Driver
        In the order given.
    r2 : Estimate
        Share of the outcome's variance that goes with all drivers together.
    p_value : float
        Against the assumption that nothing goes with the outcome: Wald tests of all coefficients, as
        Hotelling's T2, by either kind of errors (see `Coefficient.p_adjusted`); the larger one.
    n : int
        Rows counted (with a weight above 0).
    left_out : int
        Rows left out because an answer is missing (all answers, with "fiml").
    not_visited : int
        Rows left out because their person never came to one of the touchpoints.
    condition_number : float
        Of the drivers' correlations.
    overlapping : bool
        True where drivers can hardly be told apart (a VIF of 10, a condition number of 900, or more): their
        coefficients are unsteady and their shares are near each other.

    """

    outcome: str
    drivers: tuple[Driver, ...]
    r2: Estimate
    p_value: float
    n: int
    left_out: int
    not_visited: int
    condition_number: float
    overlapping: bool
