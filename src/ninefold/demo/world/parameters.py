"""What is planted in the demo company: every number that the model runs on, and every switch."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MONTHS: Final = 24
LANGUAGES: Final = ("en", "fa", "uk", "ru", "ar", "zh")
LANGUAGE_SHARES: Final = (0.40, 0.15, 0.13, 0.12, 0.11, 0.09)
# Orders by calendar month, January first: the year of a home and furniture retailer.
SEASON: Final = (1.05, 0.92, 1.00, 1.02, 1.00, 0.95, 0.92, 0.98, 1.04, 1.02, 1.12, 0.98)


@dataclass(frozen=True, kw_only=True)
class Item:
    """A touchpoint as a survey asks about it, on a scale of 1 to 5.

    Attributes
    ----------
    name : what it is called in columns.
    base : the company's usual level, before units, segments, customers and operations.
    weight : what a point of it adds to the overall experience (the planted truth of a driver).
    effort : its share in how easy everything was.
    """

    name: str
    base: float
    weight: float
    effort: float = 0.0


ITEMS: Final = (
    Item(name="delivery_promise", base=4.30, weight=0.34, effort=0.3),
    Item(name="solved_first_time", base=4.25, weight=0.24, effort=0.4),
    Item(name="as_described", base=4.20, weight=0.19),
    Item(name="return_easy", base=3.95, weight=0.14, effort=0.8),
    Item(name="staff_knew", base=4.10, weight=0.10, effort=0.2),
    Item(name="price_fair", base=3.70, weight=0.08),
    Item(name="page_speed", base=4.20, weight=0.05, effort=0.3),
    Item(name="assembly", base=4.10, weight=0.05, effort=0.2),
    # A wait costs effort and hardly any loyalty: why the call-back queue moves CES and barely NPS.
    Item(name="wait_short", base=4.20, weight=0.03, effort=0.8),
    # No drivers: they go along with staff_knew and as_described, and that is all they do.
    Item(name="store_pleasant", base=4.20, weight=0.0),
    Item(name="range_wide", base=3.95, weight=0.0),
)
ITEM: Final = {item.name: place for place, item in enumerate(ITEMS)}


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A group of customers.

    Attributes
    ----------
    share : of all customers.
    orders : a month, of a member with an ordinary experience.
    value : mean value of an order, in the company's currency.
    returns : chance that an order comes back.
    shift : added to every item.
    replies : added to the log odds of answering.
    """

    name: str
    share: float
    orders: float
    value: float
    returns: float
    shift: float
    replies: float


SEGMENTS: Final = (
    Segment(name="First home", share=0.16, orders=0.20, value=240, returns=0.07, shift=0.05, replies=0.0),
    Segment(name="Families", share=0.20, orders=0.24, value=280, returns=0.08, shift=-0.05, replies=0.0),
    Segment(name="Home office", share=0.10, orders=0.16, value=190, returns=0.07, shift=0.05, replies=0.1),
    Segment(name="Students", share=0.12, orders=0.17, value=95, returns=0.07, shift=0.0, replies=-0.35),
    Segment(name="Seniors", share=0.10, orders=0.15, value=210, returns=0.05, shift=0.20, replies=0.3),
    Segment(name="Bargain hunters", share=0.14, orders=0.23, value=70, returns=0.10, shift=0.0, replies=-0.1),
    Segment(name="Heavy returners", share=0.08, orders=0.28, value=120, returns=0.5, shift=0.30, replies=0.1),
    Segment(name="Trade buyers", share=0.10, orders=0.44, value=420, returns=0.06, shift=-0.35, replies=-0.6),
)
PRODUCT_LINES: Final = ("Kitchens", "Bedrooms", "Living rooms", "Lighting", "Garden", "Offices")
MARGINS: Final = (0.34, 0.36, 0.38, 0.45, 0.30, 0.35)
LINE_SHARES: Final = (0.15, 0.20, 0.25, 0.16, 0.10, 0.14)


@dataclass(frozen=True, kw_only=True)
class Feeling:
    """How an experience comes about: standard deviations, and what operations take away from an item."""

    unit_sd: float = 0.25
    customer_sd: float = 0.5
    noise_sd: float = 0.8
    overall_sd: float = 0.30
    worst_penalty: float = 0.5
    worst_weight: float = 0.05  # of a touchpoint, for its failure to count as one
    ordinary: float = -0.05  # the overall level that an ordinary journey leaves
    day_late: float = -0.45
    days_late_most: int = 3
    wait_minute: float = -0.06
    wait_free: float = 3.0
    page_second: float = -0.10
    page_free: float = 2.0
    stock_out: float = -0.50
    not_solved: float = -0.70


