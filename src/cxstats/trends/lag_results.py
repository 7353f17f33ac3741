"""What is told of two series by lag; `cxstats.trends.lags` gives it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LagCorrelation:
    """How x of a period goes with y of another.

    Attributes
    ----------
    lag : int
        Correlates ``x[t]`` with ``y[t + lag]``: at lag 3 x leads by 3 periods, at -3 y does.
    r : float
        The correlation of the filtered series as R's ``ccf`` gives it: over all t periods, so that a true
        correlation rho comes out near ``(1 - |lag|/t) rho``.
    r_pairs : float
        The correlation of the t - |lag| pairs themselves, which the lag does not pull towards 0.
    low, high : float
        Limits of r_pairs (at large lags r may lie outside), for this lag looked at alone.
    n_effective : float
        Independent pairs that these series are worth.
    p_value : float
        Of r_pairs, two-sided, for this lag looked at alone.
    p_adjusted : float
        By Benjamini-Hochberg over all lags looked at.

    """

    lag: int
    r: float
    r_pairs: float
    low: float
    high: float
    n_effective: float
    p_value: float
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class LeadLag:
    """Which of two series moves first, and by how much.

    Attributes
    ----------
    lead : int or None
        Periods by which x leads y: 3 means that y follows x three periods later, -3 that x follows y, 0 that
        both move together. None when no lag stands out of chance. It is the largest of many correlations: one
        that answers over several periods has several lags as good as it, and which of them comes out on top
        is chance. Read it with `lead_set`.
    lead_set : tuple of int
        The lags whose correlation cannot be told from the peak's, in ascending order, the peak among them:
        each lag that truly goes with most is in it about as often as `level` says or more often. Where the
        series are short or the answer weak it is wide, which is then all that they tell. Not the span over
        which y answers: a lag can matter and still be less than the peak.
    peak : LagCorrelation
        The lag with the largest correlation by size, standing out or not. Chosen as the largest of many, it
        is larger than the truth on average.
    lags : tuple of LagCorrelation
        From -max_lag to max_lag; their number is the family that `p_adjusted` counts.
    raw_peak : int
        Lag at which the series as they stand correlate most, in the same convention: what a naive look shows.
    raw_r : float
        That correlation. Between drifting series it is high and means nothing.
    differences : int
        How often both were differenced.
    order : int
        Order of the autoregression of x by which both were filtered; 0 when nothing was left to filter.
    n : int
        Periods (of all units together) that were correlated.
    alpha : float
        Expected share of false leads among the lags that stand out.
    level : float
        Confidence level of the limits.
    method : str
        "prewhitened-ccf" or "differenced-ccf".

    """

    lead: int | None
    lead_set: tuple[int, ...]
    peak: LagCorrelation
    lags: tuple[LagCorrelation, ...]
    raw_peak: int
    raw_r: float
    differences: int
    order: int
    n: int
    alpha: float
    level: float
    method: str
