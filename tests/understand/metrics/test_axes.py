"""A row of interval bars shares one round stretch of the scale."""

from cxstats.estimate import Estimate
from ninefold.understand.metrics.axes import axis_of
from ninefold.understand.metrics.registry import Kind, Metric

NPS = Metric(slug="nps", name="NPS", meaning="", kind=Kind.NPS, column="nps", low=0, high=10)
CES = Metric(slug="ces", name="CES", meaning="", kind=Kind.MEAN, column="ces", low=1, high=7)


def estimate(value: float | None, low: float | None, high: float | None) -> Estimate:
    return Estimate(value=value, low=low, high=high, n=50, method="adjusted-wald")


def test_axis_ends_on_round_numbers_around_all_intervals_and_rings() -> None:
    shown = [estimate(-0.235, -0.326, -0.14), estimate(0.42, 0.336, 0.496)]
    assert axis_of(metric=NPS, estimates=shown) == (-40.0, 60.0)
    assert axis_of(metric=NPS, estimates=shown, points=[0.9, None]) == (-40.0, 100.0)


def test_axis_stays_within_the_scale() -> None:
    assert axis_of(metric=CES, estimates=[estimate(6.9, 6.61, 7.0)]) == (6.6, 7.0)


def test_axis_is_the_whole_scale_where_nothing_is_drawn() -> None:
    assert axis_of(metric=NPS, estimates=[estimate(None, None, None)]) == (-100.0, 100.0)
    assert axis_of(metric=NPS, estimates=[], points=[0.4]) == (-100.0, 100.0)
