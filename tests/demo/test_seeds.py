"""A small stand-in for benchmarks/seeds_demo.py: what is planted is found in a few small companies."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.seeds.handed import DEPOTS, answered, dealt_out, deliveries, happened
from benchmarks.seeds.looks import break_of, late_month
from benchmarks.seeds.record import UNTIL, found_at, truths
from benchmarks.seeds.verdicts import BAR, NOMINAL, Row, rows

from ninefold.demo.world.parameters import MONTHS, small
from ninefold.demo.world.simulation import run

SEEDS = (2, 3, 4)


@pytest.fixture(scope="module")
def world():
    return run(small(until=UNTIL, seed=2))


@pytest.fixture(scope="module")
def judged():
    found = [found_at(seed) for seed in SEEDS]
    return {row.question: row for row in rows(found, truth=truths())}


def test_planted_things_are_found(judged):
    with_a_bar = {question: row.hits for question, row in judged.items() if row.least is not None}
    assert with_a_bar == {
        f"{journey}: {what}": SEEDS
        for journey in ("Buy and receive", "Get help")
        for what in (
            "order of drivers, exactly",
            "every true rank within its interval",
            "weak touchpoint",
        )
    } | {
        "Broken month and its depot, within one month": SEEDS,
        "Pilot: effect in its interval": SEEDS,
    }


def test_nothing_is_found_beyond_chance_where_nothing_is(judged):
    silent = [row for row in judged.values() if row.most is not None]
    assert len(silent) == 13
    assert [row.question for row in silent if not row.kept] == []


def test_answers_dealt_out_are_those_of_the_shuffled_company(world):
    other = run(replace(world.parameters, shuffled=True))
    shuffled = answered(other, went=happened(other))
    dealt = answered(dealt_out(world), went=happened(world))
    assert np.array_equal(dealt.nps, shuffled.nps, equal_nan=True)
    for item, ratings in shuffled.ratings.items():
        assert np.array_equal(dealt.ratings[item], ratings, equal_nan=True)


def test_only_what_was_asked_is_answered(world):
    mine = answered(world, went=happened(world))
    for item, ratings in mine.ratings.items():
        assert mine.kind[~mine.met(item) & ~np.isnan(ratings)].tolist() == []


def test_late_deliveries_are_counted_by_the_month_of_the_promise(world):
    counted = deliveries(happened(world))
    assert counted.made.shape == (len(DEPOTS), MONTHS)
    assert (counted.late <= counted.made).all()
    first, after = world.parameters.depot_trouble.months
    share = counted.late[0, first:after].sum() / counted.made[0, first:after].sum()
    assert share == pytest.approx(0.19, abs=0.06)


def test_chart_of_a_company_without_trouble_is_not_the_troubled_one(world):
    calm = late_month(deliveries(happened(run(replace(world.parameters, depot_trouble=None)))))
    trouble = late_month(deliveries(happened(world)))
    assert (trouble.depot, trouble.month) == ("Coast depot", 10)
    assert (calm.depot, calm.month) != ("Coast depot", 10)
    assert 0 < calm.false < 0.5


def test_series_that_never_breaks_has_no_break():
    values = np.tile([3.0, 4.0, 5.0], 8 * 24)
    assert break_of(values, months=np.repeat(np.arange(24), 24)) is None


@pytest.mark.parametrize(("hits", "kept"), [(93, True), (92, False)])
def test_bar_is_kept_by_93_of_100(hits, kept):
    row = Row(question="found", hits=tuple(range(hits)), others=tuple(range(hits, 100)), least=BAR)
    assert row.kept is kept


@pytest.mark.parametrize(("hits", "kept"), [(10, True), (11, False)])
def test_silence_is_broken_where_the_exact_interval_lies_above_the_nominal_rate(hits, kept):
    row = Row(question="cried", hits=tuple(range(hits)), others=tuple(range(hits, 100)), most=NOMINAL)
    assert row.kept is kept
