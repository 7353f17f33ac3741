"""What follows what in the instances of a journey: the directly-follows graph, where the facts lie."""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from ninefold.engine.event_counts import Counted, Days, counted_of, rows_of
from ninefold.engine.facts import Frame
from ninefold.engine.instances import Stitching

_ONE = ["key", "instance"]


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One kind of event directly after another within an instance.

    Attributes
    ----------
    n, instances, people : how often, in how many instances, and how many people stand behind them.
    seconds : sum of the times from the one to the other.
    """

    before: str
    after: str
    n: int
    instances: int
    people: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Follows:
    """The graph of the instances that began in the days shown.

    Attributes
    ----------
    steps : in the order of the kinds' names.
    starts, ends, visited : instances by their first and last kind, and those that passed a kind at all.
    """

    steps: tuple[Followed, ...]
    starts: Mapping[str, Counted]
    ends: Mapping[str, Counted]
    visited: Mapping[str, Counted]


def tell_follows(*, steps: Frame, by: Stitching, days: Days) -> Follows:
    """Count what follows what.

    Parameters
    ----------
    steps : Frame
        What `instances.hold_steps` holds.
    by : Stitching
        What they were stitched by.
    """
    shown = _beside(steps).filter(days.within())
    last = nw.col("next_kind").is_null()
    return Follows(
        steps=_steps(shown.filter(~last), by=by),
        starts=_instances(shown.filter(nw.col("step") == 1), by=by),
        ends=_instances(shown.filter(last), by=by),
        visited=_instances(shown, by=by),
    )


def _beside(steps: Frame) -> Frame:
    """Set beside each event what comes next in its instance, and give it the day on which that began."""
    return steps.with_columns(
        nw.col("kind_number").shift(-1).over(*_ONE, order_by="step").alias("next_kind"),
        nw.col("moment").shift(-1).over(*_ONE, order_by="step").alias("next_moment"),
        nw.col("local_date").min().over(*_ONE).alias("local_date"),
    )


def _steps(shown: Frame, *, by: Stitching) -> tuple[Followed, ...]:
    pair = ["kind_number", "next_kind"]
    micros = nw.col("next_moment") - nw.col("moment")
    of_instance = (
        shown.with_columns(micros.alias("micros"))
        .group_by(*pair, *_ONE)
        .agg(nw.len().alias("n"), nw.col("who").min(), nw.col("micros").sum())
    )
    counted = of_instance.group_by(*pair).agg(
        nw.col("n").sum(),
        nw.len().alias("instances"),
        nw.col("who").n_unique().alias("people"),
        nw.col("micros").sum(),
    )
    return tuple(
        Followed(
            before=by.kinds[row["kind_number"]],
            after=by.kinds[row["next_kind"]],
            n=int(row["n"]),
            instances=int(row["instances"]),
            people=int(row["people"]),
            seconds=int(row["micros"]) / 1e6,
        )
        for row in rows_of(counted.sort(*pair))
    )


def _instances(shown: Frame, *, by: Stitching) -> dict[str, Counted]:
    """Count the instances by kind, each once."""
    once = shown.group_by("kind_number", *_ONE).agg(nw.col("who").min())
    counted = once.group_by("kind_number").agg(nw.len().alias("n"), nw.col("who").n_unique().alias("people"))
    return {by.kinds[row["kind_number"]]: counted_of(row) for row in rows_of(counted.sort("kind_number"))}
