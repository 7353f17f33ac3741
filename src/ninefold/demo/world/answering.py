"""Answering: who is invited, who answers, and what they put down."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ninefold.demo.world.chance import Chance, pick
from ninefold.demo.world.company import BUY, HELP, RETURN, STORE, TOUCHPOINT
from ninefold.demo.world.experience import Lived, rated
from ninefold.demo.world.journeys import BY_CHAT, BY_MAIL, BY_PHONE, IN_STORE, Journeys, taken
from ninefold.demo.world.months import DAY, moment
from ninefold.demo.world.parameters import (
    ITEM,
    ITEMS,
    SEGMENTS,
    Answering,
    Flags,
    Floats,
    Parameters,
    PriceChange,
    Whole,
)

MEDIA: Final = ("email", "sms", "web", "qr")
STATUSES: Final = ("answered", "not answered", "bounced", "opened by a scanner", "not sent")
ANSWERED, SILENT, BOUNCED, SCANNED, NOT_SENT = range(5)
_REPLIES: Final = np.array([segment.replies for segment in SEGMENTS], dtype=np.float32)
NAN: Final = np.float32(np.nan)


@dataclass(frozen=True, kw_only=True)
class Invitations:
    """Columns, one value an invitation: at most one a customer and month.

    Attributes
    ----------
    journey : its place among the month's journeys (after the run: among all).
    touchpoint, medium, status : places in the lists of the same names.
    sent, answered : moments; `answered` counts only for those who did.
    """

    journey: Whole
    touchpoint: Whole
    medium: Whole
    status: Whole
    sent: Whole
    answered: Whole


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Columns, one value an answered journey.

    Attributes
    ----------
    journey : its place among the month's journeys (after the run: among all).
    invitation : its place among invitations, -1 for a public review, unasked.
    felt_as : the journey that the answers tell of; another one in the shuffled company alone.
    touchpoint : where the customer was asked.
    at : the moment.
    nps, csat, ces, rating : not a number where not answered.
    items : answers x items, 1 to 5.
    asked_for_ten : staff asked for a ten, and got it.
    """

    journey: Whole
    invitation: Whole
    felt_as: Whole
    touchpoint: Whole
    at: Whole
    nps: Floats
    csat: Floats
    ces: Floats
    rating: Floats
    items: Floats
    asked_for_ten: Flags


def nps_of(*, overall: Floats, answering: Answering) -> Floats:
    """Say what somebody who feels so would answer to "would you recommend us", by thresholds."""
    steps = np.floor((overall - np.float32(answering.nps_nine)) / np.float32(answering.nps_step))
    given: Floats = np.clip(9 + steps, 0, 10).astype(np.float32)
    return given


def net_promoters(nps: Floats) -> float:
    """Give the net promoter score of answers, in points."""
    given = nps[~np.isnan(nps)]
    return float(100 * (np.mean(given >= 9) - np.mean(given <= 6))) if given.size else float("nan")


def invite(*, lived: Lived) -> Invitations:
    """Ask one of the month's journeys of each customer, and see what becomes of the invitation."""
    journeys = lived.journeys
    u = lived.chance.uniform("invitations", month=lived.month, where=journeys.where, count=8)
    chosen = np.full(lived.customers.store.size, -1)
    order = np.argsort(u[:, 0], kind="stable")
    chosen[journeys.customer[order]] = order  # the last of each customer stays
    rows = np.sort(chosen[chosen >= 0])
    u, some = u[rows], taken(journeys, rows)
    medium = _medium(u[:, 1], journeys=some)
    ended = some.start // DAY + lived.measures.days_open[rows]
    return Invitations(
        journey=rows,
        touchpoint=_touchpoint(u[:, 2], journeys=some, solved=lived.measures.solved[rows]),
        medium=medium,
        status=_status(
            u[:, 3:6], medium=medium, journeys=some, overall=lived.felt.overall[rows], lived=lived
        ),
        sent=ended * DAY + 9 * 3600,
        answered=moment(
            days=ended + (u[:, 6] ** 2 * 5).astype(np.int64), hour=0.1 + np.float32(0.9) * u[:, 7]
        ),
    )


