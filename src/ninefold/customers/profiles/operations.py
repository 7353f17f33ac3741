"""Saying that two customers are one person, and taking it back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from ninefold.customers.consent.operations import decide
from ninefold.customers.consent.rules import Cell, conflicts
from ninefold.customers.profiles.models import Account, Customer, Merge
from ninefold.customers.profiles.queries import account_of, same_person, words_said
from ninefold.people.audit.choices import Action
from ninefold.people.audit.operations import record
from ninefold.people.organisations.models import Organisation


class OnePersonError(Exception):
    """The two are one customer, or merged already."""


class AbsorbedError(Exception):
    """One of the two has been merged into another customer, who stands for them now."""


class GoneError(Exception):
    """One of the two is no longer there."""


class AccountUndecidedError(Exception):
    """The two belong to different accounts, and nobody said which of them stands."""


class TakenBackError(Exception):
    """The merge has been taken back already."""


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What the person who merges decides.

    Attributes
    ----------
    account : number of the account that stands where the two have different ones.
    consent : the state that stands, by purpose and channel; of what is not named here the stricter one does.
    """

    account: int | None = None
    consent: Mapping[Cell, str] = field(default_factory=dict)


@transaction.atomic
def merge_customers(
    *, kept: Customer, absorbed: Customer, decisions: Decisions, by: int | None, at: datetime
) -> Merge:
    """Say that two customers are one person, for whom the first of them stands from now on.

    No row of either is changed. Where they said different things to a purpose and channel, what stands is
    noted as a line of its own, for as long as the merge does.

    Parameters
    ----------
    kept, absorbed
        Two customers of one organisation, neither of them merged into another.
    by
        Number of the member who says so.

    Raises
    ------
    OnePersonError
        When both are the same, or merged with each other already.
    AbsorbedError
        When one of them is merged into somebody else.
    GoneError
        When one of them has been deleted meanwhile.
    AccountUndecidedError
        When they belong to different accounts and `decisions` names neither.
    """
    organisation = kept.organisation
    _lock(organisation.pk)
    kept, absorbed = _met(organisation, kept=kept.pk, absorbed=absorbed.pk)
    account = _account(kept, absorbed, chosen=decisions.account)
    contradicting = conflicts(words_said(customer=kept), words_said(customer=absorbed))
    made = Merge.objects.create(
        organisation=organisation,
        kept=kept,
        absorbed=absorbed,
        account=account,
        by=by,
        at=at,
    )
    Customer.objects.filter(pk__in=same_person(customer=absorbed)).update(merged_into=kept)
    states = {each.cell: decisions.consent.get(each.cell, each.stricter.value) for each in contradicting}
    decide(organisation=organisation, customer=kept.pk, merge=made.pk, states=states, by=by, at=at)
    details = {"other": absorbed.pk, "consents": len(states)}
    _record(made, action=Action.CUSTOMERS_MERGED, by=by, at=at, details=details)
    return made


@transaction.atomic
def take_back(*, merge: Merge, by: int | None, at: datetime) -> None:
    """Say that two merged customers are two after all; each is again what it was.

    Raises
    ------
    TakenBackError
        When somebody did so already.
    """
    _lock(merge.organisation_id)
    merge.refresh_from_db()
    if merge.undone_at is not None:
        raise TakenBackError
    Merge.objects.filter(pk=merge.pk).update(undone_at=at, undone_by=by)
    _part(merge)
    details = {"other": merge.absorbed_id}
    _record(merge, action=Action.CUSTOMERS_PARTED, by=by, at=at, details=details)


def part_from_others(*, organisation: int, customers: Collection[int], at: datetime) -> None:
    """Take back every merge that joins some customers with others; call it inside a transaction."""
    _lock(organisation)
    standing = Merge.objects.filter(organisation=organisation, undone_at=None)
    theirs = Q(kept__in=customers) ^ Q(absorbed__in=customers)
    for merge in standing.filter(theirs).select_related("organisation").order_by("-pk"):
        take_back(merge=merge, by=None, at=at)


def _met(organisation: Organisation, *, kept: int, absorbed: int) -> tuple[Customer, Customer]:
    """Read both behind the lock, and see whether they can be merged."""
    if kept == absorbed:
        raise OnePersonError
    owned = Customer.objects.for_organisation(organisation).select_related("organisation", "account")
    found = owned.in_bulk([kept, absorbed])
    if len(found) < 2:
        raise GoneError
    one, other = found[kept], found[absorbed]
    if one.standing == other.standing:
        raise OnePersonError
    if one.merged_into_id or other.merged_into_id:
        raise AbsorbedError
    return one, other


def _account(kept: Customer, absorbed: Customer, *, chosen: int | None) -> Account | None:
    """Give the account that was chosen; None where there is nothing to choose."""
    own, others = account_of(customer=kept), account_of(customer=absorbed)
    if own is None or others is None or own == others:
        return None
    for account in (own, others):
        if account.pk == chosen:
            return account
    raise AccountUndecidedError


def _part(merge: Merge) -> None:
    """Let the absorbed customer stand for itself again, and for all who were merged into it."""
    absorbed = merge.absorbed_id
    root = Customer.objects.values_list("merged_into", flat=True).get(pk=absorbed)
    into: dict[int, list[int]] = {}
    standing = Merge.objects.filter(undone_at=None, absorbed__merged_into=root)
    for one, other in standing.values_list("kept", "absorbed"):
        into.setdefault(one, []).append(other)
    below, waiting = set(), [absorbed]
    while waiting:
        found = into.get(waiting.pop(), [])
        below |= set(found)
        waiting += found
    Customer.objects.filter(pk=absorbed).update(merged_into=None)
    Customer.objects.filter(pk__in=below).update(merged_into=absorbed)


def _lock(organisation: int) -> None:
    """Let one merge after the other happen: two at once could otherwise make a circle that neither sees."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation)


def _record(
    merge: Merge, *, action: Action, by: int | None, at: datetime, details: Mapping[str, int]
) -> None:
    subject = f"customer {merge.kept_id}"
    record(organisation=merge.organisation, action=action, by=by, at=at, subject=subject, details=details)
