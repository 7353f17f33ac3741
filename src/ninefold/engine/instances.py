"""What instances of a journey tell together: how many, along which ways, how far, how long.

What comes back are counts and quantiles, never an instance; whoever shows them holds back what rests on too
few people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import narwhals as nw

from ninefold.engine.engines import Clock, Engine, Held
from ninefold.engine.event_counts import Counted, Days, counted_of, rows_of
from ninefold.engine.facts import Frame
from ninefold.engine.sight import among
from ninefold.engine.stitching import Rules, instances, stitched, usable

MINUTE, HOUR, DAY = 60, 3_600, 86_400
# Durations are counted between these, in seconds: a minute, an hour, ... a year.
EDGES: Final = (
    MINUTE,
    HOUR,
    DAY,
    2 * DAY,
    4 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    60 * DAY,
    90 * DAY,
    180 * DAY,
    365 * DAY,
)
# What of a stitched event its instance and the visits are made of.
HELD: Final = (
    *("key", "instance", "step", "who", "customer", "block", "moment", "local_date"),
    *("place", "ends", "silent", "kind_number", "code_0", "code_1"),
)
# Keys and the events of each are fewer than this: the two fit into one number.
_KEY: Final = 2**31
QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A way through the journey: the kinds of event in their order.

    Attributes
    ----------
    n, people : instances that took it, and the people behind them.
    median_seconds : half of them took longer from the first event to the last.
    """

    kinds: tuple[str, ...]
    n: int
    people: int
    median_seconds: float


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the instances that began in the days shown tell.

    Attributes
    ----------
    n, people, events : instances, the people behind them, their events.
    ended, silent, open : instances by how they stand: with an event that ends them; left in silence for
        longer than allowed; neither. They add up to `n`.
    seconds : the `QUANTILES` of the time from the first event to the last; none without an instance.
    variants : the most frequent ways, the most frequent first.
    ways : how many distinct ways there are.
    left : the silent ones by the furthest place they reached; 0 for none on the map.
    lasted : instances by duration, one more than `EDGES`: below the first edge, from each edge on.
    """

    n: int
    people: int
    events: int
    ended: int
    silent: int
    open: int
    seconds: tuple[float, ...]
    variants: tuple[Variant, ...]
    ways: int
    left: Mapping[int, Counted]
    lasted: tuple[Counted, ...]


@dataclass(frozen=True, kw_only=True)
class Stitching:
    """How the events of a journey are stitched.

    Attributes
    ----------
    rules : how the events of a key are cut into instances.
    places : the kinds that belong to the journey, with their place along it, from 1; 0 for none.
    at : the present moment, with a time zone.
    """

    rules: Rules
    places: Mapping[str, int]
    at: datetime

    @property
    def kinds(self) -> list[str]:
        """The kinds in the order of their numbers."""
        return sorted(self.places)

    def steps(self, frame: Frame, *, engine: Clock) -> Frame:
        """Give every event its instance and its step in it."""
        return stitched(
            usable(frame, rules=self.rules, at=self.at),
            rules=self.rules,
            kinds=self.kinds,
            places=self.places,
            at=self.at,
            engine=engine,
        )


def hold_steps(*, frame: Frame, by: Stitching, engine: Engine) -> Held:
    """Stitch the events of all days, and hold them with their instances and customers; not for long.

    Parameters
    ----------
    frame : Frame
        Events in sight, of all days, with the columns `stitching.READ`.
    """
    return engine.held(by.steps(frame, engine=engine).select(*HELD))


@dataclass(frozen=True, kw_only=True)
class HeldInstances:
    """The instances of all days and the kinds they went through: numbers, and nobody's name."""

    instances: Held
    walks: Held


def hold_instances(*, steps: Frame, engine: Engine) -> HeldInstances:
    """Hold the instances, of which `tell` tells of some days or others.

    Parameters
    ----------
    steps : Frame
        What `hold_steps` holds.
    """
    return HeldInstances(
        instances=engine.held(instances(steps, engine=engine).with_columns(_lot().alias("lot"))),
        walks=engine.held(steps.select("key", "instance", "step", "kind_number")),
    )