def answer(*, lived: Lived, invitations: Invitations) -> Answers:
    """Put down what the invited who answer have to say."""
    rows = np.flatnonzero(invitations.status == ANSWERED)
    journey, felt = invitations.journey[rows], lived.felt
    some, how = taken(lived.journeys, journey), lived.parameters.answering
    u = lived.chance.uniform("answers", month=lived.month, where=some.where, count=4 + len(ITEMS))
    z = lived.chance.normal("answers", month=lived.month, where=some.where, count=2)
    overall = felt.overall[journey]
    nps = nps_of(overall=overall, answering=how)
    touchpoint = invitations.touchpoint[rows]
    tens = _asked_for_tens(u[:, 0], touchpoint=touchpoint, journeys=some, parameters=lived.parameters)
    pleased = overall + how.csat_sd * z[:, 0] - how.csat_four
    ease = how.ces_level + how.ces_slope * (felt.effort[journey] - 4) + how.ces_sd * z[:, 1]
    csat, ces = np.clip(4 + np.floor(pleased / how.csat_step), 1, 5), np.clip(np.rint(ease), 1, 7)
    skips = u < how.skipped
    return Answers(
        journey=journey,
        invitation=rows,
        felt_as=journey,
        touchpoint=touchpoint,
        at=invitations.answered[rows],
        nps=np.where(skips[:, 1], NAN, np.where(tens, np.float32(10), nps)),
        csat=np.where(skips[:, 2], NAN, np.where(tens, np.float32(5), csat)).astype(np.float32),
        ces=np.where(skips[:, 3], NAN, ces).astype(np.float32),
        rating=np.full(rows.size, NAN),
        items=np.where(skips[:, 4:], NAN, item_answers(felt.items[journey], lived=lived)),
        asked_for_ten=tens,
    )


def review(*, lived: Lived) -> Answers:
    """Let a few write a public review unasked: mostly those who feel strongly."""
    journeys, felt, parameters = lived.journeys, lived.felt, lived.parameters
    u = lived.chance.uniform("reviews", month=lived.month, where=journeys.where, count=3)
    far = np.minimum(np.abs(felt.overall - parameters.feeling.ordinary), 1.5)
    writes = (journeys.kind == BUY) & (u[:, 0] < parameters.answering.review * np.exp(1.6 * far))
    rows = np.flatnonzero(writes)
    none = np.full(rows.size, NAN)
    stars = np.clip(4 + np.floor((felt.overall[rows] + 0.4) / 0.45), 1, 5).astype(np.float32)
    return Answers(
        journey=rows,
        invitation=np.full(rows.size, -1),
        felt_as=rows,
        touchpoint=np.full(rows.size, TOUCHPOINT["Recommendation"]),
        at=moment(
            days=journeys.start[rows] // DAY + 14 + (u[rows, 1] * 20).astype(np.int64), hour=u[rows, 2]
        ),
        nps=none,
        csat=none,
        ces=none,
        rating=stars,
        items=np.full((rows.size, len(ITEMS)), NAN),
        asked_for_ten=np.zeros(rows.size, dtype=bool),
    )


def item_answers(items: Floats, *, lived: Lived) -> Floats:
    """Answer items from 1 to 5 in one month."""
    months = np.full(len(items), lived.month)
    return as_said(items, months=months, change=lived.parameters.price_change)


def as_said(items: Floats, *, months: Whole, change: PriceChange | None) -> Floats:
    """Put experiences down as ratings; after the price change prices are called less fair than felt."""
    said = items.copy()
    if change is not None:
        said[months >= change.since, ITEM["price_fair"]] += np.float32(change.price_fair)
    return rated(said)


def shuffle(*, answers: Answers, chance: Chance) -> Answers:
    """Deal the answers out anew: each stays whole, and belongs to nobody's journey any more."""
    stream = chance.stream("shuffling")
    asked = np.flatnonzero(answers.invitation >= 0)
    reviews = np.flatnonzero(answers.invitation < 0)
    source = np.arange(answers.journey.size)
    source[asked], source[reviews] = stream.permutation(asked), stream.permutation(reviews)
    names = ("felt_as", "nps", "csat", "ces", "rating", "items", "asked_for_ten")
    return replace(answers, **{name: getattr(answers, name)[source] for name in names})


def _medium(uniform: Floats, *, journeys: Journeys) -> Whole:
    """Who bought in a store may be asked by a code there, who bought on the web on the page."""
    medium = pick(uniform, shares=(0.58, 0.22, 0.20))
    return np.where((medium == 2) & ((journeys.channel == IN_STORE) | (journeys.kind == HELP)), 3, medium)


