"""The tables that the company's systems would hand over: plain typed Arrow columns.

What only the model knows (how a journey was felt, what a comment means) stands in `hidden_*`, apart from what
the product is given.
"""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from ninefold.demo.world.answering import MEDIA, NOT_SENT, SILENT, STATUSES
from ninefold.demo.world.columns import UNIT_NAMES, agents, days, ids, moments, money, names, numbers
from ninefold.demo.world.comments import Comment, comments, transcripts
from ninefold.demo.world.company import (
    JOURNEYS,
    REGIONS,
    STAFF,
    STORES,
    TOUCHPOINTS,
    UNITS,
    WEB,
    owners,
)
from ninefold.demo.world.customers import COUNTRIES, DECADES, mail_address
from ninefold.demo.world.journeys import CHANNELS, Journeys, taken
from ninefold.demo.world.parameters import ITEMS, LANGUAGES, PRODUCT_LINES, SEGMENTS, Doubles, Flags, Whole
from ninefold.demo.world.simulation import Roll, Run

_TOUCHPOINTS = tuple(each.name for each in TOUCHPOINTS)
_KINDS = tuple(each.units for each in TOUCHPOINTS)
_SEGMENTS = tuple(each.name for each in SEGMENTS)
BUYERS_A_FIRM = 3


def customers(roll: Roll, *, everybody: bool = False) -> pa.Table:
    """Give one row a customer, in the order of their numbers.

    Parameters
    ----------
    roll : who they are.
    everybody : also those who will join between the reference day and the end of its month.
    """
    who = roll.customers
    known = np.arange(who.store.size)
    here = known if everybody else np.flatnonzero(who.joined < roll.months.end)
    table = pa.table(
        {
            "customer": ids("C", places=known),
            "account": _accounts(who.segment),
            "segment": names(who.segment, known=_SEGMENTS),
            "language": names(who.language, known=LANGUAGES),
            "country": names(who.country, known=COUNTRIES),
            "region": names(who.region, known=REGIONS),
            "store": names(who.store, known=STORES),
            "birth_decade": pa.array(np.array(DECADES, dtype=np.int16)[who.decade]),
            "email": pa.array([mail_address(number) for number in range(known.size)]),
            "may_be_asked": pa.array(who.consent),
            "joined": days(who.joined),
        }
    )
    return table.take(pa.array(here))


