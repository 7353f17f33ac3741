"""The run: month after month, experience becomes answers, calls, orders and memberships."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ninefold.demo.world.answering import Answers, Invitations, answer, invite, review, shuffle
from ninefold.demo.world.chance import Chance
from ninefold.demo.world.closing_the_loop import Alerts, close_the_loop
from ninefold.demo.world.company import unit_effects
from ninefold.demo.world.customers import Customers, draw_customers
from ninefold.demo.world.experience import Experience, Lived, experience
from ninefold.demo.world.journeys import Beginning, Journeys, begin_help, begin_orders, begin_returns, joined
from ninefold.demo.world.measures import Measures, arrival, measure
from ninefold.demo.world.money import Ledger, hazard, order_rate, settle
from ninefold.demo.world.months import Months, months_until
from ninefold.demo.world.parameters import MONTHS, Doubles, Flags, Floats, Parameters, Whole

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, kw_only=True)
class Roll:
    """Who the customers are, and who holds the paid membership.

    Attributes
    ----------
    members : those at the end of each month.
    """

    months: Months
    customers: Customers
    members: tuple[Flags, ...]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Everything that happened, as columns.

    Attributes
    ----------
    journeys, measures, felt : one value a journey, in the same order.
    invitations, answers, alerts : their numbers of journeys and answers count over all months.
    lifted : the journeys that were better because of a call in time.
    ledgers : one a month.
    """

    parameters: Parameters
    chance: Chance
    months: Months
    customers: Customers
    journeys: Journeys
    measures: Measures
    felt: Experience
    lifted: Flags
    invitations: Invitations
    answers: Answers
    alerts: Alerts
    ledgers: tuple[Ledger, ...]

    @property
    def roll(self) -> Roll:
        """Its customers and who of them is a member, as `roll_of` gives them without the rest."""
        members = tuple(each.member for each in self.ledgers)
        return Roll(months=self.months, customers=self.customers, members=members)


@dataclass
class _State:
    """What goes from month to month, one value a customer.

    Attributes
    ----------
    level : the overall experience of the latest journey.
    member : holds the membership; `kept` is the chance of that.
    called : from when a call in time lifts the next journey.
    eased : a call in time makes leaving less likely, until the next journey.
    """

    level: Floats
    member: Flags
    kept: Doubles
    called: Whole
    eased: Flags


@dataclass(frozen=True, kw_only=True)
class _Month:
    lived: Lived
    lifted: Flags
    invitations: Invitations
    answers: Answers
    alerts: Alerts
    ledger: Ledger


def run(parameters: Parameters) -> Run:
    """Run the company for two years."""
    chance = Chance(seed=parameters.seed, customers=parameters.customers)
    done = list(_month_by_month(parameters, chance=chance))
    return _together(done, parameters=parameters, chance=chance)


def roll_of(parameters: Parameters) -> Roll:
    """Run the company for two years and keep who was a member alone, for a fraction of the memory."""
    chance = Chance(seed=parameters.seed, customers=parameters.customers)
    done = [
        (month.lived.customers, month.ledger.member) for month in _month_by_month(parameters, chance=chance)
    ]
    return Roll(
        months=months_until(parameters.until),
        customers=done[0][0],
        members=tuple(member for _customers, member in done),
    )


def _month_by_month(parameters: Parameters, *, chance: Chance) -> Iterator[_Month]:
    months = months_until(parameters.until)
    customers = draw_customers(parameters=parameters, chance=chance, months=months)
    units = unit_effects(chance=chance, feeling=parameters.feeling)
    state = _first_state(customers, parameters, chance)
    for month in range(MONTHS):
        now = Beginning(
            month=month, months=months, chance=chance, customers=customers, running=parameters.running
        )
        yield _run_month(now, state, units, parameters)


def _first_state(customers: Customers, parameters: Parameters, chance: Chance) -> _State:
    stream, count = chance.stream("beginning"), parameters.customers
    level = 0.6 * customers.leaning + 0.4 * stream.standard_normal(count, dtype=np.float32)
    member = stream.random(count) < parameters.money.member
    return _State(
        level=(level + np.float32(parameters.feeling.ordinary + parameters.lift)).astype(np.float32),
        member=member,
        kept=member.astype(np.float64),
        called=np.full(count, NEVER),
        eased=np.zeros(count, dtype=bool),
    )


def _run_month(now: Beginning, state: _State, units: Floats, parameters: Parameters) -> _Month:
    month, chance, customers = now.month, now.chance, now.customers
    present = customers.first_month <= month
    rate = _rate(now, state=state, present=present, parameters=parameters)
    journeys, measures = _begin(now, rate=rate, present=present, parameters=parameters)
    felt = experience(
        journeys=journeys,
        measures=measures,
        customers=customers,
        units=units,
        parameters=parameters,
        chance=chance,
        month=month,
    )
    felt, lifted = _lift_called(felt, journeys=journeys, state=state, by=parameters.closing_the_loop.lift)
    lived = Lived(
        journeys=journeys,
        measures=measures,
        felt=felt,
        customers=customers,
        parameters=parameters,
        chance=chance,
        month=month,
    )
    invitations = invite(lived=lived)
    answers = answer(lived=lived, invitations=invitations)
    alerts = close_the_loop(lived=lived, answers=answers)
    return _Month(
        lived=lived,
        lifted=lifted,
        invitations=invitations,
        answers=joined([answers, review(lived=lived)]),
        alerts=alerts,
        ledger=_close_month(lived, state=state, alerts=alerts, rate=rate, present=present),
    )