def _touchpoint(uniform: Floats, *, journeys: Journeys, solved: Flags) -> Whole:
    """Ask at one of the touchpoints that the journey met."""
    store, phone = journeys.channel == IN_STORE, journeys.channel == BY_PHONE
    bought = np.where(store, TOUCHPOINT["Store visit"], TOUCHPOINT["Checkout"])
    handed = np.where(store, TOUCHPOINT["Returns desk"], TOUCHPOINT["Pick-up"])
    waited = np.where(phone, TOUCHPOINT["Phone wait"], TOUCHPOINT["Chat wait"])
    chatted = (journeys.kind == BUY) & (journeys.channel == BY_CHAT) & (uniform > 0.9)
    waits = (journeys.kind == HELP) & (journeys.channel != BY_MAIL) & (uniform < 0.35)
    cases: list[tuple[Flags, Whole | int]] = [
        (waits, waited),
        ((journeys.kind == HELP) & (uniform < 0.5), TOUCHPOINT["Answer"]),
        ((journeys.kind == HELP) & (uniform > 0.8) & ~solved, TOUCHPOINT["Follow-up"]),
        (journeys.kind == HELP, TOUCHPOINT["Solved"]),
        ((journeys.kind == RETURN) & (uniform < 0.5), handed),
        ((journeys.kind == RETURN) & (uniform < 0.7), TOUCHPOINT["Asking for a return"]),
        (journeys.kind == RETURN, TOUCHPOINT["Money back"]),
        (chatted, TOUCHPOINT["Chat advice"]),
        (journeys.assembled & (uniform < 0.45), TOUCHPOINT["Assembly"]),
        (journeys.delivered & (uniform < 0.55), TOUCHPOINT["Delivery"]),
        ((journeys.kind == BUY) & (uniform > 0.40) & (uniform < 0.70), TOUCHPOINT["Product in use"]),
        *_looking_back(uniform, ordered=(journeys.kind == BUY) & ~store, journeys=journeys),
    ]
    return np.select([case for case, _ in cases], [place for _, place in cases], bought).astype(np.int64)


def _looking_back(
    uniform: Floats, *, ordered: Flags, journeys: Journeys
) -> Iterator[tuple[Flags, Whole | int]]:
    """Ask some of those who did not buy in a store about how they came to order."""
    promised = ordered & journeys.delivered
    yield ordered & (uniform > 0.70) & (uniform < 0.74), TOUCHPOINT["Search result"]
    yield ordered & (uniform > 0.74) & (uniform < 0.77), TOUCHPOINT["Review site"]
    yield ordered & (uniform > 0.77) & (uniform < 0.82), TOUCHPOINT["Web page"]
    yield promised & (uniform > 0.82) & (uniform < 0.87), TOUCHPOINT["Promise of a day"]


def _status(uniform: Floats, *, medium: Whole, journeys: Journeys, overall: Floats, lived: Lived) -> Whole:
    who, customers, answering = journeys.customer, lived.customers, lived.parameters.answering
    odds = (
        answering.replies
        + answering.replies_strength * np.minimum(np.abs(overall - answering.replies_middle), 2.0)
        + answering.replies_decade * customers.age[who]
        + np.array(answering.replies_channel)[medium]
        + np.array(answering.replies_language)[customers.language[who]]
        + _REPLIES[customers.segment[who]]
    )
    email = medium == MEDIA.index("email")
    return np.select(
        [
            ~customers.consent[who] | (uniform[:, 0] > answering.invited),
            email & ~customers.mailbox[who],
            uniform[:, 1] < 1 / (1 + np.exp(-odds)),
            email & (uniform[:, 2] < answering.scanned),
        ],
        [NOT_SENT, BOUNCED, ANSWERED, SCANNED],
        SILENT,
    ).astype(np.int64)


def _asked_for_tens(
    uniform: Floats, *, touchpoint: Whole, journeys: Journeys, parameters: Parameters
) -> Flags:
    incentive = parameters.incentive
    if incentive is None:
        return np.zeros(touchpoint.size, dtype=bool)
    there = (touchpoint == TOUCHPOINT["Store visit"]) & (journeys.store == STORE + incentive.store)
    asked: Flags = there & (journeys.month >= incentive.since) & (uniform < incentive.tens)
    return asked