def tell(*, held: HeldInstances, by: Stitching, days: Days, most: int = 10) -> Told:
    """Tell of the instances that began in the days shown.

    Parameters
    ----------
    by : Stitching
        What they were stitched by.
    most : int
        So many variants are named.
    """
    shown = held.instances.frame().filter(days.within())
    lasted, left = _lots(shown)
    return Told(
        **_totals(shown),
        variants=_variants(_ways(shown).head(most), walks=held.walks.frame(), kinds=by.kinds),
        left=left,
        lasted=tuple(lasted.get(lot, Counted(n=0, people=0)) for lot in range(len(EDGES) + 1)),
    )


def _totals(held: Frame) -> dict[str, Any]:
    states, column = ("ended", "silent", "open"), nw.col("seconds")
    row = rows_of(
        held.select(
            nw.len().alias("n"),
            *(nw.col(name).sum() for name in ("events", *states)),
            *(nw.col(name).n_unique() for name in ("who", "way")),
            *(column.quantile(q, interpolation="linear").alias(f"q{q}") for q in QUANTILES),
        )
    )[0]
    found: dict[str, Any] = {name: int(row[name] or 0) for name in ("n", "events", *states)}
    known = found["n"] > 0
    lasted = tuple(float(row[f"q{q}"]) for q in QUANTILES) if known else ()
    unlike = {"people": int(row["who"]), "ways": int(row["way"])} if known else {"people": 0, "ways": 0}
    return found | unlike | {"seconds": lasted}


def _ways(held: Frame) -> Frame:
    """The ways, the most frequent first, each with the first instance that took it, as one number."""
    return (
        held.group_by("way")
        .agg(
            nw.len().alias("n"),
            nw.col("who").n_unique().alias("people"),
            nw.col("seconds").median().alias("median"),
            (nw.col("key") * _KEY + nw.col("instance")).min().alias("stands"),
        )
        .sort("n", "stands", descending=[True, False])
    )


def _variants(ways: Frame, *, walks: Frame, kinds: Sequence[str]) -> tuple[Variant, ...]:
    """Read the kinds of each way from the instance that stands for it."""
    rows = rows_of(ways)
    if not rows:
        return ()
    walked: dict[tuple[int, int], list[str]] = {divmod(row["stands"], _KEY): [] for row in rows}
    # Other instances of these keys come along: to tell them apart row by row takes twice as long.
    mine = among("key", {key for key, _first in walked})
    for step in rows_of(walks.filter(mine).sort("key", "instance", "step")):
        if (here := (step["key"], step["instance"])) in walked:
            walked[here].append(kinds[step["kind_number"]])
    return tuple(
        Variant(
            kinds=tuple(walked[divmod(row["stands"], _KEY)]),
            n=row["n"],
            people=row["people"],
            median_seconds=float(row["median"]),
        )
        for row in rows
    )


def _lot() -> nw.Expr:
    """How long an instance took: the number of the `EDGES` that it reached."""
    reached = [nw.when(nw.col("seconds") >= edge).then(nw.lit(1)).otherwise(nw.lit(0)) for edge in EDGES]
    return sum(reached, nw.lit(0))


def _lots(held: Frame) -> tuple[dict[int, Counted], dict[int, Counted]]:
    """Count by duration, and the silent ones by the furthest place, in one question."""
    lasted = held.select("who", nw.col("lot").cast(nw.Int64()), nw.lit(0).alias("left"))
    silent = held.filter(nw.col("silent") == 1)
    left = silent.select("who", nw.col("place").cast(nw.Int64()).alias("lot"), nw.lit(1).alias("left"))
    counted = (
        nw.concat([lasted, left])
        .group_by("left", "lot")
        .agg(nw.len().alias("n"), nw.col("who").n_unique().alias("people"))
    )
    found: tuple[dict[int, Counted], dict[int, Counted]] = ({}, {})
    for row in rows_of(counted):
        found[row["left"]][row["lot"]] = counted_of(row)
    return found
