"""Tarnel Home: its units, the journeys of its customers, and who answers for each touchpoint."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ninefold.demo.world.chance import Chance
from ninefold.demo.world.parameters import ITEMS, Feeling, Floats

COMPANY: Final = "Tarnel Home"
REGIONS: Final = ("Coast", "Middle", "North")
STORES: Final = (
    "Harbour Street", "South Quay", "Lake View", "Riverside",
    "Old Mill", "Market Hall", "Station Square", "Garden City",
    "North Gate", "Castle Hill", "West Park", "Elm Avenue",
)  # fmt: skip
STORES_A_REGION: Final = len(STORES) // len(REGIONS)
CREWS_A_REGION: Final = 2
PHONE_TEAMS: Final = ("Phone mornings", "Phone evenings", "Phone weekends")
CHAT_TEAMS: Final = ("Chat days", "Chat evenings")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A part of the company that answers for touchpoints.

    Attributes
    ----------
    name, kind, parent : the parent is the name of another unit, None for the company.
    staff : how many people work there.
    """

    name: str
    kind: str
    parent: str | None
    staff: int


@dataclass(frozen=True, kw_only=True)
class Touchpoint:
    """A step of a journey.

    Attributes
    ----------
    item : what a survey asks about it; None where nobody measures.
    units : the kind of unit that runs it; "outside" where it is nobody's own channel.
    owned : somebody answers for it.
    """

    name: str
    journey: str
    stage: str
    channel: str
    units: str
    item: str | None
    owned: bool = True


BUY, RETURN, HELP = 0, 1, 2
JOURNEYS: Final = ("Buy and receive", "Return", "Get help")
# (name, journey, stage, channel, kind of unit, item)
_STEPS: Final = (
    ("Search result", BUY, "find", "web", "outside", "page_speed"),
    ("Review site", BUY, "find", "review site", "outside", "range_wide"),
    ("Catalogue", BUY, "find", "e-mail", "web shop", None),
    ("Web page", BUY, "choose", "web", "web shop", "page_speed"),
    ("Store visit", BUY, "choose", "store", "store", "store_pleasant"),
    ("Chat advice", BUY, "choose", "chat", "chat team", "staff_knew"),
    ("Checkout", BUY, "order", "web", "web shop", "price_fair"),
    ("Promise of a day", BUY, "order", "e-mail", "depot", "delivery_promise"),
    ("Delivery", BUY, "receive", "delivery van", "depot", "delivery_promise"),
    ("Assembly", BUY, "receive", "delivery van", "assembly crew", "assembly"),
    ("Product in use", BUY, "use", "web", "web shop", "as_described"),
    ("Recommendation", BUY, "tell others", "review site", "outside", "range_wide"),
    ("Asking for a return", RETURN, "ask", "web", "web shop", "return_easy"),
    ("Returns desk", RETURN, "hand over", "store", "store", "return_easy"),
    ("Pick-up", RETURN, "hand over", "delivery van", "depot", "return_easy"),
    ("Money back", RETURN, "money back", "e-mail", "web shop", "return_easy"),
    ("Phone wait", HELP, "wait", "phone", "phone team", "wait_short"),
    ("Chat wait", HELP, "wait", "chat", "chat team", "wait_short"),
    ("Answer", HELP, "answer", "phone", "phone team", "staff_knew"),
    ("Solved", HELP, "solved", "phone", "phone team", "solved_first_time"),
    ("Follow-up", HELP, "follow-up", "e-mail", "chat team", "solved_first_time"),
)
# Two touchpoints belong to nobody, between two houses each; the pages must flag them.
WITHOUT_OWNER: Final = frozenset({"Promise of a day", "Money back"})
NOT_MEASURED: Final = frozenset({"Catalogue"})
TOUCHPOINTS: Final = tuple(
    Touchpoint(
        name=name,
        journey=JOURNEYS[journey],
        stage=stage,
        channel=channel,
        units=units,
        item=item,
        owned=name not in WITHOUT_OWNER,
    )
    for name, journey, stage, channel, units, item in _STEPS
)
TOUCHPOINT: Final = {each.name: place for place, each in enumerate(TOUCHPOINTS)}


