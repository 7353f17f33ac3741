"""How a number was made is arithmetic that can be done again."""

import re

import pytest

from cxstats.estimate import Moments
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.metrics.registry import standard
from ninefold.understand.metrics.scoring import Answers, score
from ninefold.understand.metrics.working import working

METRICS = {
    metric.slug: metric
    for metric in standard(
        scales=[
            Scale(column=role, low=low, high=high, title="", role=role)
            for role, low, high in (("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7))
        ]
    )
}


def written(slug: str, moments: Moments, *, conceal: bool = False):
    found = score(metric=METRICS[slug], answers=Answers(moments=moments, blank=0, outside=0), conceal=conceal)
    return working(score=found, query="/api/scores?metric=nps")


def test_nps_shows_its_counts_and_its_interval():
    found = written("nps", Moments(n=1200, s=300, ss=900))
    assert "100 × (600 − 300) / 1,200 = 25.0" in found.formula
    assert str(found.method) == "adjusted Wald"
    middle, half = (
        float(re.search(rf"{sign}.* = (-?[\d.]+)$", found.formula, re.MULTILINE)[1])
        for sign in ("m  ", "±  ")
    )
    assert middle - half == pytest.approx(found.score.estimate.low, abs=0.0015)
    assert middle + half == pytest.approx(found.score.estimate.high, abs=0.0015)


def test_nps_of_few_answers_names_the_other_method():
    found = written("nps", Moments(n=8, s=2, ss=6))
    assert str(found.method) == "score interval, for few answers"
    assert "add 3/4" not in found.formula


def test_share_shows_how_many_of_how_many():
    found = written("csat", Moments(n=1200, s=900, ss=900))
    assert "share = answers of 4 or more / n\n      = 900 / 1,200 = 75.0%" in found.formula
    assert str(found.method) == "Wilson"


def test_mean_shows_sum_and_number():
    found = written("ces", Moments(n=40, s=230, ss=1400))
    assert "= 230 / 40 = 5.75" in found.formula
    assert (str(found.method), found.weighted, found.query) == ("Student’s t", None, "/api/scores?metric=nps")


@pytest.mark.parametrize("slug", sorted(METRICS))
def test_hidden_number_has_no_working(slug):
    found = written(slug, Moments(n=4, s=2, ss=4), conceal=True)
    assert (found.formula, found.method) == ("", "hidden")
