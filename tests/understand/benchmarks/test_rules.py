"""What may be held against what, by definition alone."""

from dataclasses import replace

import pytest

from ninefold.understand.benchmarks.models import BenchmarkSet
from ninefold.understand.benchmarks.rules import Fit, common_method, fit_of
from ninefold.understand.metrics.registry import Kind, Metric

CSAT = Metric(slug="csat", name="CSAT", meaning="", kind=Kind.TOP, column="csat", low=1.0, high=5.0, top=4.0)
THEIRS = {"kind": "top", "low": 1.0, "high": 5.0, "top": 4.0, "method": "web"}
ALIKE = Fit(kind=True, scale=True, top=True, method=True, known=True)


@pytest.mark.parametrize(
    ("theirs", "method", "fit"),
    [
        ({}, "web", ALIKE),
        ({"kind": "nps", "low": 0.0, "high": 10.0, "top": None}, "web", replace(ALIKE, kind=False)),
        ({"high": 7.0}, "web", replace(ALIKE, scale=False)),
        ({"low": 0.0}, "web", replace(ALIKE, scale=False)),
        ({"top": 5.0}, "web", replace(ALIKE, top=False)),
        ({}, "phone", replace(ALIKE, method=False)),
        ({"method": "mixed"}, "web", replace(ALIKE, method=False)),
        ({"method": ""}, "web", replace(ALIKE, known=False)),
        ({}, "", replace(ALIKE, known=False)),
    ],
)
def test_every_difference_of_definition_is_found(theirs, method, fit):
    found = fit_of(metric=CSAT, benchmark=BenchmarkSet(**{**THEIRS, **theirs}), method=method)
    assert found == fit
    assert found.comparable == (fit.kind and fit.scale and fit.top and fit.method)
    assert found.judged == (found.comparable and fit.known)


def test_mean_has_no_lowest_answer_that_counts():
    mean = replace(CSAT, kind=Kind.MEAN, top=None)
    theirs = BenchmarkSet(**{**THEIRS, "kind": "mean", "top": None})
    assert fit_of(metric=mean, benchmark=theirs, method="web").judged


def test_method_of_several_surveys_is_known_only_where_all_tell_it():
    assert [common_method(each) for each in ([], [""], ["web"], ["web", "phone"], ["phone", ""])] == [
        "", "", "web", "mixed", "",
    ]  # fmt: skip
