"""A lot of rows, each with the customer it speaks of, and the steps that store them in bulk."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ninefold.customers.histories import Line, value_at, with_line
from ninefold.customers.profiles.bulk import insert_values
from ninefold.customers.profiles.models import Account, AttributeValue, Customer, Identifier
from ninefold.customers.profiles.rows import CustomerRow, IdentifierKey
from ninefold.people.organisations.models import Organisation

BATCH: Final = 2_000
# More spellings of one identifier than data have; what comes later is found by its first ones.
MOST_SPELLINGS: Final = 20


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row, the customer it speaks of, and since when it holds."""

    row: CustomerRow
    keys: Mapping[IdentifierKey, str]
    customer: Customer
    at: datetime


@dataclass(kw_only=True)
class Lot:
    """Rows of one transaction.

    Attributes
    ----------
    told : the rows with their customers.
    known : the identifiers that were known, and those that are new.
    new : customers who were not known.
    fresh : identifiers that are not stored yet.
    torn : rows whose identifiers belong to several people.
    """

    organisation: Organisation
    known: dict[IdentifierKey, Identifier]
    told: list[Told] = field(default_factory=list)
    new: list[Customer] = field(default_factory=list)
    fresh: list[Identifier] = field(default_factory=list)
    torn: int = 0

    def take(self, row: CustomerRow, *, keys: Mapping[IdentifierKey, str], at: datetime) -> None:
        """Find out of whom a row speaks; identifiers that are new become that customer's."""
        met = [self.known[key].customer for key in keys if key in self.known]
        self.torn += len({_person(customer) for customer in met}) > 1
        customer = met[0] if met else self._stranger(at)
        for kind, value in keys:
            if (kind, value) not in self.known:
                fresh = Identifier(
                    organisation=self.organisation, customer=customer, kind=kind, value=value, spellings=[]
                )
                self.fresh.append(fresh)
                self.known[kind, value] = fresh
        self.told.append(Told(row=row, keys=keys, customer=customer, at=row.as_of or at))

    def _stranger(self, at: datetime) -> Customer:
        made = Customer(organisation=self.organisation, key=secrets.token_hex(16), created_at=at)
        self.new.append(made)
        return made

    def store_identifiers(self) -> set[int]:
        """Store new identifiers and new spellings; name the customers who got one."""
        respelled: dict[IdentifierKey, Identifier] = {}
        for each in self.told:
            for key, spelling in each.keys.items():
                known = self.known[key]
                if spelling not in known.spellings and len(known.spellings) < MOST_SPELLINGS:
                    known.spellings = [*known.spellings, spelling]
                    respelled[key] = known
        for identifier in self.fresh:
            identifier.customer_id = identifier.customer.pk
        Identifier.objects.bulk_create(self.fresh, batch_size=BATCH)
        new = {id(identifier) for identifier in self.fresh}
        changed = [identifier for identifier in respelled.values() if id(identifier) not in new]
        Identifier.objects.bulk_update(changed, ["spellings"], batch_size=BATCH)
        return {identifier.customer_id for identifier in (*self.fresh, *changed)}

    def place_in_accounts(self, *, at: datetime) -> set[int]:
        """Store accounts and who belongs to which; name the known customers who moved."""
        keys = {each.row.account.strip() for each in self.told} - {""}
        if not keys:
            return set()
        accounts = self._accounts(keys, at=at)
        moved: dict[int, list[int]] = {}
        for each in self.told:
            account = accounts.get(each.row.account.strip())
            if account is not None and each.customer.account_id != account.pk:
                each.customer.account = account
                if each.customer.pk:
                    moved.setdefault(account.pk, []).append(each.customer.pk)
        for account_id, customers in moved.items():
            Customer.objects.filter(pk__in=customers).update(account=account_id)
        return {customer for customers in moved.values() for customer in customers}

    def _accounts(self, keys: set[str], *, at: datetime) -> dict[str, Account]:
        owned = Account.objects.for_organisation(self.organisation)
        names = {each.row.account.strip(): each.row.account_name.strip() for each in self.told}
        found = {account.key: account for account in owned.filter(key__in=keys)}
        named = [account for key, account in found.items() if names[key] not in ("", account.name)]
        for account in named:
            account.name = names[account.key]
        Account.objects.bulk_update(named, ["name"], batch_size=BATCH)
        made = Account.objects.bulk_create(
            Account(organisation=self.organisation, key=key, name=names[key], created_at=at)
            for key in sorted(keys - set(found))
        )
        return found | {account.key: account for account in made}

    def store_strangers(self) -> None:
        """Store the customers who were not known."""
        Customer.objects.bulk_create(self.new, batch_size=BATCH)

    def store_attributes(self, *, source: str) -> set[int]:
        """Store every value that differs from what held at its moment; name the customers concerned."""
        histories = self._histories()
        values: dict[tuple[int, str, datetime], str] = {}
        for each in self.told:
            for name, value in each.row.told.items():
                place = (each.customer.pk, name)
                lines = histories.get(place, [])
                if value_at(lines, at=each.at) != value:
                    histories[place] = with_line(lines, at=each.at, value=value)
                    values[each.customer.pk, name, each.at] = value
        insert_values(organisation=self.organisation, values=values, source=source)
        return {customer for customer, _name, _since in values}

    def _histories(self) -> dict[tuple[int, str], list[Line]]:
        found: dict[tuple[int, str], list[Line]] = {}
        new = {customer.pk for customer in self.new}
        met = {each.customer.pk for each in self.told} - new
        if not met:
            return found
        owned = AttributeValue.objects.for_organisation(self.organisation).filter(customer__in=met)
        for customer, name, since, value in owned.order_by("since").values_list(
            "customer", "name", "since", "value"
        ):
            found.setdefault((customer, name), []).append((since, value))
        return found


def lot_of(*, organisation: Organisation, rows: Sequence[CustomerRow], at: datetime) -> Lot:
    """Find the customer of every row; nothing is stored yet."""
    keys = [row.known_by for row in rows]
    owned = Identifier.objects.for_organisation(organisation)
    known = owned.filter(value__in={value for each in keys for _kind, value in each})
    by_key = {(each.kind, each.value): each for each in known.select_related("customer")}
    lot = Lot(organisation=organisation, known=by_key)
    for row, its in zip(rows, keys, strict=True):
        lot.take(row, keys=its, at=at)
    return lot


def _person(customer: Customer) -> int | str:
    """Tell one person from another, stored or not."""
    return customer.merged_into_id or customer.pk or customer.key
