"""Columns: how places in lists, seconds and cents become Arrow columns."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.demo.world.company import UNITS
from ninefold.demo.world.months import DAY
from ninefold.demo.world.parameters import Flags, Floats, Whole

UNIT_NAMES: Final = tuple(unit.name for unit in UNITS)


def names(places: Whole, *, known: Sequence[str], there: Flags | None = None) -> pa.Array:
    """Give the names at these places, nothing where there is none."""
    mask = None if there is None else ~there
    return pa.array(known, pa.string()).take(pa.array(places, mask=mask))


def ids(letter: str, *, places: Whole, there: Flags | None = None) -> pa.Array:
    """Give identifiers such as C-0000042, which count from 1; nothing where there is none."""
    digits = pc.utf8_lpad(pc.cast(pa.array(places + 1), pa.string()), 7, "0")
    written = pc.binary_join_element_wise(letter, digits, "-")
    return written if there is None else pc.if_else(pa.array(there), written, pa.scalar(None, pa.string()))


def moments(seconds: Whole, *, there: Flags | None = None) -> pa.Array:
    """Give instants in UTC."""
    mask = None if there is None else ~there
    return pa.array(seconds, mask=mask).cast(pa.timestamp("s", "UTC"))


def days(seconds: Whole, *, there: Flags | None = None) -> pa.Array:
    """Give the days of instants."""
    mask = None if there is None else ~there
    return pa.array((seconds // DAY).astype(np.int32), mask=mask).cast(pa.date32())


def money(cents: Whole, *, there: Flags | None = None) -> pa.Array:
    """Give amounts with two decimals."""
    mask = None if there is None else ~there
    return pa.array(np.round(cents / 100, 2), mask=mask)


def numbers(values: Floats | Whole, *, there: Flags | None = None) -> pa.Array:
    """Give small whole answers, nothing where not a number."""
    mask = np.isnan(values) if there is None else ~there
    return pa.array(np.where(mask, 0, values).astype(np.int16), mask=mask)


def measured(values: Floats, *, there: Flags) -> pa.Array:
    """Give a measurement with one decimal, nothing where nothing was measured."""
    return pa.array(np.round(values.astype(np.float64), 1), mask=~there)


def agents(units: Whole, *, lots: Floats, staff: Whole, there: Flags) -> pa.Array:
    """Name the member of staff who served: the unit's place and a number, as the staff table has it."""
    number = (lots * np.maximum(staff[units], 1)).astype(np.int64)
    return ids("S", places=np.cumsum(np.concatenate([[0], staff[:-1]]))[units] + number, there=there)
