"""Noting consent: line by line, never changing one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ninefold.customers.consent.choices import Channel, Purpose, State
from ninefold.customers.consent.models import Consent
from ninefold.customers.consent.rules import Cell
from ninefold.customers.histories import Line, value_at, with_line
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.organisations.models import Organisation

BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class ConsentLine:
    """What a file says of a customer's consent; `at` is when it was said, None for when the row held."""

    purpose: Purpose
    state: State
    channel: Channel = Channel.ANY
    at: datetime | None = None


@transaction.atomic
def note_consent(
    *,
    organisation: Organisation,
    customer: int,
    purpose: Purpose,
    channel: Channel,
    state: State,
    by: int,
    at: datetime,
    source: str = "",
) -> Consent:
    """Note what a customer said to a member.

    Parameters
    ----------
    customer
        Number of the customer who stands for the person.
    source
        Where it was said, in the member's words.
    """
    line = Consent.objects.create(
        organisation=organisation,
        customer_id=customer,
        purpose=purpose,
        channel=channel,
        state=state,
        by=by,
        at=at,
        source=source,
    )
    record(
        organisation=organisation,
        action=Action.CONSENT_CHANGED,
        by=by,
        at=at,
        subject=f"customer {customer}",
        details={"purpose": purpose.value, "means": channel.value, "change": state.value},
    )
    return line


def decide(
    *,
    organisation: Organisation,
    customer: int,
    merge: int,
    states: Mapping[Cell, str],
    by: int | None,
    at: datetime,
) -> None:
    """Note what stands of contradicting words for as long as a merge stands."""
    Consent.objects.bulk_create(
        Consent(
            organisation=organisation,
            customer_id=customer,
            purpose=purpose,
            channel=channel,
            state=state,
            at=at,
            by=by,
            merge_id=merge,
        )
        for (purpose, channel), state in states.items()
    )


def add_lines(
    *,
    organisation: Organisation,
    lines: Sequence[tuple[int, datetime, ConsentLine]],
    source: str,
) -> set[int]:
    """Add what files say of many customers; what says nothing new is left out.

    Parameters
    ----------
    lines
        Customer, moment, and what was said then.

    Returns
    -------
    set of int
        The customers of whom something new was said.
    """
    histories = _histories(organisation, customers={customer for customer, _at, _said in lines})
    new: list[Consent] = []
    for customer, at, said in lines:
        place = (customer, said.purpose.value, said.channel.value)
        history = histories.get(place, [])
        if value_at(history, at=at) == said.state.value:
            continue
        histories[place] = with_line(history, at=at, value=said.state.value)
        new.append(
            Consent(
                organisation=organisation,
                customer_id=customer,
                purpose=said.purpose,
                channel=said.channel,
                state=said.state,
                at=at,
                source=source,
            )
        )
    Consent.objects.bulk_create(new, batch_size=BATCH)
    return {line.customer_id for line in new}


def _histories(organisation: Organisation, *, customers: set[int]) -> dict[tuple[int, str, str], list[Line]]:
    """Read what these customers said themselves, in the order of the moments; merges decide nothing here."""
    found: dict[tuple[int, str, str], list[Line]] = {}
    owned = Consent.objects.for_organisation(organisation).filter(customer__in=customers, merge=None)
    told = owned.order_by("at", "pk").values_list("customer", "purpose", "channel", "at", "state")
    for customer, purpose, channel, at, state in told:
        lines = found.setdefault((customer, purpose, channel), [])
        if lines and lines[-1][0] == at:
            lines.pop()
        lines.append((at, state))
    return found
