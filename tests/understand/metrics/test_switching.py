"""Changing from one metric to another keeps what the page is asked."""

from dataclasses import replace

from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.switching import AT_HAND, metric_switch

NPS = Metric(slug="nps", name="NPS", meaning="in points", kind=Kind.NPS, column="nps", low=0, high=10)
MANY = tuple(replace(NPS, slug=f"m{number}", name=f"M{number}") for number in range(AT_HAND + 3))


def test_first_metrics_are_at_hand_and_the_current_one_wherever_it_stands() -> None:
    found = metric_switch(metrics=MANY, current=MANY[-1], query={})
    assert [each.name for each in found.first] == ["M0", "M1", "M2", "M3", "M4", "M7"]
    assert [each.name for each in found.first if each.current] == ["M7"]
    assert [each.name for each in found.others] == ["M5", "M6"]


def test_address_keeps_the_rest_of_what_is_asked() -> None:
    found = metric_switch(
        metrics=MANY[:2], current=None, query={"unit": ["North", "South"], "metric": ["m1"]}
    )
    assert [each.url for each in found.first] == [
        "?unit=North&unit=South&metric=m0",
        "?unit=North&unit=South&metric=m1",
    ]


def test_one_metric_is_no_choice() -> None:
    assert not metric_switch(metrics=[NPS], current=NPS, query={}).offers
    assert metric_switch(metrics=MANY, current=NPS, query={}).offers


def test_metrics_of_one_name_are_told_apart() -> None:
    found = metric_switch(metrics=[NPS, replace(NPS, slug="other"), MANY[0]], current=NPS, query={})
    assert [each.twin for each in found.first] == [False, True, False]
