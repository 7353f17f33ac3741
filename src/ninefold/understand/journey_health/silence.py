"""Who stays silent: visits to a touchpoint that the customer says nothing about."""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw
import pyarrow as pa

from cxstats.anonymity import hidden
from cxstats.estimate import Estimate
from ninefold.engine.engines import Lookup
from ninefold.engine.event_counts import Days
from ninefold.engine.facts import Frame
from ninefold.engine.visits import Visits, tell_visits
from ninefold.understand.journey_health.runs import share_of


@dataclass(frozen=True, kw_only=True)
class Silent:
    """The visits to one touchpoint.

    Attributes
    ----------
    place : along the journey, from 1.
    share : of the visits, those without an answer; None where too few people stand behind them.
    """

    place: int
    share: Estimate | None


def placed(frame: Frame, *, names: Mapping[str, int], engine: Lookup) -> Frame:
    """Give answers the place of their touchpoint, by what the answers call it; others are left out."""
    known = pa.table(
        {
            "touchpoint": pa.array(names, pa.string()),
            "place": pa.array(list(names.values()), pa.int32()),
        }
    )
    return frame.join(engine.lookup(known), on="touchpoint", how="inner").select(
        "customer", "place", nw.col("local_date")
    )


def silence(*, held: Frame, days: Days, asked: frozenset[int], threshold: int) -> tuple[Silent, ...] | None:
    """Say how many visits of the days shown have no answer, by touchpoint.

    Parameters
    ----------
    held : what `visits.hold_visits` holds.
    asked : the places where customers are asked at all; silence elsewhere says nothing.
    threshold : the fewest people that a share may rest on.

    Returns
    -------
    None where it cannot be told: no visit and no answer name the same customer.
    """
    found = {place: each for place, each in tell_visits(held=held, days=days).items() if place in asked}
    if not any(each.n > each.silent for each in found.values()):
        return None
    concealed = hidden(people=[_people(each) for each in found.values()], threshold=threshold)
    return tuple(
        Silent(place=place, share=None if hide else share_of(each.silent, all_of=each.n))
        for (place, each), hide in zip(found.items(), concealed, strict=True)
    )


def _people(visits: Visits) -> int:
    return visits.people