@dataclass(frozen=True, kw_only=True)
class Running:
    """How well the company runs when nothing is planted: rates and usual waits."""

    delivered: float = 0.75
    assembled: float = 0.20
    late: float = 0.07
    phone_wait: float = 9.0
    chat_wait: float = 1.8
    page_load: float = 2.4
    stock_out: float = 0.06
    solved: float = 0.74
    help_base: float = 0.012
    help_order: float = 0.10
    help_late: float = 0.35
    second_delivery: float = 0.30


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who answers, and how what they feel becomes an answer."""

    invited: float = 0.80
    bounced: float = 0.025
    scanned: float = 0.06
    replies: float = -2.05
    replies_strength: float = 0.8  # of the distance, either way, from an experience not worth a word
    replies_middle: float = -0.27  # where that lies: a little below the ordinary
    replies_decade: float = 0.09  # for each decade of age
    replies_channel: tuple[float, ...] = (
        0.0,
        0.25,
        -0.2,
        0.4,
    )  # e-mail, text message, web, code in the store
    replies_language: tuple[float, ...] = (0.0, 0.15, 0.05, -0.2, -0.1, -0.35)
    nps_nine: float = -0.02  # who feels at least this answers 9 or 10
    nps_step: float = 0.28
    csat_four: float = -0.60
    csat_step: float = 0.55
    csat_sd: float = 0.25
    ces_level: float = 5.2
    ces_slope: float = 1.2
    ces_sd: float = 0.6
    skipped: float = 0.04
    comment: float = 0.24
    review: float = 0.004


@dataclass(frozen=True, kw_only=True)
class Money:
    """What experience is worth, and what serving costs."""

    order_slope: float = 0.12
    hazard: float = 0.024
    hazard_slope: float = -0.35
    member: float = 0.60
    fee: float = 4.90
    non_member: float = 0.55  # orders of a customer without membership, against a member's
    delivery_cost: float = 24.0
    return_cost: float = 38.0
    contact_cost: tuple[float, float, float] = (6.5, 4.2, 5.0)  # phone, chat, e-mail
    second_delivery_cost: float = 45.0


@dataclass(frozen=True, kw_only=True)
class ClosingTheLoop:
    """What a call within the target does, and who gets one."""

    lift: float = 0.30
    hazard_factor: float = 0.80
    target_hours: int = 48
    contact: float = -0.1  # log odds at usual severity and workload
    severity: float = 0.25
    workload: float = -0.8


@dataclass(frozen=True, kw_only=True)
class DepotTrouble:
    """A new depot system: more late deliveries in one region for two months."""

    region: int = 0
    months: tuple[int, int] = (10, 12)
    late: float = 0.19


@dataclass(frozen=True, kw_only=True)
class CallBackQueue:
    """Phone waits shorten from a month on."""

    since: int = 20
    factor: float = 0.35


@dataclass(frozen=True, kw_only=True)
class Incentive:
    """One store is paid by its score, and its staff ask for tens: answers move, experience does not."""

    store: int = 6
    since: int = 13
    tens: float = 0.55


@dataclass(frozen=True, kw_only=True)
class PriceChange:
    """Prices rise: customers say that they are less fair, and stay as loyal as they were."""

    since: int = 6
    price_fair: float = -0.45


@dataclass(frozen=True, kw_only=True)
class Pilot:
    """Text messages that name the delivery window, in the areas of four stores."""

    stores: tuple[int, ...] = (1, 4, 8, 11)
    months: tuple[int, int] = (16, 20)
    delivery_promise: float = 0.35


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The whole of what the model is told.

    Attributes
    ----------
    until : the reference day, the last on which anything happens. The 24th month is the one that holds it.
    customers : how many customers the company has.
    seed : the same seed gives the same bytes.
    shuffled : answers are dealt out anew among all who answered; nothing goes with anything any more.
    lift : added to every overall experience; how the worth of a point of NPS is found.
    depot_trouble, call_back_queue, incentive, price_change, pilot : planted changes; None switches one off.
    """

    until: date
    customers: int = 60_000
    seed: int = 19
    shuffled: bool = False
    lift: float = 0.0
    feeling: Feeling = field(default_factory=Feeling)
    running: Running = field(default_factory=Running)
    answering: Answering = field(default_factory=Answering)
    money: Money = field(default_factory=Money)
    closing_the_loop: ClosingTheLoop = field(default_factory=ClosingTheLoop)
    depot_trouble: DepotTrouble | None = field(default_factory=DepotTrouble)
    call_back_queue: CallBackQueue | None = field(default_factory=CallBackQueue)
    incentive: Incentive | None = field(default_factory=Incentive)
    price_change: PriceChange | None = field(default_factory=PriceChange)
    pilot: Pilot | None = field(default_factory=Pilot)


def small(*, until: date, seed: int = 19) -> Parameters:
    """Give the small company for tests: fewer customers, the same truth."""
    return Parameters(until=until, customers=3000, seed=seed)


def without_money_link(parameters: Parameters) -> Parameters:
    """Cut money from experience: what customers feel changes neither orders nor membership."""
    money = replace(parameters.money, order_slope=0.0, hazard_slope=0.0)
    loop = replace(parameters.closing_the_loop, hazard_factor=1.0)
    return replace(parameters, money=money, closing_the_loop=loop)
