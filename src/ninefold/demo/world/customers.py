"""The customers: who they are and how they tend to feel."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from ninefold.demo.world.chance import Chance, pick
from ninefold.demo.world.company import STORES_A_REGION
from ninefold.demo.world.months import DAY, Months
from ninefold.demo.world.parameters import (
    LANGUAGE_SHARES,
    SEGMENTS,
    Flags,
    Floats,
    Parameters,
    Whole,
)

DECADES: Final = (1940, 1950, 1960, 1970, 1980, 1990, 2000)
_DECADES: Final = {
    "Seniors": (0.35, 0.45, 0.20, 0, 0, 0, 0),
    "Students": (0, 0, 0, 0, 0.05, 0.25, 0.70),
    "First home": (0, 0, 0.02, 0.08, 0.25, 0.50, 0.15),
    "": (0.01, 0.06, 0.16, 0.24, 0.27, 0.20, 0.06),
}
COUNTRIES: Final = ("XA", "XB")  # codes that no country has
_ABROAD: Final = 0.07
_STORE_SHARES: Final = (0.13, 0.09, 0.07, 0.08, 0.10, 0.09, 0.08, 0.06, 0.09, 0.07, 0.08, 0.06)
_MAILBOXES: Final = ("example.com", "example.org", "example.net")


@dataclass(frozen=True, kw_only=True)
class Customers:
    """Columns, one value a customer.

    Attributes
    ----------
    segment, language, store, decade, country : places in the lists of the same names.
    joined : the first moment they are customers, in seconds.
    first_month : from which month on they buy: the one after they joined, 0 for all who were there before.
    consent : they may be asked.
    mailbox : the e-mail address works.
    leaning : how far they tend to feel better or worse than others.
    """

    segment: Whole
    language: Whole
    store: Whole
    decade: Whole
    country: Whole
    joined: Whole
    first_month: Whole
    consent: Flags
    mailbox: Flags
    leaning: Floats

    @property
    def region(self) -> Whole:
        """The region of their store."""
        return self.store // STORES_A_REGION

    @property
    def age(self) -> Floats:
        """Decades of age away from the middle."""
        return (3.5 - self.decade).astype(np.float32)


def draw_customers(*, parameters: Parameters, chance: Chance, months: Months) -> Customers:
    """Draw the customers of the company."""
    stream, count = chance.stream("customers"), parameters.customers
    u = stream.random((7, count), dtype=np.float32)
    segment = pick(u[0], shares=tuple(each.share for each in SEGMENTS))
    joined, first_month = _joined(u[4], months=months)
    return Customers(
        segment=segment,
        language=pick(u[1], shares=LANGUAGE_SHARES),
        store=pick(u[2], shares=_STORE_SHARES),
        decade=_decades(u[3], segment=segment),
        country=(stream.random(count) < _ABROAD).astype(np.int64),
        joined=joined,
        first_month=first_month,
        consent=u[5] < 0.94,
        mailbox=u[6] >= parameters.answering.bounced,
        leaning=stream.standard_normal(count, dtype=np.float32) * np.float32(parameters.feeling.customer_sd),
    )


def _decades(uniform: Floats, *, segment: Whole) -> Whole:
    decade = np.zeros(uniform.size, dtype=np.int64)
    for place, each in enumerate(SEGMENTS):
        mine = segment == place
        decade[mine] = pick(uniform[mine], shares=_DECADES.get(each.name, _DECADES[""]))
    return decade


def _joined(uniform: Floats, *, months: Months) -> tuple[Whole, Whole]:
    """Three of four were there before, for up to eight years; the others come one by one."""
    before = uniform < 0.75
    start, span = int(months.starts[0]), int(months.starts[-1] - months.starts[0])
    after = start + ((uniform - 0.75) / 0.25 * span).astype(np.int64)
    joined = np.where(before, start - (uniform / 0.75 * 8 * 365).astype(np.int64) * DAY - DAY, after)
    month = np.searchsorted(months.starts[1:], joined, side="right")
    return joined, np.where(before, 0, month + 1).astype(np.int64)


def mail_address(number: int) -> str:
    """Invent the e-mail address of a customer, at a domain that is nobody's."""
    return f"c{number + 1:06d}@{_MAILBOXES[number % 3]}"
