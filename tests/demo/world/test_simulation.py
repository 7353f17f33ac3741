"""The run: planted things are there at their size, nothing is where nothing is planted."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from ninefold.demo.world.answering import net_promoters
from ninefold.demo.world.company import BUY, HELP, STORE, TOUCHPOINT
from ninefold.demo.world.effects import before_and_after, net_score, next_journey
from ninefold.demo.world.journeys import BY_PHONE, ON_WEB
from ninefold.demo.world.parameters import ITEM, SEGMENTS, small, without_money_link
from ninefold.demo.world.simulation import roll_of, run

UNTIL = date(2026, 11, 30)


def brought(world):
    return (world.journeys.kind == BUY) & world.journeys.delivered


def months(world, first, after):
    return (world.journeys.month >= first) & (world.journeys.month < after)


def ordered_on_web(world):
    """Give ratings and recommendation of those who had an order from the web delivered."""
    answers, journeys = world.answers, world.journeys
    names = ("delivery_promise", "as_described", "price_fair", "page_speed", "range_wide")
    ratings = answers.items[:, [ITEM[name] for name in names]]
    there = ~np.isnan(ratings).any(axis=1) & ~np.isnan(answers.nps) & ~journeys.assembled[answers.journey]
    return ratings[there].astype(float), answers.nps[there].astype(float)


def fit(columns, values):
    """Fit by least squares; give coefficients and standard errors, the constant left out."""
    x = np.column_stack([np.ones(len(values)), columns])
    found, _, _, _ = np.linalg.lstsq(x, values, rcond=None)
    left = values - x @ found
    error = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * (left @ left) / (len(values) - x.shape[1]))
    return found[1:], error[1:]


# --- seed -----------------------------------------------------------------------------------------------------


def test_roll_is_the_one_of_the_whole_run(tiny):
    alone, whole = roll_of(tiny.parameters), tiny.roll
    assert [each.tolist() for each in alone.members] == [each.tolist() for each in whole.members]
    assert alone.customers.joined.tolist() == whole.customers.joined.tolist()
    assert alone.months.starts.tolist() == whole.months.starts.tolist()
    assert any((before != after).any() for before, after in pairwise(alone.members))


def test_another_seed_gives_another_company(tiny):
    other = run(small(until=UNTIL, seed=20))
    assert other.answers.nps.tolist() != tiny.answers.nps.tolist()


def test_change_in_one_part_leaves_the_others_as_they_are(tiny):
    quiet = run(
        replace(tiny.parameters, answering=replace(tiny.parameters.answering, comment=0.9, review=0.0))
    )
    assert quiet.journeys.start.tolist() == tiny.journeys.start.tolist()
    assert quiet.felt.overall.tolist() == tiny.felt.overall.tolist()


def test_switching_the_pilot_off_changes_nothing_before_it(tiny):
    without = run(replace(tiny.parameters, pilot=None))
    first = tiny.parameters.pilot.months[0]
    before, same = months(tiny, 0, first), months(without, 0, first)
    assert without.felt.overall[same].tolist() == tiny.felt.overall[before].tolist()


# --- scores ---------------------------------------------------------------------------------------------------


def test_score_is_a_real_retailers(company):
    assert 34 <= net_score(company) <= 40
    assert 34 <= net_promoters(company.answers.nps) <= 40


def test_score_of_the_small_company_is_the_same_within_chance(tiny, company):
    assert abs(net_score(tiny) - net_score(company)) < 2.5


# --- planted --------------------------------------------------------------------------------------------------


def test_late_deliveries_rise_from_7_to_19_percent_in_one_region(company):
    late = company.measures.days_late > 0
    there = brought(company) & (company.customers.region[company.journeys.customer] == 0)
    within = months(company, *company.parameters.depot_trouble.months)
    assert late[there & within].mean() == pytest.approx(0.19, abs=0.02)
    assert late[there & ~within].mean() == pytest.approx(0.07, abs=0.01)
    elsewhere = brought(company) & (company.customers.region[company.journeys.customer] != 0)
    assert late[elsewhere & within].mean() == pytest.approx(0.07, abs=0.01)


def test_regression_finds_the_drivers_in_their_order(company):
    ratings, nps = ordered_on_web(company)
    found, error = fit(ratings, nps)
    weights = found * company.parameters.answering.nps_step
    assert weights == pytest.approx([0.37, 0.23, 0.12, 0.09, 0.0], abs=0.04)
    assert abs(found[4]) < 2.5 * error[4]  # the range is no driver ...
    assert np.corrcoef(ratings[:, 4], nps)[0, 1] > 0.2  # ... though it goes with the score


def test_without_penalty_and_failure_the_planted_weights_are_exact(company):
    plain = replace(company.parameters.feeling, worst_penalty=0.0, overall_sd=0.0)
    world = run(replace(company.parameters, customers=3000, feeling=plain))
    names = ("delivery_promise", "as_described", "price_fair", "page_speed")
    there = brought(world) & (world.journeys.channel == ON_WEB) & ~world.journeys.assembled & ~world.lifted
    ratings = np.clip(np.rint(world.felt.items[there][:, [ITEM[name] for name in names]]), 1, 5)
    found, _ = fit(ratings, world.felt.overall[there].astype(float))
    assert found == pytest.approx([0.34, 0.19, 0.08, 0.05], abs=1e-4)


def test_call_back_queue_eases_and_hardly_moves_loyalty(company):
    phoned = (company.journeys.kind == HELP) & (company.journeys.channel == BY_PHONE)
    since = phoned & months(company, company.parameters.call_back_queue.since, 24)
    before = phoned & ~since
    wait, effort = company.measures.wait_minutes, company.felt.effort
    assert wait[before].mean() == pytest.approx(9.0, abs=0.5)
    assert wait[since].mean() == pytest.approx(9.0 * 0.35, abs=0.3)
    assert effort[since].mean() - effort[before].mean() == pytest.approx(0.19, abs=0.07)
    assert company.felt.overall[since].mean() - company.felt.overall[before].mean() == pytest.approx(
        0, abs=0.05
    )


def test_incentive_moves_what_is_said_and_not_what_is_felt(company):
    incentive, answers = company.parameters.incentive, company.answers
    asked = (answers.touchpoint == TOUCHPOINT["Store visit"]) & ~np.isnan(answers.nps)
    since = company.journeys.month[answers.journey] >= incentive.since
    there = company.journeys.store[answers.journey] == STORE + incentive.store
    ten = answers.nps == 10
    rise = [ten[asked & side & since].mean() - ten[asked & side & ~since].mean() for side in (there, ~there)]
    assert rise[0] > 0.2
    assert rise[1] == pytest.approx(0, abs=0.06)
    felt = company.felt.overall[answers.journey]
    gain = felt[asked & there & since].mean() - felt[asked & there & ~since].mean()
    assert gain == pytest.approx(0, abs=0.35)


def test_price_change_moves_the_item_on_prices_alone(company):
    since = company.journeys.month[company.answers.journey] >= company.parameters.price_change.since
    said = company.answers.items[:, ITEM["price_fair"]]
    assert np.nanmean(said[since]) - np.nanmean(said[~since]) == pytest.approx(-0.42, abs=0.06)
    felt = company.felt.items[:, ITEM["price_fair"]]
    later = months(company, 6, 24)
    assert np.nanmean(felt[later]) - np.nanmean(felt[~later]) == pytest.approx(0, abs=0.03)


def test_pilot_is_found_against_its_controls(company):
    pilot = company.parameters.pilot
    area = np.isin(company.customers.store[company.journeys.customer], pilot.stores)
    during, before = months(company, *pilot.months), months(company, 12, 16)
    felt = company.felt.items[:, ITEM["delivery_promise"]]
    change = [np.nanmean(felt[side & during]) - np.nanmean(felt[side & before]) for side in (area, ~area)]
    assert change[0] - change[1] == pytest.approx(0.35, abs=0.08)


def test_before_and_after_of_alerted_customers_shows_three_times_the_truth(company):
    assert before_and_after(company) / company.parameters.closing_the_loop.lift == pytest.approx(3.3, abs=0.5)


def test_effect_of_a_call_is_found_among_alerted_customers_alike(company):
    alerts, following = company.alerts, next_journey(company)
    journey = company.answers.journey[alerts.answer]
    comes_back = following[journey] >= 0
    there = comes_back & (~alerts.in_time | company.lifted[following[journey]])
    known = [alerts.in_time, company.felt.overall[journey], alerts.severity, alerts.workload]
    found, error = fit(
        np.column_stack(known)[there].astype(float),
        company.felt.overall[following[journey]][there].astype(float),
    )
    assert abs(found[0] - 0.30) < 3 * error[0]
    assert found[0] > 5 * error[0]


def test_heavy_returners_are_happy_and_unprofitable_and_trade_buyers_the_reverse(company):
    names = [segment.name for segment in SEGMENTS]
    segment = company.customers.segment
    kept = np.sum([ledger.margin - ledger.cost for ledger in company.ledgers], axis=0)
    of = {name: segment == names.index(name) for name in ("Heavy returners", "Trade buyers")}
    score = {name: net_score(company, rows=who[company.journeys.customer]) for name, who in of.items()}
    assert score["Heavy returners"] > net_score(company) + 15
    assert score["Trade buyers"] < net_score(company) - 15
    assert kept[of["Heavy returners"]].mean() < 0 < kept[of["Trade buyers"]].mean()


def test_orders_and_membership_follow_experience(company):
    follow, members = money_follows(company)
    assert follow == pytest.approx(0.12, abs=0.04)
    assert members < -0.15


# --- nothing planted ------------------------------------------------------------------------------------------


def money_follows(world):
    """Give the slopes of log orders, and of log hazard, in what the last journey of the month before left."""
    orders, level, ended, held = [], [], [], []
    state = np.full(world.parameters.customers, np.nan)
    segment = world.customers.segment
    for month in range(1, 24):
        rows = np.flatnonzero(world.journeys.month == month - 1)
        rows = rows[np.argsort(world.journeys.start[rows], kind="stable")]
        state[world.journeys.customer[rows]] = world.felt.overall[rows]
        known = ~np.isnan(state) & world.ledgers[month - 1].member
        level.append(state[known])
        rate = np.array([each.orders for each in SEGMENTS])[segment[known]]
        orders.append(world.ledgers[month].orders[known] / rate)
        ended.append(~world.ledgers[month].member[known])
        held.append(known)
    level, orders, ended = np.concatenate(level), np.concatenate(orders), np.concatenate(ended)
    low, high = level < -0.4, level > 0.3
    apart = level[high].mean() - level[low].mean()
    return (
        np.log(orders[high].mean() / orders[low].mean()) / apart,
        np.log(ended[high].mean() / ended[low].mean()) / apart,
    )


def test_without_money_link_orders_and_membership_follow_nothing(company):
    follow, members = money_follows(run(without_money_link(company.parameters)))
    assert follow == pytest.approx(0, abs=0.04)
    assert members == pytest.approx(0, abs=0.15)


def test_shuffled_company_keeps_its_answers(company, shuffled):
    assert np.array_equal(np.sort(shuffled.answers.nps), np.sort(company.answers.nps), equal_nan=True)
    assert np.array_equal(shuffled.journeys.start, company.journeys.start)


def test_shuffled_company_is_silent_at_the_nominal_rate(shuffled):
    """Compare two halves of the answers by forty things that are not planted any more: 2 of 40 may cry."""
    answers, who = shuffled.answers, shuffled.customers
    customer = shuffled.journeys.customer[answers.journey]
    groups = [who.segment[customer] == each for each in range(8)]
    groups += [who.language[customer] == each for each in range(6)]
    groups += [who.store[customer] == each for each in range(12)]
    groups += [shuffled.journeys.month[answers.journey] == each for each in range(0, 24, 2)]
    groups += [
        shuffled.measures.days_late[answers.journey] > 0,
        shuffled.journeys.kind[answers.journey] == HELP,
    ]
    there = ~np.isnan(answers.nps)
    sizes = [
        (answers.nps[there & side].mean() - answers.nps[there & ~side].mean())
        / np.sqrt(
            answers.nps[there & side].var() / (there & side).sum()
            + answers.nps[there & ~side].var() / (there & ~side).sum()
        )
        for side in groups
    ]
    assert len(sizes) == 40
    assert sum(abs(size) > 1.96 for size in sizes) <= 6  # beyond that: 1 in 100
