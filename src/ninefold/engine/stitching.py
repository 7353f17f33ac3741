"""Journeys stitched from events: which events belong to one instance of a journey, and which begin the next.

Written once as window functions in Narwhals, so that it runs wherever the facts lie. An event is compared
with its neighbours of the same key alone; nothing is ever read row by row in Python.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, get_args

import narwhals as nw
import numpy as np
import pyarrow as pa

from ninefold.engine.engines import Clock, Lookup
from ninefold.engine.facts import Frame

Key = Literal["customer", "case"]
KEYS: Final[tuple[Key, ...]] = get_args(Key)
# The columns of table `event` that stitching reads.
READ: Final = ("block", "at", "local_date", "source", "record", "customer", "case", "person", "kind")
# So many steps of an instance tell its variant from others; those after them count by their number alone.
TOLD_APART: Final = 1_000
INSTANT: Final = nw.Datetime("us", "UTC")
# Events of one instant are in the order of their file, which their records begin with.
ORDER: Final = ["at", "source", "record"]
# In microseconds, as moments are told apart.
SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PRIME: Final = 2**31 - 1
_SEEDS: Final = (9, 2026)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How the events of a key are cut into instances.

    Attributes
    ----------
    key : what holds an instance together: a customer, or a case such as an order or a ticket.
    starts : kinds that begin an instance where none is under way; none means that any kind does. Events
        before the first start, or between an end and the next start, belong to no instance.
    ends : kinds that end an instance; none means that it stays open.
    timeout_days : days of silence after which an instance has been left; None for no limit. A customer's
        next event then begins another one. A case holds together however long nothing happens in it.

    Raises
    ------
    ValueError
        If there is no such key, or the days are not positive.
    """

    key: Key
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    timeout_days: int | None = None

    def __post_init__(self) -> None:
        if self.key not in KEYS:
            raise ValueError(f"Events are stitched by customer or by case, not by {self.key!r}.")
        if self.timeout_days is not None and self.timeout_days <= 0:
            raise ValueError(f"Days of silence must be positive, not {self.timeout_days}.")


def usable(frame: Frame, *, rules: Rules, at: datetime) -> Frame:
    """Keep the events that can be stitched: with a key, a kind, and a moment that has come.

    Parameters
    ----------
    frame : Frame
        Events, with the columns `READ`.
    at : datetime
        The present moment, with a time zone.

    Returns
    -------
    Frame
        With columns ``key`` and ``who`` (the customer where known, else the key) as numbers, from 1 in the
        order of the names: what is made of them can be held without holding a name. An event without an
        instant stands at the beginning of its day.
    """
    known = keyed(frame, rules=rules).filter(
        ~nw.col("key").is_null(), ~nw.col("kind").is_null(), nw.col("at") <= at
    )
    if rules.key == "customer":
        return _numbered(known, column="key").with_columns(nw.col("key").alias("who"))
    return _numbered(_numbered(known, column="key"), column="who")


def _numbered(frame: Frame, *, column: str) -> Frame:
    """Put a number in the place of each name of a column."""
    place = nw.col(column).cum_count().over(order_by=column).alias("place_of_name")
    names = frame.select(column).unique().with_columns(place)
    told = frame.join(names, on=column, how="inner")
    return told.with_columns(nw.col("place_of_name").alias(column)).drop("place_of_name")


def keyed(frame: Frame, *, rules: Rules) -> Frame:
    """Give every event its key, who it happened to, and a moment where it has a day alone."""
    midnight = nw.col("local_date").cast(INSTANT)
    return frame.with_columns(
        nw.col(rules.key).alias("key"),
        nw.coalesce("customer", rules.key, "person").alias("who"),
        nw.coalesce(nw.col("at"), midnight).alias("at"),
    )


def stitched(
    frame: Frame,
    *,
    rules: Rules,
    kinds: Sequence[str],
    places: Mapping[str, int],
    at: datetime,
    engine: Clock,
) -> Frame:
    """Give every event its instance and its step within it; events of no instance are left out.

    Parameters
    ----------
    frame : Frame
        What `usable` gives.
    kinds : sequence of str
        All kinds of event there are.
    places : mapping of str to int
        The place of a kind along the journey, from 1; kinds that stand nowhere in it are left out.
    at : datetime
        The present moment: the silence after the last event lasts until then.
    engine : Lookup
        The engine of the frame.

    Returns
    -------
    Frame
        With columns ``instance`` (the number of its first event among those of the key), ``step`` (from 1),
        ``ends``, ``silent`` (0 or 1: its kind ends; more silence follows than allowed), ``place``,
        ``kind_number`` (the place of its kind among `kinds`, from 0), ``code_0``, ``code_1``, random numbers
        that stand for the kind. Events of one instant are in the order of source and record.
    """
    timed = engine.micros(frame, of="at", name="moment")
    known = timed.join(engine.lookup(_lookup(rules, kinds=kinds, places=places)), on="kind", how="inner")
    lots = _in_lots(_beside(known), rules=rules, at=at)
    if rules.starts:
        begun = nw.when(nw.col("starts") == 1).then(nw.col("number")).min().over("key", "lot")
        lots = lots.with_columns(begun.alias("instance")).filter(nw.col("number") >= nw.col("instance"))
    else:
        lots = lots.with_columns(nw.col("lot").alias("instance"))
    return lots.with_columns((nw.col("number") - nw.col("instance") + 1).alias("step"))