def items_of(journey: int) -> tuple[str, ...]:
    """Give what the touchpoints of a journey are asked, in their order along the way."""
    asked = (each.item for each in TOUCHPOINTS if each.journey == JOURNEYS[journey])
    return tuple(dict.fromkeys(item for item in asked if item is not None))


def _units() -> Iterator[Unit]:
    yield Unit(name=COMPANY, kind="company", parent=None, staff=220)
    for region in REGIONS:
        yield Unit(name=region, kind="region", parent=COMPANY, staff=6)
    for place, store in enumerate(STORES):
        yield Unit(name=store, kind="store", parent=REGIONS[place // STORES_A_REGION], staff=86)
    for region in REGIONS:
        yield Unit(name=f"{region} depot", kind="depot", parent=region, staff=70)
    for region in REGIONS:
        for number in range(1, CREWS_A_REGION + 1):
            yield Unit(name=f"{region} crew {number}", kind="assembly crew", parent=region, staff=15)
    yield Unit(name="Contact centre", kind="contact centre", parent=COMPANY, staff=10)
    for team in PHONE_TEAMS:
        yield Unit(name=team, kind="phone team", parent="Contact centre", staff=40)
    for team in CHAT_TEAMS:
        yield Unit(name=team, kind="chat team", parent="Contact centre", staff=25)
    yield Unit(name="Web shop", kind="web shop", parent=COMPANY, staff=50)


UNITS: Final = tuple(_units())


def first_of(kind: str) -> int:
    """Give the place in `UNITS` of the first unit of a kind; the others of the kind follow it."""
    return next(place for place, unit in enumerate(UNITS) if unit.kind == kind)


STORE, DEPOT, CREW = first_of("store"), first_of("depot"), first_of("assembly crew")
PHONE, CHAT, WEB = first_of("phone team"), first_of("chat team"), first_of("web shop")
STAFF: Final = np.array([unit.staff for unit in UNITS])
# Who answers in each kind of unit, by region where there are three.
_ANSWERS_FOR: Final = {
    "store": ("Hanna Lysenko", "Sofia Lind", "Yusuf Amin"),
    "depot": ("Dario Conti", "Karim Saleh", "Ivan Petrov"),
    "assembly crew": ("Olena Bondar",),
    "phone team": ("Omid Karimi",),
    "chat team": ("Parisa Rahimi",),
    "web shop": ("Mei Chen",),
    "company": ("Nadia Haddad",),
}
# What happens after the sale is somebody else's in the web shop.
_AFTER_THE_SALE: Final = {"Product in use": "Li Na", "Asking for a return": "Li Na"}
OWNERS: Final = (*(name for names in _ANSWERS_FOR.values() for name in names), "Li Na")


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who answers for a touchpoint in a unit."""

    touchpoint: str
    unit: str
    owner: str


def owners() -> tuple[Owner, ...]:
    """Name who answers for each touchpoint in each unit that runs it; two touchpoints are nobody's.

    Touchpoints outside the company's own channels are the company's as a whole.
    """
    return tuple(
        Owner(touchpoint=touchpoint.name, unit=unit.name, owner=_owner(touchpoint, unit))
        for touchpoint in TOUCHPOINTS
        if touchpoint.owned
        for unit in UNITS
        if unit.kind == touchpoint.units or (touchpoint.units == "outside" and unit.parent is None)
    )


def _owner(touchpoint: Touchpoint, unit: Unit) -> str:
    names = _ANSWERS_FOR[unit.kind]
    region = REGIONS.index(unit.parent) if unit.parent in REGIONS else 0
    return _AFTER_THE_SALE.get(touchpoint.name, names[region % len(names)])


def unit_effects(*, chance: Chance, feeling: Feeling) -> Floats:
    """Draw how far each unit lies from the others of its kind, for each item: units x items."""
    drawn = chance.stream("units").standard_normal((len(UNITS), len(ITEMS)), dtype=np.float32)
    kinds = np.array([unit.kind for unit in UNITS])
    for kind in np.unique(kinds):
        drawn[kinds == kind] -= drawn[kinds == kind].mean(axis=0)
    return drawn * np.float32(feeling.unit_sd)
