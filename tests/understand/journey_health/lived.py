"""A journey whose numbers are known: three stages, four touchpoints, answers, events, and an owner."""

from datetime import UTC, date, datetime, timedelta

from tests import factories

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.kit.locales import Reader
from ninefold.understand.journey_health.looks import look_at
from ninefold.understand.journey_health.queries import journey_health
from ninefold.understand.journey_health.runs_queries import walked

DAY = date(2026, 2, 10)
BEGIN = datetime(2026, 2, 1, tzinfo=UTC)
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
PERIOD = "period=2026-02-01..2026-02-28"
FEBRUARY = Filter(sight=EVERYTHING, since=date(2026, 2, 1), until=date(2026, 3, 1))


def answers(count, *, touchpoint, nps, start=0, **more):
    """Answers of as many people, whose scores alternate between the two given."""
    return [
        {
            "touchpoint": touchpoint,
            "nps": float(nps[place % len(nps)]),
            "local_date": DAY,
            "person": f"p{start + place}",
            **more,
        }
        for place in range(count)
    ]


# Two names of one touchpoint, one that is clearly worse, and one that four people know.
ANSWERS = [
    *answers(60, touchpoint="web", nps=(10, 7)),
    *answers(40, touchpoint="shop page", nps=(10, 7), start=100),
    *answers(90, touchpoint="parcel", nps=(3, 7), start=200),
    *answers(80, touchpoint="help", nps=(10, 7), start=300),
    *answers(4, touchpoint="review", nps=(0,), start=400),
    *answers(50, touchpoint="elsewhere", nps=(0,), start=500),
]


def event(kind, hours, customer, **more):
    return {"kind": kind, "at": BEGIN + timedelta(hours=hours), "customer": customer, **more}


def events():
    """Thirty customers: all look, twenty order and get it, twelve of those call for help, and never end."""
    found = []
    for place in range(30):
        who = f"c{place}"
        found.append(event("visit", place, who, unit="North"))
        if place < 20:
            found += [
                event("ordered", place + 2, who, unit="North"),
                event("delivered", place + 50, who, unit="South"),
            ]
        if place < 12:
            found.append(event("called", place + 60, who, unit="South"))
    return found


def journey(*, of, **fields):
    """Map the journey with an owner of its first touchpoint."""
    shop = factories.touchpoint(
        of=of, name="Web shop", kind="web_page", answers=["web", "shop page"], events=["visit", "ordered"]
    )
    parcel = factories.touchpoint(of=of, name="Parcel", answers=["parcel"], events=["delivered"])
    line = factories.touchpoint(of=of, name="Help line", answers=["help"], events=["called"])
    site = factories.touchpoint(of=of, name="Review site", kind="review_site", answers=["review"])
    made = factories.journey(
        of=of,
        name="Order a chair",
        stages={"Order": [shop], "Receive": [parcel], "Live with it": [line, site]},
        **{"key": "customer", "starts": ["visit"], "ends": ["called"], "timeout_days": 30, **fields},
    )
    factories.ownership(by=factories.member(of=of, name="Olha"), touchpoint=shop)
    return made


def house(*, rows=ANSWERS, happened=None, **fields):
    """An organisation with the journey, its answers and its events."""
    of = factories.organisation()
    made = journey(of=of, **fields)
    if rows:
        factories.answers(of=of, rows=rows)
    told = events() if happened is None else happened
    if told:
        factories.events(of=of, rows=told)
    return of, made


def look(of, made, *, where=FEBRUARY, slug="nps"):
    """What somebody asks who looks at the journey."""
    return look_at(organisation=of, journey=made, where=where, slug=slug, at=AT, reader=Reader(language="en"))


def health_of(of, made, *, where=FEBRUARY):
    """How the journey stands."""
    return journey_health(look(of, made, where=where))


def walked_of(of, made, *, where=FEBRUARY):
    """How the journey is gone through."""
    return walked(look(of, made, where=where))


def runs_of(of, made, *, where=FEBRUARY):
    """The runs through the journey."""
    return walked_of(of, made, where=where).runs
