"""From a regression and its errors to the lines of a table of drivers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxstats.drivers.coefficients import HIGH_CONDITION, HIGH_VIF, Regression, two_sided_p
from cxstats.drivers.errors import Errors
from cxstats.drivers.importance import MOST_EXACT
from cxstats.drivers.johnson import johnson
from cxstats.drivers.joint import hotelling
from cxstats.drivers.linearised import shares_of
from cxstats.drivers.precision import TOGETHER
from cxstats.drivers.results import Coefficient, Driver, Drivers, Rank
from cxstats.drivers.uncertainty import ranks, share_limits
from cxstats.estimate import Estimate
from cxstats.formulas.intervals import t_quantile
from cxstats.formulas.many_looks import holm
from cxstats.weights import kish_n

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """What the lines are made from.

    Attributes
    ----------
    fit : Regression
        The regression.
    errors : Errors
        Its errors.
    level : float
        Confidence level.
    weighted : bool
        Whether Kish's n is to be told.

    """

    fit: Regression
    errors: Errors
    level: float
    weighted: bool

    def table(self, *, left_out: int = 0, not_visited: int = 0) -> Drivers:
        """Put the table together.

        Parameters
        ----------
        left_out, not_visited : int
            Rows not counted, as in `cxstats.drivers.results.Drivers`.

        Returns
        -------
        Drivers
            The table.

        """
        coefficients = self._coefficients()
        known = self._p_value(coefficients) <= 1 - self.level
        vif, condition = self.fit.vif(), self.fit.condition_number()
        return Drivers(
            outcome=self.fit.outcome,
            drivers=self._drivers(coefficients, known=known),
            r2=self._r2(known=known),
            p_value=self._p_value(coefficients),
            n=self.fit.n,
            left_out=left_out,
            not_visited=not_visited,
            condition_number=condition,
            overlapping=bool(vif.max() >= HIGH_VIF or condition >= HIGH_CONDITION),
        )

    def _drivers(self, coefficients: Sequence[Coefficient], *, known: bool) -> tuple[Driver, ...]:
        importance = shares_of(self.fit.correlation)
        shares, covariance = importance / importance.sum(), self._share_covariance(importance)
        columns = zip(
            self.fit.names,
            self._judged(importance, self.errors.importance),
            self._errors(self.errors.importance),
            self._judged(shares, covariance) if known else self._unknown(shares),
            self._errors(covariance),
            self._ranks(importance),
            coefficients,
            johnson(self.fit.correlation).tolist(),
            self.fit.vif().tolist(),
            (one.p_adjusted > 1 - self.level for one in coefficients),
            strict=True,
        )
        return tuple(Driver(*line) for line in columns)

    def _estimate(self, value: float, low: float | None, high: float | None, method: str) -> Estimate:
        return Estimate(
            value=float(value),
            low=None if low is None else float(low),
            high=None if high is None else float(high),
            n=self.fit.n,
            method=method,
            level=self.level,
            n_effective=kish_n(w=self.fit.w, ww=self.fit.ww) if self.weighted else None,
        )

    def _method(self) -> str:
        of = "lmg" if len(self.fit.names) <= MOST_EXACT else "johnson"
        return f"{of}-{self.errors.slug}" if self.errors.slug else of

    def _judged(self, values: Floats, covariance: Floats | None) -> tuple[Estimate, ...]:
        """Give shares their intervals, where there are errors."""
        if covariance is None:
            return tuple(self._estimate(value, None, None, self._method()) for value in values)
        limits = share_limits(
            values,
            errors=np.sqrt(np.diagonal(covariance)),
            reach=t_quantile(level=self.level, df=self.errors.df),
            n_effective=kish_n(w=self.fit.w, ww=self.fit.ww),
        )
        lines = zip(values, *limits, strict=True)
        return tuple(self._estimate(*numbers, self._method()) for numbers in lines)

    def _unknown(self, shares: Floats) -> tuple[Estimate, ...]:
        """Shares of what may be nothing can be anything."""
        return tuple(self._estimate(share, 0.0, 1.0, self._method()) for share in shares)

    def _errors(self, covariance: Floats | None) -> list[float | None]:
        if covariance is None:
            return [None] * len(self.fit.names)
        return [float(error) for error in np.sqrt(np.maximum(np.diagonal(covariance), 0.0))]

    def _share_covariance(self, importance: Floats) -> Floats | None:
        """Covariance of the shares of R2, by the delta method: their slope is ``(I - share 1') / R2``."""
        if self.errors.importance is None:
            return None
        r2 = importance.sum()
        slope = (np.eye(len(importance)) - (importance / r2)[:, None]) / r2
        found: Floats = slope @ self.errors.importance @ slope.T
        return found

    def _r2(self, *, known: bool) -> Estimate:
        """R2, its interval about the adjusted R2; the lower limit is 0 where nothing is told from zero."""
        r2, rows = self.fit.r2, self.fit.n - 1
        if self.errors.importance is None:
            return self._estimate(r2, None, None, self._method())
        limits = share_limits(
            np.array([r2]),
            errors=np.sqrt(self.errors.importance.sum(keepdims=True)[0]),
            reach=t_quantile(level=self.level, df=self.errors.df),
            n_effective=kish_n(w=self.fit.w, ww=self.fit.ww),
            about=np.array([max(0.0, 1 - (1 - r2) * rows / self.fit.df)]),
        )
        low, high = limits.low[0] if known else 0.0, limits.high[0]
        return self._estimate(r2, low, high, self._method())

    def _ranks(self, importance: Floats) -> tuple[Rank, ...]:
        if self.errors.importance is None:
            values = 1 + (importance > importance[:, None]).sum(axis=1)
            return tuple(Rank(int(value), None, None) for value in values)
        places = ranks(importance, covariance=self.errors.importance, df=self.errors.df, level=self.level)
        return tuple(Rank(*map(int, place)) for place in zip(*places, strict=True))

    def _coefficients(self) -> tuple[Coefficient, ...]:
        error, df = np.sqrt(np.diagonal(self.errors.slopes)), self.errors.df
        even = np.sqrt(np.diagonal(self.fit.even_covariance()))
        p_values = two_sided_p(self.fit.slopes / error, df=df)
        adjusted = holm(p_values=two_sided_p(self.fit.slopes / np.maximum(error, even), df=df).tolist())
        reach = t_quantile(level=self.level, df=df) * error
        lines = zip(self.fit.slopes, reach, error, p_values, adjusted, self.fit.standardised(), strict=True)
        return tuple(
            Coefficient(
                estimate=self._estimate(slope, slope - away, slope + away, self.errors.slopes_slug),
                error=float(one),
                p_value=float(p_value),
                p_adjusted=float(after),
                standardised=float(scaled),
            )
            for slope, away, one, p_value, after, scaled in lines
        )

    def _p_value(self, coefficients: Sequence[Coefficient]) -> float:
        """Test all slopes by each of the two errors; else give the smallest adjusted p-value.

        That is so where df are too few, or drivers so nearly alike that their errors together are rounding.
        """
        slopes, df = self.fit.slopes, self.errors.df
        apart = np.linalg.eigvalsh(self.fit.correlation[:-1, :-1])[0]
        if df < len(slopes) or apart < TOGETHER:
            return min(one.p_adjusted for one in coefficients)
        both = (self.errors.slopes, self.fit.even_covariance())
        return max(
            hotelling(values=slopes, covariance=one, df=df, names=self.fit.names).p_value for one in both
        )
