"""No sentence of a comparison claims what its intervals do not carry, whatever is held against whatever."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cxstats.moments import of_nps
from cxstats.scores import nps_from_moments
from ninefold.kit.locales import LANGUAGE_NAMES, Reader
from ninefold.understand.benchmarks.beside import Place, Standing, beside
from ninefold.understand.benchmarks.comparing import Held
from ninefold.understand.benchmarks.findings import grounds, headline, standing_words
from ninefold.understand.benchmarks.models import BenchmarkSet, BenchmarkValue
from ninefold.understand.benchmarks.rules import Fit
from ninefold.understand.metrics.registry import Kind, Metric

ALIKE = Fit(kind=True, scale=True, top=True, method=True, known=True)
NPS = Metric(slug="nps", name="NPS", meaning="", kind=Kind.NPS, column="nps", low=0.0, high=10.0)
SET = BenchmarkSet(
    name="Set", kind="nps", low=0.0, high=10.0, since=date(2025, 1, 1), until=date(2025, 12, 31)
)
OURS = st.tuples(*[st.integers(0, 120)] * 3).filter(lambda counts: sum(counts) >= 10)
FIGURE = st.fixed_dictionaries(
    {"value": st.integers(-100, 100).map(lambda points: points / 100)},
    optional={"n": st.integers(1, 2_000), "error": st.floats(0.001, 0.3)},
)


def held(ours, figures, *, fit=ALIKE):
    """Our NPS from counts of promoters, passives and detractors, held against figures."""
    promoters, passives, detractors = ours
    values = [BenchmarkValue(label=f"F{place}", position=place, **told) for place, told in enumerate(figures)]
    estimate = nps_from_moments(moments=of_nps(promoters=promoters, passives=passives, detractors=detractors))
    found = beside(values=values, benchmark=SET, ours=estimate)
    return (
        Held(
            benchmark=SET, metrics=(NPS,), metric=NPS, fit=fit, fitting=(NPS,), asked=(), method="web",
            measured=None, found=found,
        ),
        estimate,
    )  # fmt: skip


@settings(derandomize=True, max_examples=150)
@given(OURS, st.lists(FIGURE, min_size=1, max_size=12))
def test_a_figure_is_said_to_lie_apart_only_where_the_interval_leaves_out_0(ours, figures):
    found, estimate = held(ours, figures)
    for row in found.found.rows:
        words = standing_words(row, alone=found.found.family is None)
        claims = [word in words for word in ("you lie above", "you lie below")]
        if row.difference is not None:
            apart = [row.difference.low > 0, row.difference.high < 0]
        else:
            apart = [estimate.low > row.value.value, estimate.high < row.value.value]
        assert all(truth or not claim for claim, truth in zip(claims, apart, strict=True))


@settings(derandomize=True, max_examples=150)
@given(OURS, st.lists(FIGURE, min_size=1, max_size=12))
def test_headline_counts_only_what_can_be_told(ours, figures):
    found, _estimate = held(ours, figures)
    standings = [row.standing for row in found.found.rows]
    above, below = standings.count(Standing.BELOW), standings.count(Standing.ABOVE)
    place = found.found.place
    assert place == Place(total=len(figures), least=above, most=len(figures) - below)
    said = headline(found, reader=Reader())
    numbers = [int(each) for each in re.findall(r"\b\d+\b", said.replace("F0", ""))]
    if len(figures) == 1:
        assert ("lies above" in said, "lies below" in said) == (bool(below), bool(above))
    elif above == below == 0:
        assert "cannot be told" in said
    elif place.most == 0:
        assert (said.startswith("NPS lies above all"), numbers) == (True, [len(figures)])
    elif place.least == place.total:
        assert (said.startswith("NPS lies below all"), numbers) == (True, [len(figures)])
    else:
        ends = [place.least] * (place.least > 0) + [place.most] * (place.most < place.total)
        assert numbers == [len(figures), *dict.fromkeys(ends)]
        assert ("at most" in said, "at least" in said) == (place.least == 0, place.most == place.total)


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
@pytest.mark.parametrize("figures", [[0.5], [-0.9], [0.0], [0.5, 0.6], [0.9, -0.9], [0.9, 0.0, 0.01, -0.9]])
def test_sentences_are_whole_in_every_language(language, figures):
    found, _estimate = held((40, 20, 40), [{"value": each} for each in figures])
    reader = Reader(language=language)
    with translation.override(language):
        told = [headline(found, reader=reader), grounds(found, reader=reader)]
        told += [standing_words(row, alone=True) for row in found.found.rows]
    assert all(told)
    assert not any("%(" in each for each in told)


def test_without_a_way_to_judge_no_place_is_told():
    found, _estimate = held((40, 20, 40), [{"value": 0.5}])
    bare = SimpleNamespace(**{**vars(found), "fit": None})
    assert headline(bare, reader=Reader()) == "There is nothing of yours yet to hold against “Set”."
    refused = SimpleNamespace(**{**vars(found), "fit": Fit(**{**vars(ALIKE), "kind": False})})
    assert headline(refused, reader=Reader()) == "NPS cannot be compared with “Set”."


def test_noise_gives_no_finding_beyond_its_rate():
    """Twenty figures of the same truth: among 300 such houses, one in twenty may say a false word."""
    import numpy as np

    dice, false = np.random.default_rng(5), 0
    for _house in range(300):
        figures = []
        for _figure in range(20):
            plus, _middle, minus = dice.multinomial(200, [0.4, 0.3, 0.3])
            figures.append({"value": (plus - minus) / 200, "n": 200})
        found, _estimate = held(tuple(int(each) for each in dice.multinomial(200, [0.4, 0.3, 0.3])), figures)
        false += found.found.place != Place(total=20, least=0, most=20)
    assert false <= 25
