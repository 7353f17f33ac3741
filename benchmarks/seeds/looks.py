"""The looks of an analyst at one company, each by one procedure that was fixed for all seeds.

- Drivers of a journey: LMG of NPS on what the touchpoints of its map are asked, as many as two of three of
  its answers met together; skipped answers by FIML, errors linearised over customers.
- Weakest link: NPS on whether each touchpoint failed (2 or less), all together; of those told to go with a
  lower NPS (5% over all by Holm), the one whose 95% interval ends lowest: a failure seen twice beats nobody.
- Broken month: a p chart of late deliveries a depot; the point furthest above its limit, in errors.
- Break of a rating: the largest change point of its monthly mean.
- Pilot: difference of differences, whole areas as clusters (that is how it was given), jackknife.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from benchmarks.seeds.handed import DEPOTS, Answered, Deliveries, Flags, Floats

from cxstats.drivers.results import Drivers
from cxstats.drivers.table import drivers
from cxstats.estimate import Estimate
from cxstats.trends.change_points import Break, change_points
from cxstats.trends.control_charts import p_chart
from ninefold.demo.world.census import FAILED_BELOW, met_by_most
from ninefold.demo.world.company import STORES
from ninefold.demo.world.parameters import MONTHS, Pilot

PILOT: Final = Pilot()
AREAS: Final = tuple(STORES[place] for place in PILOT.stores)
FALSE: Final = 0.05
FEWEST_FAILED: Final = 2


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A month that a chart says is news, and how often it says so of a company in which nothing happens."""

    depot: str | None
    month: int | None
    false: float


def table_of(
    answers: Answered, *, rows: Flags, items: Sequence[str], outcome: Floats | None = None
) -> Drivers:
    """Set NPS against touchpoints, among those who met them all."""
    nps = answers.nps if outcome is None else outcome
    rows = rows & ~np.isnan(nps)
    return drivers(
        _columns(answers, rows, items),
        nps[rows],
        names=items,
        clusters=answers.customer[rows],
        not_visited=np.column_stack([~answers.met(item)[rows] for item in items]),
    )


def items_met(answers: Answered, *, kind: str, items: Sequence[str]) -> tuple[str, ...]:
    """Choose the touchpoints of a journey's table by how many of its answers met them."""
    mine = answers.kind == kind
    met = np.column_stack([answers.met(item)[mine] for item in items])
    return tuple(items[place] for place in met_by_most(met))


def operations(answers: Answered) -> Drivers:
    """Set NPS of delivered web orders against what the systems saw of them."""
    names = ("days_late", "page_seconds", "stock_out")
    table = np.column_stack([answers.operations[name] for name in names])
    rows = ~np.isnan(table).any(axis=1) & ~np.isnan(answers.nps)
    return drivers(table[rows], answers.nps[rows], names=names, clusters=answers.customer[rows])


def weakest_link(
    answers: Answered, *, kind: str, items: Sequence[str], outcome: Floats | None = None
) -> str | None:
    """Name the touchpoint whose failing goes with most; None where none can be told from nothing."""
    nps = answers.nps if outcome is None else outcome
    rows = (answers.kind == kind) & ~np.isnan(nps)
    # Who never met a touchpoint was not failed by it.
    failed = _columns(answers, rows, items) <= FAILED_BELOW
    seen = failed.sum(axis=0) >= FEWEST_FAILED
    if not seen.any():
        return None
    names = [name for name, there in zip(items, seen, strict=True) if there]
    try:
        found = drivers(failed[:, seen].astype(np.float64), nps[rows], names=names)
    except ValueError:  # one answer alone decides a coefficient: nothing can be told
        return None
    ends = {
        one.name: one.coefficient.estimate.high or 0.0
        for one in found.drivers
        if not one.hollow and (one.coefficient.estimate.value or 0.0) < 0
    }
    return min(ends, key=lambda name: ends[name]) if ends else None


def late_month(counted: Deliveries) -> Alarm:
    """Find the depot and month in which late deliveries were furthest beyond what chance does."""
    furthest, depot, month, quiet = 0.0, None, None, 1.0
    for name, made, late in zip(DEPOTS, counted.made, counted.late, strict=True):
        chart = p_chart(late, made, run=None)
        quiet *= 1 - chart.false_alarms.in_series
        for signal in chart.signals:
            beyond = (chart.values[signal.at] - chart.center) / chart.errors[signal.at]
            if beyond > furthest:
                furthest, depot, month = beyond, name, signal.at
    return Alarm(depot=depot, month=month, false=1 - quiet)


def late_break(counted: Deliveries) -> Alarm:
    """Find the same by change points: a break for the worse, and where its new level begins."""
    furthest, depot, month = 0.0, None, None
    for name, made, late in zip(DEPOTS, counted.made, counted.late, strict=True):
        share = late.sum() / made.sum()
        for one in change_points(late / made, errors=np.sqrt(share * (1 - share) / made)).breaks:
            if one.change.value is not None and one.change.value > 0 and _size(one) > furthest:
                furthest, depot, month = _size(one), name, one.at
    return Alarm(depot=depot, month=month, false=1 - (1 - FALSE) ** len(DEPOTS))


def break_of(values: Floats, *, months: Floats) -> Break | None:
    """Find the largest break of a monthly mean, the spread within months being alike."""
    there = ~np.isnan(values)
    values, months = values[there], months[there]
    n = np.bincount(months, minlength=MONTHS)
    means = np.bincount(months, weights=values, minlength=MONTHS) / n
    spread = np.sqrt(((values - means[months]) ** 2).sum() / (len(values) - MONTHS))
    breaks = change_points(means, errors=spread / np.sqrt(n)).breaks
    return max(breaks, key=_size) if breaks else None


def pilot_effect(answers: Answered, *, by_area: bool = True) -> Estimate:
    """Estimate what the pilot adds to the delivery item: its areas less the others, now less before."""
    rating = answers.ratings["delivery_promise"]
    rows = ~np.isnan(rating) & (answers.began < PILOT.months[1])
    there = np.isin(answers.area[rows], AREAS).astype(np.float64)
    then = (answers.began[rows] >= PILOT.months[0]).astype(np.float64)
    table = drivers(
        np.column_stack([there, then, there * then]),
        rating[rows],
        names=("area", "months", "pilot"),
        clusters=(answers.area if by_area else answers.customer)[rows],
        errors="jackknife" if by_area else "linearised",
    )
    return table.drivers[-1].coefficient.estimate


def _columns(answers: Answered, rows: Flags, items: Sequence[str]) -> Floats:
    return np.column_stack([answers.ratings[item][rows] for item in items])


def _size(one: Break) -> float:
    value, low, high = one.change.value or 0.0, one.change.low or 0.0, one.change.high or 0.0
    return abs(value) / (high - low)