def _rate(now: Beginning, *, state: _State, present: Flags, parameters: Parameters) -> Doubles:
    return order_rate(
        customers=now.customers,
        state=state.level,
        member=state.member,
        present=present,
        season=now.months.numbers[now.month],
        money=parameters.money,
    )


def _begin(
    now: Beginning, *, rate: Doubles, present: Flags, parameters: Parameters
) -> tuple[Journeys, Measures]:
    """Begin the orders; what comes of them brings returns and calls for help."""
    orders = begin_orders(now=now, rate=rate)
    went = measure(journeys=orders, now=now, parameters=parameters)
    late = np.bincount(orders.customer[went.days_late > 0], minlength=rate.size)
    ordered = np.bincount(orders.customer, minlength=rate.size)
    returns = begin_returns(now=now, orders=orders, arrived=arrival(journeys=orders, measures=went))
    calls = begin_help(now=now, present=present, ordered=ordered, late=late)
    later = joined([returns, calls])
    return joined([orders, later]), joined([went, measure(journeys=later, now=now, parameters=parameters)])


def _lift_called(
    felt: Experience, *, journeys: Journeys, state: _State, by: float
) -> tuple[Experience, Flags]:
    """Make the next journey better for whom a call in time reached: the first that starts after it."""
    eligible = np.flatnonzero(journeys.start >= state.called[journeys.customer])
    late_to_early = eligible[np.argsort(-journeys.start[eligible], kind="stable")]
    first = np.full(state.called.size, -1)
    first[journeys.customer[late_to_early]] = late_to_early
    lifted = np.zeros(journeys.size, dtype=bool)
    lifted[first[first >= 0]] = True
    state.called[first >= 0] = NEVER
    return replace(felt, overall=(felt.overall + np.float32(by) * lifted).astype(np.float32)), lifted


def _close_month(lived: Lived, *, state: _State, alerts: Alerts, rate: Doubles, present: Flags) -> Ledger:
    """Let memberships end, close the books, and carry over what customers feel now."""
    parameters, chance, journeys = lived.parameters, lived.chance, lived.journeys
    risk = hazard(
        state=state.level,
        eased=state.eased,
        factor=parameters.closing_the_loop.hazard_factor,
        money=parameters.money,
    )
    stays = chance.stream("membership", month=lived.month).random(risk.size) >= risk
    state.member = state.member & (stays | ~present)
    state.kept = state.kept * np.where(present, 1 - risk, 1.0)
    ledger = settle(
        journeys=journeys,
        measures=lived.measures,
        customers=lived.customers,
        rate=rate,
        member=state.member & present,
        kept=state.kept * present,
        money=parameters.money,
    )
    order = np.argsort(journeys.start, kind="stable")
    state.level[journeys.customer[order]] = lived.felt.overall[order]  # the latest of each customer stays
    state.eased[journeys.customer] = False
    called = alerts.in_time
    state.eased[alerts.customer[called]] = True
    state.called[alerts.customer[called]] = alerts.contacted[called]
    return ledger


def _together(done: list[_Month], *, parameters: Parameters, chance: Chance) -> Run:
    """Put the months one below the other, and renumber what points from one table into another."""
    journeys, asked, answered = 0, 0, 0
    invitations, answers, alerts = [], [], []
    for month in done:
        one, two = month.invitations, month.answers
        invitations.append(replace(one, journey=one.journey + journeys))
        alerts.append(replace(month.alerts, answer=month.alerts.answer + answered))
        answers.append(
            replace(
                two,
                journey=two.journey + journeys,
                felt_as=two.felt_as + journeys,
                invitation=np.where(two.invitation < 0, -1, two.invitation + asked),
            )
        )
        journeys += month.lived.journeys.size
        asked += one.journey.size
        answered += two.journey.size
    given = joined(answers)
    return Run(
        parameters=parameters,
        chance=chance,
        months=months_until(parameters.until),
        customers=done[0].lived.customers,
        journeys=joined([month.lived.journeys for month in done]),
        measures=joined([month.lived.measures for month in done]),
        felt=joined([month.lived.felt for month in done]),
        lifted=np.concatenate([month.lifted for month in done]),
        invitations=joined(invitations),
        answers=shuffle(answers=given, chance=chance) if parameters.shuffled else given,
        alerts=joined(alerts),
        ledgers=tuple(month.ledger for month in done),
    )
