"""The columns that all facts of the example share: whose they are, and what is known of a customer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.demo.world.columns import ids
from ninefold.demo.world.simulation import Run
from ninefold.demo.world.tables import customers
from ninefold.engine.blocks import block_of
from ninefold.engine.facts import Table, schema_of

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Where rows belong: the numbers of organisation, survey (0 for events and outcomes), source and wave."""

    organisation: int
    survey: int
    source: int
    wave: int

    def columns(self, size: int) -> dict[str, pa.Array]:
        """Give the place columns of so many rows."""
        numbers = {name: getattr(self, name) for name in ("organisation", "survey", "source", "wave")}
        return {name: pa.repeat(pa.scalar(number, pa.int32()), size) for name, number in numbers.items()}


@dataclass(frozen=True, kw_only=True)
class People:
    """What the company's register says of each customer, one value a customer, in the order of their numbers.

    Attributes
    ----------
    key, block : who they are in the facts.
    language, segment, account, store : texts; `account` is that of a firm, nothing for everybody else.
    """

    key: pa.Array
    block: pa.Array
    language: pa.Array
    segment: pa.Array
    account: pa.Array
    store: pa.Array

    def columns(self, places: Places) -> dict[str, pa.Array]:
        """Give the columns about the customers at these places."""
        told = {
            "person": self.key,
            "customer": self.key,
            "block": self.block,
            "language": self.language,
            "segment": self.segment,
            "account": self.account,
        }
        chosen = pa.array(places)
        return {name: column.take(chosen) for name, column in told.items()}


def people_of(*, run: Run, organisation: int) -> People:
    """Read the register of a company once, for all its facts."""
    register = customers(run.roll, everybody=True).combine_chunks()
    keys = register["customer"].chunk(0)
    blocks = [block_of(organisation, key) for key in keys.to_pylist()]
    return People(
        key=keys,
        block=pa.array(blocks, pa.uint8()),
        **{name: register[name].chunk(0) for name in ("language", "segment", "account", "store")},
    )


def places_of(names: pa.Array) -> Places:
    """Give the places that identifiers such as C-0000042 count from 1."""
    numbers: Places = (
        pc.cast(pc.utf8_slice_codeunits(names, 2), pa.int64()).to_numpy(zero_copy_only=False) - 1
    )
    return numbers


def dated(instants: pa.Array) -> dict[str, pa.Array]:
    """Give the instant and the day of rows; the company lives by UTC."""
    at = instants.cast(pa.timestamp("us", "UTC"))
    return {"at": at, "local_date": pc.cast(at.cast(pa.timestamp("us")), pa.date32())}


def numbered(letter: str, *, first: int, size: int) -> pa.Array:
    """Number rows that have no key of their own, such as E-0000001."""
    return ids(letter, places=np.arange(first, first + size))


def by_day(table: pa.Table) -> pa.Table:
    """Sort rows by their day: a period then reads only the row groups that it touches."""
    return table.take(pc.sort_indices(table, sort_keys=[("local_date", "ascending")]))


def as_facts(columns: Mapping[str, pa.Array], *, table: Table) -> pa.RecordBatch:
    """Lay columns out in the order and with the types of their table, so that batches of it join."""
    known = schema_of(table=table, own=columns)
    schema = pa.schema([field for field in known if field.name in columns])
    return pa.RecordBatch.from_arrays(
        [columns[field.name].cast(field.type) for field in schema], schema=schema
    )
