"""Visits to the places of a journey, and whether the customer has answered there: who stays silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import narwhals as nw

from ninefold.engine.engines import Engine, Held
from ninefold.engine.event_counts import Days, rows_of
from ninefold.engine.facts import Frame

# Somebody who is asked at the end of a journey may take so many days to answer.
GRACE_DAYS: Final = 30
_VISIT: Final = ["key", "instance", "place", "who", "customer"]


@dataclass(frozen=True, kw_only=True)
class Visits:
    """The visits to one place; `silent` of them have no answer."""

    n: int
    people: int
    silent: int


def hold_visits(*, steps: Frame, answers: Frame, today: date, engine: Engine) -> Held:
    """Find for every visit whether its customer has answered there, and hold what was found.

    Parameters
    ----------
    steps : Frame
        What `stitching.stitched` gives.
    answers : Frame
        Answers with their ``customer``, ``place`` and ``local_date``.
    today : date
        Visits that may still be answered on this day are left out.

    Returns
    -------
    Held
        One row an instance, place and customer: ``place``, ``who`` (a number), ``block``, ``local_date`` of
        the visit and ``answered`` (0 or 1); nobody's name. An answer counts from the day of the visit until
        `GRACE_DAYS` after the last event of the instance.
    """
    ending = nw.col("local_date").max().over("key", "instance").alias("ended_on")
    visits = (
        # The last event ends the instance, whether or not it says whose it is.
        steps.with_columns(ending)
        .filter(~nw.col("customer").is_null(), nw.col("place") > 0)
        .group_by(*_VISIT)
        .agg(nw.col("local_date").min().alias("visited_on"), nw.col("ended_on").max(), nw.col("block").min())
        .filter(nw.col("ended_on") < today - timedelta(days=GRACE_DAYS))
    )
    given = answers.filter(~nw.col("customer").is_null()).select("customer", "place", "local_date")
    met = visits.join(given, on=["customer", "place"], how="inner").filter(
        nw.col("local_date") >= nw.col("visited_on"),
        nw.col("local_date") <= nw.col("ended_on").dt.offset_by(f"{GRACE_DAYS}d"),
    )
    answered = met.select(*_VISIT).unique().with_columns(nw.lit(1).alias("met"))
    found = visits.join(answered, on=_VISIT, how="left").select(
        *("place", "who", "block"),
        nw.col("visited_on").alias("local_date"),
        nw.col("met").fill_null(0).alias("answered"),
    )
    return engine.held(found)


def tell_visits(*, held: Frame, days: Days) -> Mapping[int, Visits]:
    """Count the visits of the days shown by place, and those without an answer."""
    counted = (
        held.filter(days.within())
        .group_by("place")
        .agg(
            nw.len().alias("n"),
            nw.col("who").n_unique().alias("people"),
            nw.col("answered").sum().alias("answered"),
        )
    )
    return {
        row["place"]: Visits(
            n=int(row["n"]), people=int(row["people"]), silent=int(row["n"]) - int(row["answered"])
        )
        for row in rows_of(counted.sort("place"))
    }
