"""Which metrics a scale makes possible."""

import pytest

from ninefold.listen.surveys.queries import Scale
from ninefold.understand.metrics.registry import Kind, Metric, standard


def scale(role: str, column: str = "", *, low: float = 1, high: float = 5) -> Scale:
    return Scale(column=column or role, low=low, high=high, title=f"About {column or role}", role=role)


def only(role: str, slug: str, **ends: float) -> Metric:
    return next(
        metric
        for metric in standard(scales=[scale(role, "q_x" if role == "item" else "", **ends)])
        if metric.slug == slug
    )


def test_metrics_stand_in_the_order_of_pages():
    scales = [scale("item", "q_x"), scale("rating"), scale("ces"), scale("nps", high=10), scale("csat")]
    slugs = [metric.slug for metric in standard(scales=scales)]
    assert slugs == ["nps", "csat", "csat-mean", "ces", "rating", "q_x", "q_x-top2"]


def test_no_scale_makes_no_metric():
    assert standard(scales=[]) == ()


def test_nps_is_always_from_0_to_10_and_shown_in_points():
    nps = only("nps", "nps", low=1, high=9)
    assert (nps.kind, nps.low, nps.high, nps.factor, nps.is_percent, nps.axis) == (
        Kind.NPS,
        0,
        10,
        100,
        False,
        (-100, 100),
    )


def test_csat_is_the_share_of_the_top_two():
    csat = only("csat", "csat")
    assert (csat.kind, csat.top, csat.factor, csat.is_percent, csat.axis) == (
        Kind.TOP,
        4,
        100,
        True,
        (0, 100),
    )


def test_csat_of_a_yes_or_no_is_the_share_of_yes():
    assert only("csat", "csat", low=0, high=1).top == 1


def test_mean_of_yes_and_no_is_shown_like_a_share_with_one_decimal():
    assert only("item", "q_x", low=0, high=1).decimals == 3


def test_item_with_two_answers_has_no_top_two():
    assert [metric.slug for metric in standard(scales=[scale("item", "q_x", low=0, high=1)])] == ["q_x"]


@pytest.mark.parametrize(
    ("role", "slug"), [("csat", "csat-mean"), ("ces", "ces"), ("rating", "rating"), ("item", "q_x")]
)
def test_means_are_shown_on_their_scale_with_two_decimals(role, slug):
    mean = only(role, slug)
    assert (mean.kind, mean.factor, mean.decimals, mean.axis, mean.is_percent) == (
        Kind.MEAN,
        1,
        2,
        (1, 5),
        False,
    )


def test_measures_of_any_metrics_have_names_of_their_own():
    """A question may be called as another one's share: their sums must not overwrite each other."""
    found = standard(
        scales=[scale("item", "q_x"), scale("item", "q_x_top2"), scale("csat"), scale("item", "q_csat_mean")]
    )
    names = [metric.measure.name for metric in found]
    assert len(set(names)) == len(names) == 8
    assert found[0].measure.kind == "top"
    assert (found[0].measure.low, found[0].measure.high, found[0].measure.top) == (1, 5, 4)
