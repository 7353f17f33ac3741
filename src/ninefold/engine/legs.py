"""From one place of a journey to the next: how many instances get there, and how long it takes them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import narwhals as nw
import pyarrow as pa

from ninefold.engine.engines import Engine, Held, Lookup
from ninefold.engine.event_counts import Days, rows_of
from ninefold.engine.facts import Frame
from ninefold.engine.stitching import SECOND

Leg = tuple[int, int]
_ONE = ["key", "instance"]
_LEG = ["place", "onward"]


@dataclass(frozen=True, kw_only=True)
class Went:
    """The instances that came to one place, and those of them that came to another afterwards.

    Attributes
    ----------
    n, people : instances that came to the first place, without those still open that may yet go on.
    went, went_people : those of them that came to the second place afterwards.
    seconds : half of these took longer, from their first event at the one place to that at the other.
    """

    n: int
    people: int
    went: int
    went_people: int
    seconds: float | None


def hold_reached(*, steps: Frame, engine: Engine) -> Held:
    """Hold when each instance was at each place first and last: numbers, and nobody's name.

    Parameters
    ----------
    steps : Frame
        What `instances.hold_steps` holds.
    """
    moment = nw.col("moment")
    reached = steps.filter(nw.col("place") > 0).group_by(*_ONE, "place")
    return engine.held(reached.agg(moment.min().alias("first"), moment.max().alias("last")))


def tell_legs(
    *, reached: Frame, instances: Frame, legs: Collection[Leg], days: Days, engine: Lookup
) -> Mapping[Leg, Went]:
    """Tell of the instances that began in the days shown how they went from place to place.

    Parameters
    ----------
    reached : Frame
        What `hold_reached` holds.
    instances : Frame
        The instances of the same steps (`stitching.instances`).
    legs : collection of pairs of int
        From which place to which.

    Returns
    -------
    mapping of pairs of int to Went
        Without the legs that nobody began.
    """
    if not legs:
        return {}
    shown = instances.filter(days.within()).select(*_ONE, "who", "open")
    froms, tos = zip(*sorted(legs), strict=True)
    known = pa.table({"place": pa.array(froms, pa.int32()), "onward": pa.array(tos, pa.int32())})
    came = reached.join(engine.lookup(known), on="place", how="inner").join(shown, on=_ONE, how="inner")
    there = reached.select(
        *_ONE,
        nw.col("place").alias("onward"),
        nw.col("first").alias("there"),
        nw.col("last").alias("still_there"),
    )
    both = came.select(*_ONE, *_LEG, "first", "who", "open").join(there, on=[*_ONE, "onward"], how="left")
    return {(row["place"], row["onward"]): _went(row) for row in rows_of(_counted(both))}


def _counted(both: Frame) -> Frame:
    """Count by leg; nobody has the number 0, so that it can stand for those who did not go on."""
    later = (nw.col("still_there").fill_null(-1) >= nw.col("first")) & ~nw.col("still_there").is_null()
    went = nw.when(later).then(nw.lit(1)).otherwise(nw.lit(0)).alias("went")
    waited = nw.when(nw.col("there") >= nw.col("first")).then(nw.col("there") - nw.col("first"))
    told = both.with_columns(went, waited.alias("waited"))
    over = told.filter((nw.col("went") == 1) | (nw.col("open") == 0))
    goers = nw.when(nw.col("went") == 1).then(nw.col("who")).otherwise(nw.lit(0)).alias("goer")
    return (
        over.with_columns(goers)
        .group_by(*_LEG)
        .agg(
            nw.len().alias("n"),
            nw.col("who").n_unique().alias("people"),
            nw.col("went").sum(),
            nw.col("goer").n_unique().alias("goers"),
            nw.col("waited").median(),
        )
        .sort(*_LEG)
    )


def _went(row: dict[str, int | float | None]) -> Went:
    n, went = int(row["n"] or 0), int(row["went"] or 0)
    waited = row["waited"]
    return Went(
        n=n,
        people=int(row["people"] or 0),
        went=went,
        went_people=int(row["goers"] or 0) - (went < n),
        seconds=None if waited is None else float(waited) / SECOND,
    )
