"""What a company hands over, as columns for an analyst: answers after a journey, and deliveries.

Nothing of the hidden tables is read. The month of a journey is the one in which it began; that of a delivery
the one in which its day was promised, since a delivery date moves with the lateness that it should show.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ninefold.demo.world import tables
from ninefold.demo.world.answering import shuffle
from ninefold.demo.world.company import DEPOT, REGIONS, UNITS
from ninefold.demo.world.events import events
from ninefold.demo.world.parameters import ITEMS, MONTHS
from ninefold.demo.world.simulation import Run

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[np.object_]
DEPOTS = tuple(UNITS[DEPOT + place].name for place in range(len(REGIONS)))


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Answers after a journey, one value an answer.

    Attributes
    ----------
    response, customer, area, kind, channel : names and identifiers.
    began, answered : months, from 0.
    delivered, assembled : a day was promised, a crew came.
    ratings : by touchpoint, 1 to 5; NaN where not answered.
    nps : 0 to 10; NaN where not answered.
    operations : by measure, what the systems saw of the journey; NaN where they saw nothing.
    """

    response: Words
    customer: Words
    area: Words
    kind: Words
    channel: Words
    began: Whole
    answered: Whole
    delivered: Flags
    assembled: Flags
    ratings: dict[str, Floats]
    nps: Floats
    operations: dict[str, Floats]

    def met(self, item: str) -> Flags:
        """Say whose journey is asked about a touchpoint: what the survey's own routing says."""
        store = self.channel == "store"
        asked = {
            "delivery_promise": self.delivered,
            "page_speed": (self.kind == "Buy and receive") & ~store,
            "staff_knew": store | (self.channel == "chat") | (self.kind == "Get help"),
            "store_pleasant": store,
            "wait_short": self.channel != "e-mail",
            "assembly": self.assembled,
        }
        return asked.get(item, np.ones(len(self.nps), dtype=bool))


@dataclass(frozen=True, kw_only=True)
class Happened:
    """The tables of journeys and events."""

    journeys: pa.Table
    events: pa.Table

    @property
    def first(self) -> int:
        """The month in which the first journey began, since 1970."""
        return int(_months(self.journeys["started"]).min())

    def places(self, numbers: Whole) -> Whole:
        """Give the rows of journeys by their numbers."""
        return np.searchsorted(_numbers(self.journeys["journey"]), numbers)


@dataclass(frozen=True, kw_only=True)
class Deliveries:
    """Counts by depot and month, in the order of `DEPOTS`: deliveries made, and how many of them late."""

    made: Whole
    late: Whole


def dealt_out(run: Run) -> Run:
    """Give the shuffled company of the same seed without running it again."""
    parameters = replace(run.parameters, shuffled=True)
    return replace(run, parameters=parameters, answers=shuffle(answers=run.answers, chance=run.chance))


def happened(run: Run) -> Happened:
    """Read journeys and events; those of the shuffled company are the same."""
    return Happened(journeys=tables.journeys(run), events=pa.Table.from_batches(events(run)))


def answered(run: Run, *, went: Happened) -> Answered:
    """Read the answers after a journey, with what journeys and events say of each."""
    said = tables.responses(run, written=())
    said = said.filter(pc.equal(said["survey"], "After a journey"))
    journeys, journey, first = went.journeys, _numbers(said["journey"]), went.first
    place, began = went.places(journey), _months(journeys["started"])
    measures = ("days_late", "page_seconds", "stock_out")
    seen = {kind: _seen(went.events, kind)[journey] for kind in ("promised a day", "assembled")}
    return Answered(
        response=_words(said["response"]),
        customer=_words(said["customer"]),
        area=_words(said["area"]),
        kind=_words(journeys["kind"])[place],
        channel=_words(journeys["channel"])[place],
        began=began[place] - first,
        answered=_months(said["at"]) - first,
        delivered=seen["promised a day"],
        assembled=seen["assembled"],
        ratings={item.name: _floats(said[item.name]) for item in ITEMS},
        nps=_floats(said["nps"]),
        operations={name: _measured(went.events, name)[journey] for name in measures},
    )


def deliveries(went: Happened) -> Deliveries:
    """Count the deliveries of each depot by the month in which their day was promised."""
    brought = went.events.filter(pc.equal(went.events["kind"], "delivered"))
    place = went.places(_numbers(brought["journey"]))
    month = _months(went.journeys["started"])[place] - went.first
    depot = np.array([DEPOTS.index(name) for name in brought["unit"].to_pylist()], dtype=np.int64)
    cell, late = depot * MONTHS + month, _floats(brought["days_late"]) > 0
    made, was_late = (
        np.bincount(cells, minlength=len(DEPOTS) * MONTHS).reshape(len(DEPOTS), MONTHS)
        for cells in (cell, cell[late])
    )
    return Deliveries(made=made, late=was_late)


def _months(column: pa.ChunkedArray) -> Whole:
    return column.to_numpy().astype("datetime64[M]").astype(np.int64)


def _numbers(column: pa.ChunkedArray) -> Whole:
    """Read the number in an identifier such as J-0000042."""
    return pc.cast(pc.utf8_slice_codeunits(column, 2), pa.int64()).to_numpy()


def _words(column: pa.ChunkedArray) -> Words:
    return column.to_numpy(zero_copy_only=False).astype(object)


def _floats(column: pa.ChunkedArray) -> Floats:
    return pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)


def _measured(table: pa.Table, name: str) -> Floats:
    """Give what was measured of each journey, by its number; NaN where nothing was."""
    rows = table.filter(pc.is_valid(table[name]))
    found = np.full(int(_numbers(table["journey"]).max()) + 1, np.nan)
    found[_numbers(rows["journey"])] = _floats(rows[name])
    return found


def _seen(table: pa.Table, kind: str) -> Flags:
    """Say which journeys have an event of a kind, by their number."""
    found = np.zeros(int(_numbers(table["journey"]).max()) + 1, dtype=bool)
    found[_numbers(table.filter(pc.equal(table["kind"], kind))["journey"])] = True
    return found
