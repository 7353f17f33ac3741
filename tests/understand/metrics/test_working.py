"""How a number was made is arithmetic that can be done again."""

import re

import pytest
from django.utils import translation

from cxstats.estimate import Moments
from ninefold.kit.arithmetic import pieces
from ninefold.kit.locales import Reader
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.metrics.registry import Kind, standard
from ninefold.understand.metrics.scoring import score
from ninefold.understand.metrics.tallies import Answers
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


def lines(found, *, reader=None):
    return ["".join(text for text, _ in pieces(line, reader=reader or Reader())) for line in found.formula]


def test_nps_shows_its_counts_and_its_interval():
    found = written("nps", Moments(n=1200, s=300, ss=900))
    assert lines(found) == [
        "NPS = 100 × (promoters − detractors) / n",
        "    = 100 × (600 − 300) / 1,200 = 25.0",
        "with 3/4 added to each side and 3 to n:",
        "m   = (600.75 − 300.75) / 1,203 = 0.249",
        "±   = 1.96 × √((0.749 − m²) / 1,203) = 0.047",
    ]
    assert str(found.method) == "adjusted Wald"
    middle, half = (float(re.search(r" = ([\d.]+)$", line)[1]) for line in lines(found)[-2:])
    assert middle - half == pytest.approx(found.score.estimate.low, abs=0.0015)
    assert middle + half == pytest.approx(found.score.estimate.high, abs=0.0015)


def test_nps_of_few_answers_names_the_other_method():
    found = written("nps", Moments(n=8, s=2, ss=6))
    assert str(found.method) == "score interval, for few answers"
    assert len(found.formula) == 2


def test_share_shows_how_many_of_how_many():
    found = written("csat", Moments(n=1200, s=900, ss=900))
    assert lines(found) == [
        "share = answers of 4 or more / n",
        "    = 900 / 1,200 = 75.0%",
        "Wilson:",
        "(p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z = 1.96",
    ]
    assert str(found.method) == "Wilson"


def test_mean_shows_sum_and_number():
    found = written("ces", Moments(n=40, s=230, ss=1400))
    assert lines(found) == [
        "mean = sum of answers / n",
        "    = 230 / 40 = 5.75",
        "±   = t(0.975, n − 1) × s / √n",
    ]
    assert (str(found.method), found.weighted, found.query) == (
        "Student’s t",
        None,
        "/api/scores?metric=nps&version=1",
    )


@pytest.mark.parametrize(("s", "ss"), [(31, 205), (9, 29)], ids=["7, 7, 7, 7, 3", "1, 1, 1, 1, 5"])
def test_mean_near_an_end_of_the_scale_says_that_its_interval_ends_there(s, ss):
    found = written("ces", Moments(n=5, s=s, ss=ss))
    assert lines(found)[-1] == "the interval ends where the scale does"
    assert {found.score.estimate.low, found.score.estimate.high} & {1.0, 7.0}


def test_query_names_the_version_and_is_none_where_nothing_is_stored():
    found = score(metric=METRICS["nps"], answers=Answers(moments=Moments(), blank=0, outside=0))
    assert working(score=found, query="/api/scores?metric=nps&").query == "/api/scores?metric=nps&version=1"
    assert working(score=found, query="").query == ""


@pytest.mark.parametrize("slug", sorted(METRICS))
@pytest.mark.parametrize("language", ["fa", "ar", "uk", "ru", "zh-hans"])
def test_formula_has_neither_english_words_nor_foreign_digits(slug, language):
    reader = Reader(language=language)
    with translation.override(language):
        # As a mean 5, 5, 5, 5, 1: its interval passes the end of one of the scales.
        mean = METRICS[slug].kind is Kind.MEAN
        sums = Moments(n=5, s=21, ss=101) if mean else Moments(n=1200, s=900, ss=900)
        text = " ".join(lines(written(slug, sums), reader=reader))
    assert set(re.findall(r"[A-Za-z]{2,}", text)) <= {"NPS", "Wilson"}
    foreign = set("0123456789") if reader.numbering != "latn" else set("۰۱۲٠١٢")
    assert foreign & set(text) == set()


@pytest.mark.parametrize("slug", sorted(METRICS))
def test_hidden_number_has_no_working(slug):
    found = written(slug, Moments(n=4, s=2, ss=4), conceal=True)
    assert (found.formula, found.method) == ((), "hidden")
