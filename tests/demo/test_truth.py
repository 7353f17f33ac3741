"""The truth is computed by the model, holds together, and is silent where nothing is planted."""

from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from ninefold.demo.truth import lines, show, truth_of
from ninefold.demo.world.parameters import Parameters, without_money_link

PARAMETERS = Parameters(until=date(2026, 11, 30), customers=12_000)


@pytest.fixture(scope="module")
def truth():
    return truth_of(PARAMETERS)


def test_raw_score_is_biased_and_weighting_removes_a_part(truth):
    assert 34 <= truth.nps <= 40
    assert truth.raw - truth.nps > 2
    assert truth.nps - 2 < truth.weighted < truth.raw - 1


def test_every_journey_has_its_drivers_in_order_and_its_weakest_link(truth):
    assert [(each.journey, each.weakest) for each in truth.journeys] == [
        ("Buy and receive", "delivery_promise"),
        ("Return", None),
        ("Get help", "solved_first_time"),
    ]
    assert [next(iter(each.shares)) for each in truth.journeys] == [
        "delivery_promise",
        "return_easy",
        "solved_first_time",
    ]


def test_planted_changes_show_at_their_size(truth):
    assert truth.depot.seen == pytest.approx(0.12, abs=0.03)
    assert truth.depot.nps < -2
    assert truth.call_back.seen == pytest.approx(0.21, abs=0.08)
    assert abs(truth.call_back.nps) < 4
    assert (truth.incentive.seen, truth.price_change.nps) == (0.0, 0.0)
    assert truth.incentive.nps > 10
    assert truth.price_change.seen == pytest.approx(-0.42, abs=0.03)
    assert truth.pilot.seen == pytest.approx(0.26, abs=0.06)
    assert truth.call.seen / truth.call.planted == pytest.approx(3.3, abs=0.5)


def test_slopes_hold_the_weights_and_what_failing_adds(truth):
    assert truth.slopes == pytest.approx(
        {
            "delivery_promise": 0.38,
            "as_described": 0.23,
            "price_fair": 0.16,
            "page_speed": 0.09,
            "range_wide": 0.0,
        },
        abs=0.02,
    )


def test_experience_is_worth_money(truth):
    assert min(truth.point, truth.broken_months, truth.at_stake, truth.a_call) > 0
    assert truth.margins["Heavy returners"] < 0 < truth.margins["Trade buyers"]


def test_without_money_link_experience_is_worth_nothing():
    cut = truth_of(without_money_link(replace(PARAMETERS, customers=3000)))
    assert (cut.point, cut.at_stake, cut.a_call) == (0.0, 0.0, 0.0)


def test_switched_off_changes_have_no_effect():
    off = {"depot_trouble", "call_back_queue", "incentive", "price_change", "pilot"}
    nothing = truth_of(replace(PARAMETERS, customers=3000, **dict.fromkeys(off)))
    effects = (nothing.depot, nothing.call_back, nothing.incentive, nothing.price_change, nothing.pilot)
    assert {(each.seen, each.nps) for each in effects} == {(0.0, 0.0)}
    assert nothing.broken_months == 0


def test_truth_does_not_hang_on_the_size_of_the_company(truth):
    half = truth_of(replace(PARAMETERS, customers=6000))
    assert half.nps == pytest.approx(truth.nps, abs=2)
    assert half.point / half.parameters.customers == pytest.approx(
        truth.point / truth.parameters.customers, rel=0.15
    )


def test_command_prints_every_line(truth):
    done = CliRunner().invoke(show, ["--customers", "12000", "--until", "2026-11-30"])
    assert done.exit_code == 0
    printed = done.output.splitlines()
    assert [line[:44].rstrip() for line in printed] == [what for what, _ in lines(truth)]
    assert "Weight of store_pleasant" + " " * 20 + "0.00 (no driver)" in printed