def _accounts(segment: Whole) -> pa.Array:
    """Give the firms that trade buyers buy for, three of them for each; nothing for everybody else."""
    trade = segment == _SEGMENTS.index("Trade buyers")
    return ids("A", places=(np.cumsum(trade) - 1) // BUYERS_A_FIRM, there=trade)


def units() -> pa.Table:
    """Give one row a unit."""
    return pa.table(
        {
            "unit": list(UNIT_NAMES),
            "kind": [unit.kind for unit in UNITS],
            "parent": pa.array([unit.parent for unit in UNITS], pa.string()),
            "staff": pa.array(STAFF.astype(np.int16)),
        }
    )


def touchpoints() -> pa.Table:
    """Give one row a touchpoint, in the order in which customers meet them."""
    fields = ("name", "journey", "stage", "channel", "units", "item")
    return pa.table(
        {name: pa.array([getattr(each, name) for each in TOUCHPOINTS], pa.string()) for name in fields}
    )


def touchpoint_owners() -> pa.Table:
    """Give one row a touchpoint and unit: who answers for it."""
    return pa.table(
        {name: [getattr(each, name) for each in owners()] for name in ("touchpoint", "unit", "owner")}
    )


def journeys(run: Run) -> pa.Table:
    """Give one row a journey that has begun by the reference day."""
    rows = np.flatnonzero(run.journeys.start < run.months.end)
    some = taken(run.journeys, rows)
    bought = some.amount > 0
    return pa.table(
        {
            "journey": ids("J", places=rows),
            "kind": names(some.kind, known=JOURNEYS),
            "customer": ids("C", places=some.customer),
            "started": moments(some.start),
            "channel": names(some.channel, known=CHANNELS),
            "area": names(some.store, known=UNIT_NAMES),
            "product_line": names(some.line, known=PRODUCT_LINES, there=bought),
            "amount": money(some.amount, there=bought),
        }
    )


def invitations(run: Run) -> pa.Table:
    """Give one row an invitation that was due by the reference day, and what became of it."""
    asked = run.invitations
    rows = np.flatnonzero(asked.sent < run.months.end)
    some = taken(asked, rows)
    still = (some.status == 0) & (some.answered >= run.months.end)
    return pa.table(
        {
            "invitation": ids("I", places=rows),
            "journey": ids("J", places=some.journey),
            "customer": ids("C", places=run.journeys.customer[some.journey]),
            "touchpoint": names(some.touchpoint, known=_TOUCHPOINTS),
            "medium": names(some.medium, known=MEDIA),
            "sent": moments(some.sent, there=some.status != NOT_SENT),
            "status": names(np.where(still, SILENT, some.status), known=STATUSES),
        }
    )


def given(run: Run) -> Whole:
    """Give the places of the answers that have come in by the reference day."""
    return np.flatnonzero(run.answers.at < run.months.end)


def responses(run: Run, *, written: Iterable[Comment] | None = None) -> pa.Table:
    """Give one row a response, its comment among the columns.

    Parameters
    ----------
    run : the company's two years.
    written : its comments, where they are at hand already.
    """
    rows = given(run)
    some, how = taken(run.answers, rows), taken(run.journeys, run.answers.journey[rows])
    unit = unit_of(touchpoint=some.touchpoint, journeys=how)
    asked, who = some.invitation >= 0, run.customers
    lots = run.chance.stream("agents").random(run.answers.journey.size, dtype=np.float32)[rows]
    texts = np.full(run.answers.journey.size, None, dtype=object)
    for comment in comments(run) if written is None else written:
        texts[comment.place] = comment.written.text
    medium = run.invitations.medium[np.maximum(some.invitation, 0)]
    table = {
        "response": ids("R", places=rows),
        "survey": names(np.where(asked, 0, 1), known=("After a journey", "Public reviews")),
        "at": moments(some.at),
        "journey": ids("J", places=some.journey),
        "invitation": ids("I", places=some.invitation, there=asked),
        "touchpoint": names(some.touchpoint, known=_TOUCHPOINTS),
        "unit": names(np.maximum(unit, 0), known=UNIT_NAMES, there=unit >= 0),
        "area": names(how.store, known=UNIT_NAMES),
        "agent": agents(np.maximum(unit, 0), lots=lots, staff=STAFF, there=(unit >= 0) & (unit != WEB)),
        "channel": names(some.touchpoint, known=[each.channel for each in TOUCHPOINTS]),
        "medium": names(medium, known=MEDIA, there=asked),
        "language": names(who.language[how.customer], known=LANGUAGES),
        "segment": names(who.segment[how.customer], known=_SEGMENTS),
        "customer": ids("C", places=how.customer),
        "weight": pa.array(np.round(known_field_weights(run)[rows], 6), mask=~asked),
        "nps": numbers(some.nps),
        "csat": numbers(some.csat),
        "ces": numbers(some.ces),
        "rating": numbers(some.rating),
    }
    table |= {item.name: numbers(some.items[:, place]) for place, item in enumerate(ITEMS)}
    return pa.table(table | {"comment": pa.array(texts[rows], pa.string())})


def unit_of(*, touchpoint: Whole, journeys: Journeys) -> Whole:
    """Say which unit ran a touchpoint for a journey; -1 where it is nobody's own channel."""
    kinds = np.array(_KINDS)[touchpoint]
    meant = [
        (kinds == "outside", np.full(touchpoint.size, -1)),
        (kinds == "store", journeys.store),
        (kinds == "depot", journeys.depot),
        (kinds == "assembly crew", journeys.crew),
        ((kinds == "phone team") | (kinds == "chat team"), journeys.team),
    ]
    return np.select([case for case, _ in meant], [unit for _, unit in meant], WEB)


def known_field_weights(run: Run) -> Doubles:
    """Weigh who answered so that segments, age groups and languages stand as among all who were due."""
    who, asked = run.customers, run.answers.invitation >= 0
    cell = (who.segment * len(DECADES) + who.decade) * len(LANGUAGES) + who.language
    size = len(SEGMENTS) * len(DECADES) * len(LANGUAGES)
    due = np.bincount(cell[run.journeys.customer[run.invitations.journey]], minlength=size)
    answered = cell[run.journeys.customer[run.answers.journey]]
    got = np.bincount(answered[asked], minlength=size)
    weight: Doubles = (due / np.maximum(got, 1))[answered]
    weight[asked] /= weight[asked].mean()
    weight[~asked] = np.nan
    return weight


def outcomes(run: Run) -> Iterable[pa.RecordBatch]:
    """Give one row a customer and month, one batch a month that is over."""
    last_order = np.full(run.customers.store.size, -12)
    for month, ledger in enumerate(run.ledgers[: run.months.closed]):
        last_order[ledger.orders > 0] = month
        rows = np.flatnonzero(run.customers.first_month <= month)
        active: Flags = ledger.member | (month - last_order < 12)
        yield pa.record_batch(
            {
                "customer": ids("C", places=rows),
                "month": days(np.full(rows.size, run.months.starts[month])),
                "orders": pa.array(ledger.orders[rows].astype(np.int16)),
                "revenue": money(ledger.revenue[rows]),
                "margin": money(ledger.margin[rows]),
                "cost_to_serve": money(ledger.cost[rows]),
                "member": pa.array(ledger.member[rows]),
                "active": pa.array(active[rows]),
            }
        )


def alerts(run: Run) -> pa.Table:
    """Give one row an alert: who was unhappy, how much, and when somebody called."""
    end = run.months.end
    some = taken(run.alerts, np.flatnonzero(run.alerts.opened < end))
    called = (some.contacted > 0) & (some.contacted < end)
    return pa.table(
        {
            "response": ids("R", places=some.answer),
            "customer": ids("C", places=some.customer),
            "severity": pa.array(some.severity.astype(np.int16)),
            "area": names(run.customers.store[some.customer], known=STORES),
            "opened": moments(some.opened),
            "contacted": moments(some.contacted, there=called),
            "within_target": pa.array(some.in_time & called),
        }
    )


def spoken(run: Run) -> pa.Table:
    """Give the transcripts of some calls and chats."""
    kept = [each for each in transcripts(run) if run.journeys.start[each.place] < run.months.end]
    rows = np.array([each.place for each in kept], dtype=np.int64)
    some = taken(run.journeys, rows)
    return pa.table(
        {
            "journey": ids("J", places=rows),
            "at": moments(some.start),
            "channel": names(some.channel, known=CHANNELS),
            "unit": names(some.team, known=UNIT_NAMES),
            "language": names(run.customers.language[some.customer], known=LANGUAGES),
            "text": pa.array([each.written.text for each in kept], pa.string()),
        }
    )


def hidden_comments(run: Run, *, written: Iterable[Comment] | None = None) -> pa.Table:
    """Give what is true of each comment: its topics with their sentiment, its own sentiment, irony."""
    kept = list(comments(run) if written is None else written)
    said = [each.written for each in kept]
    return pa.table(
        {
            "response": ids("R", places=np.array([each.place for each in kept], dtype=np.int64)),
            "sentiment": pa.array([each.sentiment for each in said], pa.string()),
            "topics": pa.array(
                [[point.topic for point in each.points] for each in said], pa.list_(pa.string())
            ),
            "topic_sentiments": pa.array(
                [[point.sentiment for point in each.points] for each in said], pa.list_(pa.int8())
            ),
            "ironic": pa.array([each.ironic for each in said]),
        }
    )


def hidden_experience(run: Run) -> pa.Table:
    """Give how each journey was felt: the overall experience, and each touchpoint as it was."""
    felt = {
        item.name: pa.array(run.felt.items[:, place], from_pandas=True) for place, item in enumerate(ITEMS)
    }
    fixed = {"journey": ids("J", places=np.arange(run.journeys.size)), "overall": pa.array(run.felt.overall)}
    return pa.table(fixed | felt)
