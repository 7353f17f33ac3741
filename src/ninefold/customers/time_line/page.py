"""A customer's page: who it is, what was agreed to, what happened, and the money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ninefold.customers.consent.grid import Line, grid
from ninefold.customers.consent.models import Consent
from ninefold.customers.consent.queries import latest, lines_of
from ninefold.customers.profiles.finding import visible
from ninefold.customers.profiles.models import Account, Customer, Identifier, Merge
from ninefold.customers.profiles.queries import (
    Attribute,
    account_of,
    attributes_of,
    called,
    identifiers_of,
    merges_of,
    same_person,
    spellings_of,
)
from ninefold.customers.time_line.choices import SCALES
from ninefold.customers.time_line.money import money_figure
from ninefold.customers.time_line.queries import Entry, TimeLine, time_line
from ninefold.customers.time_line.stages import Stages, stages_of
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.people.access import Access, Right

SHOWN: Final = 30
CASES_SHOWN: Final = 12


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of the time line in words: at which stage it was, and its scores with their names."""

    entry: Entry
    stage: str
    scores: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class CustomerPage:
    """Everything the template needs.

    Attributes
    ----------
    title : what the customer is called by: a number, else another identifier, else the beginning of the key.
    identifiers, hidden : those that the reader may see, and how many they may not.
    words : all that was ever said about consent, the latest first.
    entries : one page of the time line, of `pages`.
    """

    customer: Customer
    title: str
    identifiers: tuple[Identifier, ...]
    hidden: int
    account: Account | None
    attributes: tuple[Attribute, ...]
    consent: tuple[Line, ...]
    words: tuple[Consent, ...]
    merges: tuple[Merge, ...]
    line: TimeLine
    entries: tuple[Shown, ...]
    page: int
    pages: int
    money: Figure | None

    @property
    def newer(self) -> int:
        """Number of the page before."""
        return self.page - 1

    @property
    def older(self) -> int:
        """Number of the page after."""
        return self.page + 1


def customer_page(
    *, customer: Customer, access: Access, reader: Reader, page: int, at: datetime, as_of: datetime
) -> CustomerPage | None:
    """Gather what somebody may see of a customer.

    Parameters
    ----------
    customer
        One who stands for themselves.
    page
        Which page of the time line.
    at, as_of
        Now, and the moment whose attributes are shown.

    Returns
    -------
    CustomerPage or None
        None for who sees a part of the facts in which the customer does not occur: to them there is none.
    """
    identifiers = identifiers_of(customer=customer)
    line = time_line(
        organisation=customer.organisation,
        spellings=spellings_of(identifiers),
        sight=access.sight,
        comments=access.may(Right.READ_COMMENTS),
    )
    if line.empty and not access.sight.whole:
        return None
    known = _known(identifiers, line=line, access=access)
    numbers = same_person(customer=customer)
    words = lines_of(organisation=customer.organisation, customers=numbers)
    said = tuple(words.filter(at__lte=at))
    pages = max(1, -(-len(line.entries) // SHOWN))
    page = min(max(page, 1), pages)
    return CustomerPage(
        customer=customer,
        title=called(customer=customer, identifiers=known),
        identifiers=known,
        hidden=len(identifiers) - len(known),
        account=account_of(customer=customer),
        attributes=attributes_of(customers=numbers, at=as_of),
        consent=grid(latest(said)),
        words=said,
        merges=tuple(merges_of(customer=customer)),
        line=line,
        entries=_shown(
            line.entries[(page - 1) * SHOWN : page * SHOWN],
            stages=stages_of(organisation=customer.organisation),
        ),
        page=page,
        pages=pages,
        money=money_figure(told=line.months, reader=reader),
    )


def _known(identifiers: Sequence[Identifier], *, line: TimeLine, access: Access) -> tuple[Identifier, ...]:
    """Keep the identifiers that the reader may see: in a part of the facts those that occur there."""
    return tuple(identifiers) if access.sight.whole else visible(identifiers, seen=line.named)


def _shown(entries: Sequence[Entry], *, stages: Stages) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            entry=entry,
            stage=stages.get(("feedback", entry.touchpoint), "")
            if entry.is_answer
            else stages.get(("event", entry.kind), ""),
            scores=tuple((str(SCALES[score.scale]), score.value) for score in entry.scores),
        )
        for entry in entries
    )
