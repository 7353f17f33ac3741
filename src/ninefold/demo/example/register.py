"""The register of customers: who they are to the company, what they agreed to, and what changed since."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Final

import numpy as np
import pyarrow as pa

from ninefold.customers.consent.choices import Purpose, State
from ninefold.customers.consent.operations import ConsentLine
from ninefold.customers.profiles.choices import Kind
from ninefold.customers.profiles.rows import CustomerRow
from ninefold.demo.example.happenings import MEMBER, changes_of_membership
from ninefold.demo.world.columns import ids
from ninefold.demo.world.simulation import Roll
from ninefold.demo.world.tables import customers

REGISTER: Final = "Customer register"
_OWNERS: Final = (
    "Aster", "Birch", "Calder", "Dorn", "Elm", "Farrow", "Grove", "Harbour", "Iris", "Juniper",
    "Kestrel", "Larch", "Marsh", "North", "Oak", "Pine", "Quay", "Rowan", "Sorrel", "Thorn",
)  # fmt: skip
_TRADES: Final = (
    "Interiors",
    "Builders",
    "Hotels",
    "Offices",
    "Lettings",
    "Kitchens",
    "Studios",
    "Clinics",
    "Schools",
)


def register(*, roll: Roll) -> Iterator[CustomerRow]:
    """Give a row for each customer as they joined, then one for each change of a membership since."""
    members = set(ids("C", places=np.flatnonzero(roll.members[0])).to_pylist())
    for row in _rows(customers(roll)):
        yield _joined(row, member=row["customer"] in members)
    for when, who, state in changes_of_membership(roll):
        moment = datetime.fromtimestamp(when, UTC)
        for key in who.to_pylist():
            yield CustomerRow(
                identifiers=((Kind.NUMBER, key),), attributes={"Membership": state}, as_of=moment
            )


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=1_000):
        yield from batch.to_pylist()


def _joined(row: dict[str, Any], *, member: bool) -> CustomerRow:
    since = _morning(row["joined"])
    state = State.GIVEN if row["may_be_asked"] else State.REFUSED
    return CustomerRow(
        identifiers=((Kind.NUMBER, row["customer"]), (Kind.EMAIL, row["email"])),
        account=row["account"] or "",
        account_name=firm(row["account"]) if row["account"] else "",
        attributes={"Segment": row["segment"], "Language": row["language"], "Store": row["store"]}
        | ({"Membership": MEMBER} if member else {}),
        consents=(ConsentLine(purpose=Purpose.FEEDBACK, state=state),),
        as_of=since,
    )


def firm(account: str) -> str:
    """Invent the name of a firm by its number, such as A-0000042."""
    number, names = int(account[2:]) - 1, len(_OWNERS)
    first, apart = number % names, 1 + number // names % (names - 1)
    trade = _TRADES[number // (names * (names - 1)) % len(_TRADES)]
    return f"{_OWNERS[first]} & {_OWNERS[(first + apart) % names]} {trade}"


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
