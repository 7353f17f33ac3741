"""The census: what everybody would have answered after every journey, and what analysing all of it finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cxstats.drivers.gram import gram
from cxstats.drivers.table import drivers_from_gram
from cxstats.journeys.weakest import failing_touchpoints
from ninefold.demo.world.answering import as_said, nps_of
from ninefold.demo.world.company import JOURNEYS, items_of
from ninefold.demo.world.journeys import Journeys
from ninefold.demo.world.parameters import ITEM, Flags, Floats
from ninefold.demo.world.simulation import Run

LEAST_MET: Final = 2 / 3
FAILED_BELOW: Final = 3
"""A rating of 1 or 2 is a failure, as the model has it."""


@dataclass(frozen=True, kw_only=True)
class Census:
    """Answers of everybody, one value a journey.

    Attributes
    ----------
    ratings : journeys x items, 1 to 5; not a number where the journey did not meet the touchpoint.
    nps : 0 to 10.
    """

    journeys: Journeys
    ratings: Floats
    nps: Floats


@dataclass(frozen=True, kw_only=True)
class JourneyTruth:
    """What is true of a journey.

    Attributes
    ----------
    shares : LMG share of each touchpoint of its table of drivers, the largest first.
    weakest : the touchpoint whose failing alone goes with the lowest score; None where one alone is asked.
    gaps : by touchpoint, NPS answers (0 to 10) where it alone failed less those where none did.
    """

    journey: str
    shares: dict[str, float]
    weakest: str | None
    gaps: dict[str, float]


def census(run: Run) -> Census:
    """Let everybody answer after every journey, honestly and without skipping."""
    said = as_said(run.felt.items, months=run.journeys.month, change=run.parameters.price_change)
    nps = nps_of(overall=run.felt.overall, answering=run.parameters.answering)
    return Census(journeys=run.journeys, ratings=said, nps=nps)


def truth_of_journey(whole: Census, *, kind: int) -> JourneyTruth:
    """Give the drivers of a journey and its weakest link, among what its touchpoints on the map are asked."""
    mine, items = whole.journeys.kind == kind, items_of(kind)
    met = ~np.isnan(_ratings(whole, mine, items))
    table = [items[place] for place in met_by_most(met)]
    gaps = failing_gaps(whole, rows=mine, items=items) if len(items) > 1 else {}
    return JourneyTruth(
        journey=JOURNEYS[kind],
        shares=driver_shares(whole, rows=mine, items=table),
        weakest=min(gaps, key=lambda name: gaps[name]) if gaps else None,
        gaps=gaps,
    )


def met_by_most(met: Flags) -> tuple[int, ...]:
    """Choose the touchpoints of a table of drivers: as many as two of three journeys met together.

    Who never met a touchpoint cannot stand in a table with it, so that each one costs journeys.

    Parameters
    ----------
    met : journeys x touchpoints.

    Returns
    -------
    tuple of int
        Their places in order: those that most journeys met.
    """
    chosen, so_far = [], np.ones(len(met), dtype=bool)
    for place in np.argsort(-met.mean(axis=0), kind="stable").tolist():
        together = so_far & met[:, place]
        if together.mean() < LEAST_MET:
            break
        chosen.append(place)
        so_far = together
    return tuple(sorted(chosen))


def driver_shares(whole: Census, *, rows: Flags, items: Sequence[str]) -> dict[str, float]:
    """Give the LMG shares of touchpoints in NPS among the journeys that met them all, the largest first."""
    ratings = _ratings(whole, rows, items)
    met = ~np.isnan(ratings).any(axis=1)
    table = np.column_stack([ratings[met], whole.nps[rows][met]]).astype(np.int64)
    found = drivers_from_gram(gram(table, names=(*items, "nps"))).drivers
    shares = {one.name: one.share.value or 0.0 for one in found}
    return dict(sorted(shares.items(), key=lambda each: -each[1]))


def failing_gaps(whole: Census, *, rows: Flags, items: Sequence[str]) -> dict[str, float]:
    """Give how much lower the score is where a touchpoint alone failed, by touchpoint."""
    ratings = _ratings(whole, rows, items)
    some = ~np.isnan(ratings).all(axis=1)
    found = failing_touchpoints(
        touchpoints=ratings[some], outcome=whole.nps[rows][some], threshold=FAILED_BELOW, names=items
    )
    return {one.touchpoint: one.gap.value for one in found if one.gap.value is not None}


def _ratings(whole: Census, rows: Flags, items: Sequence[str]) -> Floats:
    return whole.ratings[rows][:, [ITEM[name] for name in items]]
