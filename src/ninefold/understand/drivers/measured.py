"""What was measured on the way to an answer: waits, late days, page loads of its customer shortly before."""

from collections.abc import Collection, Sequence
from typing import Final

import narwhals as nw

from ninefold.engine.engines import Engine
from ninefold.engine.facts import Frame
from ninefold.engine.sight import Sight
from ninefold.engine.snapshot import snapshot
from ninefold.listen.surveys.queries import Scale
from ninefold.people.organisations.models import Organisation

MEASURE: Final = "measure"
DAYS: Final = 30
"""What happened longer ago than so many days is not taken for part of what an answer is about."""

NEEDED: Final = ("source", "record", "customer", "at", "local_date")
"""The columns of an answer by which its events are found."""

_DAY: Final = 86_400_000_000
_KEY: Final = ["source", "record"]
_OWN, _PREFIX = "q_", "m_"
_INSTANT: Final = nw.Datetime("us", "UTC")


def measures_of(*, organisation: Organisation) -> tuple[Scale, ...]:
    """Name what was measured, as scales without ends; a column of the events is called by its own words."""
    names = snapshot(organisation=organisation.pk, table="event").schema.names
    return tuple(
        Scale(
            column=_PREFIX + name.removeprefix(_OWN),
            low=float("-inf"),
            high=float("inf"),
            title=name.removeprefix(_OWN).replace("_", " "),
            role=MEASURE,
        )
        for name in sorted(names)
        if name.startswith(_OWN)
    )


def with_measures(
    frame: Frame, *, organisation: Organisation, columns: Sequence[str], sight: Sight, engine: Engine
) -> Frame:
    """Add to every answer the mean of what was measured of its customer in the days before it.

    Parameters
    ----------
    frame : answers with the columns `NEEDED`.
    columns : of `measures_of`; an answer without such an event has nothing there.
    sight : whose events the reader may see.
    """
    answered = engine.micros(
        frame.select(*NEEDED)
        .filter(~nw.col("customer").is_null())
        .with_columns(nw.coalesce("at", _midnight()).alias("at")),
        of="at",
        name="answered",
    )
    # An answer with a day alone was given at any time of it.
    late = nw.when(nw.col("at") == _midnight()).then(_DAY - 1).otherwise(0)
    answered = answered.with_columns((nw.col("answered") + late).alias("answered")).drop("at", "local_date")
    met = answered.join(
        _events(organisation, columns, sight=sight, engine=engine), on="customer", how="inner"
    )
    before = nw.col("answered") - nw.col("happened")
    near = met.filter(before >= 0, before <= DAYS * _DAY)
    means = near.group_by(*_KEY).agg(nw.col(*columns).mean())
    return frame.join(means, on=_KEY, how="left")


def _midnight() -> nw.Expr:
    return nw.col("local_date").cast(_INSTANT)


def _events(organisation: Organisation, columns: Collection[str], *, sight: Sight, engine: Engine) -> Frame:
    own = [_OWN + name.removeprefix(_PREFIX) for name in columns]
    found = snapshot(organisation=organisation.pk, table="event")
    wanted = tuple(dict.fromkeys([*sight.columns(), "customer", "at", "local_date", *own]))
    seen = sight.keep(engine.frame(found, columns=wanted), engine=engine)
    there = seen.filter(
        ~nw.col("customer").is_null(),
        ~nw.all_horizontal(*(nw.col(each).is_null() for each in own), ignore_nulls=True),
    )
    timed = engine.micros(
        there.with_columns(nw.coalesce("at", _midnight()).alias("at")), of="at", name="happened"
    )
    named = (nw.col(each).alias(_PREFIX + each.removeprefix(_OWN)) for each in own)
    return timed.select("customer", "happened", *named)