def _beside(frame: Frame) -> Frame:
    """Number the events of each key, and set beside each what lies before and after it."""
    return frame.with_columns(
        nw.col("moment").shift(-1).over("key", order_by=ORDER).alias("next_moment"),
        nw.col("moment").shift(1).over("key", order_by=ORDER).alias("moment_before"),
        nw.col("ends").shift(1).over("key", order_by=ORDER).alias("after_end"),
        nw.col("ends").cum_count().over("key", order_by=ORDER).alias("number"),
    )


def _in_lots(frame: Frame, *, rules: Rules, at: datetime) -> Frame:
    """Cut the events of each key after every end and after every silence."""
    new = nw.col("moment_before").is_null() | (nw.col("after_end") == 1)
    silent: nw.Expr = nw.lit(0)
    if rules.timeout_days is not None:
        until = nw.coalesce(nw.col("next_moment"), nw.lit(_micros(at)))
        quiet = _silence(until, after=nw.col("moment"), days=rules.timeout_days)
        if rules.key == "customer":
            new = new | _silence(nw.col("moment"), after=nw.col("moment_before"), days=rules.timeout_days)
        else:
            quiet = quiet & nw.col("next_moment").is_null()
        silent = _flag(quiet)
    first = nw.when(new).then(nw.col("number")).otherwise(nw.lit(0))
    cut = frame.with_columns(first.alias("first"), silent.alias("silent"))
    # By their number, which is that order already and sorted far more quickly.
    return cut.with_columns(nw.col("first").cum_max().over("key", order_by="number").alias("lot"))


def instances(frame: Frame, *, engine: Lookup) -> Frame:
    """Sum up the events of every instance.

    Parameters
    ----------
    frame : Frame
        What `stitched` gives.

    Returns
    -------
    Frame
        One row an instance: ``key``, ``instance``, ``who``, ``block``, ``local_date`` (of its first event),
        ``events``, ``seconds`` from the first to the last, ``ended``, ``silent``, ``open`` (one of them is 1,
        the others are 0), ``place`` (the furthest along the journey; 0 if none), and ``way``, a number that
        is equal for instances with the same kinds in the same order, and for others by a chance of 1 in
        10^18 a pair.
    """
    marked = frame.join(engine.lookup(_marks()), on="step", how="left")
    told = [
        ((nw.col(f"code_{place}") * nw.col(f"mark_{place}").fill_null(1)) % _PRIME).alias(f"told_{place}")
        for place in range(len(_SEEDS))
    ]
    marks = [
        nw.col(f"told_{place}").sum().cast(nw.Int64()).alias(f"mark_{place}") for place in range(len(_SEEDS))
    ]
    summed = (
        marked.with_columns(*told)
        .group_by("key", "instance")
        .agg(
            nw.col("who").min(),
            nw.col("block").min(),
            nw.col("local_date").min(),
            nw.len().alias("events"),
            (nw.col("moment").max() - nw.col("moment").min()).alias("span"),
            *(nw.col(name).max() for name in ("ends", "silent", "place")),
            *marks,
        )
    )
    ended = nw.col("ends") == 1
    silent = ~ended & (nw.col("silent") == 1)
    way = nw.col("mark_0") % _PRIME * 2**31 + nw.col("mark_1") % _PRIME
    return summed.select(
        *("key", "instance", "who", "block", "local_date", "events", "place"),
        way.alias("way"),
        (nw.col("span") // SECOND).cast(nw.Int64()).alias("seconds"),
        _flag(ended).alias("ended"),
        _flag(silent).alias("silent"),
        _flag(~ended & ~silent).alias("open"),
    )


def _flag(test: nw.Expr) -> nw.Expr:
    return nw.when(test).then(nw.lit(1)).otherwise(nw.lit(0))


def _silence(later: nw.Expr, *, after: nw.Expr, days: int) -> nw.Expr:
    return later - after > days * DAY


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _lookup(rules: Rules, *, kinds: Sequence[str], places: Mapping[str, int]) -> pa.Table:
    """What is known of each kind: whether it starts or ends, its place, and the numbers that stand for it."""
    found: dict[str, Any] = {
        "kind": pa.array(kinds, pa.string()),
        "kind_number": pa.array(range(len(kinds)), pa.int32()),
        "starts": pa.array([int(kind in rules.starts) for kind in kinds], pa.int32()),
        "ends": pa.array([int(kind in rules.ends) for kind in kinds], pa.int32()),
        "place": pa.array([places.get(kind, 0) for kind in kinds], pa.int32()),
    }
    for place, seed in enumerate(_SEEDS):
        dice = np.random.default_rng(seed)
        found[f"code_{place}"] = pa.array(dice.integers(1, _PRIME, len(kinds)), pa.int64())
    return pa.table(found)


def _marks() -> pa.Table:
    """Two random numbers a step: sums of kind times step, modulo a prime, that tell sequences apart."""
    found: dict[str, Any] = {"step": pa.array(range(1, TOLD_APART + 1), pa.int64())}
    for place, seed in enumerate(_SEEDS):
        dice = np.random.default_rng(seed + 1)
        found[f"mark_{place}"] = pa.array(dice.integers(1, _PRIME, TOLD_APART), pa.int64())
    return pa.table(found)
