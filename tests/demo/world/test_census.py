"""The census asks everybody, and a perfect analysis of it finds the planted drivers in their order."""

import numpy as np
import pytest

from ninefold.demo.world.census import census, driver_shares, failing_gaps, met_by_most, truth_of_journey
from ninefold.demo.world.company import BUY, HELP, RETURN, items_of
from ninefold.demo.world.experience import rated, touchpoints_met
from ninefold.demo.world.parameters import ITEM


@pytest.fixture(scope="module")
def whole(company):
    return census(company)


def test_map_asks_each_touchpoint_once():
    assert items_of(RETURN) == ("return_easy",)
    assert items_of(HELP) == ("wait_short", "staff_knew", "solved_first_time")
    assert items_of(BUY) == (
        "page_speed",
        "range_wide",
        "store_pleasant",
        "staff_knew",
        "price_fair",
        "delivery_promise",
        "assembly",
        "as_described",
    )


def test_everybody_rates_what_they_met_and_nothing_else(company, whole):
    assert np.array_equal(~np.isnan(whole.ratings), touchpoints_met(company.journeys))
    assert not np.isnan(whole.nps).any()


def test_who_answered_said_what_the_census_has(company, whole):
    answers, asked = company.answers, company.answers.invitation >= 0
    journey, items = answers.journey[asked], answers.items[asked]
    given = ~np.isnan(items)
    assert np.array_equal(items[given], whole.ratings[journey][given])
    honest = ~np.isnan(answers.nps[asked]) & ~answers.asked_for_ten[asked]
    assert np.array_equal(answers.nps[asked][honest], whole.nps[journey][honest])


def test_prices_are_called_less_fair_than_felt_since_the_change(company, whole):
    felt = rated(company.felt.items)[:, ITEM["price_fair"]]
    said, there = whole.ratings[:, ITEM["price_fair"]], ~np.isnan(felt)
    later = company.journeys.month >= company.parameters.price_change.since
    assert np.array_equal(said[there & ~later], felt[there & ~later])
    assert (said[there & later] < felt[there & later]).mean() > 0.3


def test_touchpoints_met_by_two_of_three_together_make_the_table():
    met = np.array([[1, 1, 1, 0], [1, 1, 0, 1], [0, 1, 1, 1]], dtype=bool)
    assert met_by_most(met) == (0, 1)
    assert met_by_most(met[:, [1]]) == (0,)
    assert met_by_most(met[:, :1] & met[:, 3:]) == ()


def test_orders_of_drivers_are_the_planted_ones(whole):
    assert list(truth_of_journey(whole, kind=BUY).shares) == [
        "delivery_promise",
        "as_described",
        "price_fair",
        "range_wide",
    ]
    assert list(truth_of_journey(whole, kind=HELP).shares) == [
        "solved_first_time",
        "staff_knew",
        "wait_short",
    ]
    assert truth_of_journey(whole, kind=RETURN).shares == {"return_easy": 1.0}


def test_shares_of_a_table_sum_to_one(whole):
    shares = driver_shares(whole, rows=whole.journeys.kind == HELP, items=items_of(HELP))
    assert sum(shares.values()) == pytest.approx(1.0)


def test_weakest_link_is_the_failing_touchpoint_that_goes_with_most(whole):
    found = truth_of_journey(whole, kind=HELP)
    assert found.weakest == "solved_first_time" == min(found.gaps, key=found.gaps.__getitem__)
    assert found.gaps == failing_gaps(whole, rows=whole.journeys.kind == HELP, items=items_of(HELP))
    assert truth_of_journey(whole, kind=BUY).weakest == "delivery_promise"


def test_journey_whose_map_asks_one_thing_has_no_weakest_link(whole):
    found = truth_of_journey(whole, kind=RETURN)
    assert (found.weakest, found.gaps) == (None, {})
