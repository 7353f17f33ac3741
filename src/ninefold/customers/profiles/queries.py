"""Reading customers: who is one person, by what they are known, what is true of them and since when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from ninefold.customers.consent.queries import words_of
from ninefold.customers.consent.rules import Cell, Conflict, Said, conflicts
from ninefold.customers.profiles.choices import Kind
from ninefold.customers.profiles.models import Account, AttributeValue, Customer, Identifier, Merge


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """What is true of a customer, since when, and what was before; the latest first."""

    name: str
    now: AttributeValue
    earlier: tuple[AttributeValue, ...]


@dataclass(frozen=True, kw_only=True)
class Two:
    """Two customers who may be one person, and all that somebody has to know before saying so.

    Attributes
    ----------
    accounts : both accounts where they differ; nobody but a person can choose between them.
    conflicts : what they said differently to the same purpose and channel.
    """

    kept: Customer
    absorbed: Customer
    accounts: tuple[Account, ...]
    conflicts: tuple[Conflict, ...]


def same_person(*, customer: Customer) -> tuple[int, ...]:
    """Number all customers who are one person with this one, the standing one first."""
    standing = customer.standing
    absorbed = Customer.objects.filter(merged_into=standing).order_by("pk").values_list("pk", flat=True)
    return (standing, *absorbed)


def identifiers_of(*, customer: Customer) -> tuple[Identifier, ...]:
    """List everything a person is known by, those of absorbed customers included."""
    found = Identifier.objects.filter(customer__in=same_person(customer=customer))
    order = [*Kind.values]
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), each.value)))


def spellings_of(identifiers: Collection[Identifier]) -> tuple[str, ...]:
    """Give all texts that stand for a person in the column `customer` of the facts."""
    return tuple(dict.fromkeys(text for each in identifiers for text in each.spellings))


def called(*, customer: Customer, identifiers: Collection[Identifier]) -> str:
    """Give what a customer is called on a page: a number of the data, else the beginning of the key."""
    numbers = [each for each in identifiers if each.kind == Kind.NUMBER] or [*identifiers]
    return numbers[0].spelling if numbers else customer.short


def attributes_of(*, customers: Collection[int], at: datetime) -> tuple[Attribute, ...]:
    """Give what is true of a person at a moment, with all that was before, in one query.

    Parameters
    ----------
    customers
        Numbers of all customers who are one person.
    at
        As of when: now, or the moment of a response.
    """
    lines: dict[str, list[AttributeValue]] = {}
    held = AttributeValue.objects.filter(customer__in=customers, since__lte=at)
    for line in held.order_by("name", "-since", "-pk"):
        lines.setdefault(line.name, []).append(line)
    return tuple(Attribute(name=name, now=told[0], earlier=tuple(told[1:])) for name, told in lines.items())


def words_said(*, customer: Customer) -> dict[Cell, Said]:
    """Give a person's last word to each purpose and channel."""
    return words_of(organisation=customer.organisation, customers=same_person(customer=customer))


def account_of(*, customer: Customer) -> Account | None:
    """Give the account of a person; see `accounts_of`."""
    return accounts_of(customers=[customer.standing])[customer.standing]


def accounts_of(*, customers: Collection[int]) -> dict[int, Account | None]:
    """Give the accounts of several people, in two queries.

    What somebody chose in a merge counts first, the latest choice before others; else the account that the
    data name for the standing customer, else for one that was merged into it.

    Parameters
    ----------
    customers
        Numbers of customers who stand for themselves.
    """
    found: dict[int, Account | None] = dict.fromkeys(customers)
    chosen = Merge.objects.filter(undone_at=None).exclude(account=None)
    ours = Q(kept__in=customers) | Q(kept__merged_into__in=customers)
    for merge in chosen.filter(ours).select_related("account", "kept").order_by("-pk"):
        found[merge.kept.standing] = found[merge.kept.standing] or merge.account
    told = Customer.objects.filter(Q(pk__in=customers) | Q(merged_into__in=customers)).exclude(account=None)
    members = sorted(told.select_related("account"), key=lambda each: (each.pk != each.standing, each.pk))
    for customer in members:
        found[customer.standing] = found[customer.standing] or customer.account
    return found


def merges_of(*, customer: Customer) -> QuerySet[Merge]:
    """Select the merges that stand among the customers who are one person, the latest first."""
    numbers = same_person(customer=customer)
    merges = Merge.objects.for_organisation(customer.organisation).filter(
        absorbed__in=numbers, undone_at=None
    )
    return merges.select_related("absorbed", "kept").order_by("-pk")


def two(*, kept: Customer, absorbed: Customer) -> Two:
    """Compare two customers before a merge."""
    own, others = account_of(customer=kept), account_of(customer=absorbed)
    differ = own is not None and others is not None and own != others
    return Two(
        kept=kept,
        absorbed=absorbed,
        accounts=(own, others) if own and others and differ else (),
        conflicts=conflicts(words_said(customer=kept), words_said(customer=absorbed)),
    )
