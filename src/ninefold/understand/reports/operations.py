"""Measure one file: read it, type it, score it. Nothing is kept."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

import duckdb
import narwhals as nw

from ninefold.listen.sources.guessing import guess
from ninefold.listen.sources.mapping import ColumnRule, Mapping, Role
from ninefold.listen.sources.opened import Misread
from ninefold.listen.sources.opening import open_file
from ninefold.listen.sources.profiling import ColumnProfile, profile
from ninefold.listen.sources.reading import desk
from ninefold.listen.sources.typing_rows import Ids, Typed, typed
from ninefold.understand.reports.contents import Asked, Report
from ninefold.understand.reports.queries import MOST_VALUES, numbers
from ninefold.understand.reports.voices import voices

Progress = Callable[[float], None]
NOBODY = Ids(organisation=0, survey=0, source=0, wave=0)


def measure_file(*, asked: Asked, at: datetime, progress: Progress) -> Report:
    """Read and measure a file.

    Parameters
    ----------
    at : the moment that the report bears.
    progress : told the share done.

    Raises
    ------
    Unreadable, MappingProblem
        The file cannot be used; the message says why and what to do.
    """
    try:
        return _measured(asked=asked, at=at, progress=progress, trusting=True)
    except (Misread, duckdb.InvalidInputException):
        return _measured(asked=asked, at=at, progress=progress, trusting=False)


def _measured(*, asked: Asked, at: datetime, progress: Progress, trusting: bool) -> Report:
    with desk() as place:
        opened = open_file(
            path=asked.file,
            connection=place.connection,
            scratch=place.folder,
            definition=asked.definition,
            trusting=trusting,
            progress=lambda share: progress(share * 0.3),
        )
        profiles = profile(opened=opened, connection=place.connection)
        mapping = asked.mapping or guess(opened=opened, profiles=profiles, saved=None)
        if asked.wave_date is not None:
            mapping = replace(mapping, wave_date=asked.wave_date)
        told = _told(mapping.checked(), profiles=profiles)
        found = typed(opened=opened, mapping=told, connection=place.connection, ids=NOBODY)
        progress(0.7)
        frame = nw.from_native(_rows(found, mapping=told, connection=place.connection))
        progress(0.8)
        measured = numbers(
            frame=frame,
            connection=place.connection,
            mapping=told,
            threshold=asked.threshold,
            reader=asked.reader,
        )
        progress(0.9)
        said, total = voices(connection=place.connection, comments=found.comment, threshold=asked.threshold)
        return Report(
            opened=opened,
            mapping=mapping,
            counts=found.counts(connection=place.connection),
            numbers=measured,
            voices=said,
            comments=total,
            rejects=found.rejects(connection=place.connection),
            asked=asked,
            at=at,
        )


def _told(mapping: Mapping, *, profiles: Sequence[ColumnProfile]) -> Mapping:
    """Leave out what no report tells of: names of staff, attributes of many values.

    What counts as an answer stays, measured or not: a row is taken or refused as an import would.
    """
    many = {each.name for each in profiles if each.distinct > MOST_VALUES}
    return replace(
        mapping, rules=tuple(_left(rule) if _untold(rule, many) else rule for rule in mapping.rules)
    )


def _untold(rule: ColumnRule, many: Collection[str]) -> bool:
    wide = rule.role is Role.ATTRIBUTE and rule.column in many
    return not rule.answer and (wide or rule.role in _NAMES)


def _left(rule: ColumnRule) -> ColumnRule:
    return replace(rule, role=Role.LEAVE_OUT, target="")


_NAMES = (Role.AGENT, Role.ACCOUNT)
_MEASURED = (Role.NPS, Role.CSAT, Role.CES, Role.RATING)


def _rows(
    found: Typed, *, mapping: Mapping, connection: duckdb.DuckDBPyConnection
) -> duckdb.DuckDBPyRelation:
    """Give the columns that are measured; whose answer it is, is worked out where it is asked for."""
    fixed = ["local_date", "weight", *(role.value for role in _MEASURED)]
    sides = ["touchpoint", "unit", "channel", "segment", "language"]
    columns = ", ".join(f'"{name}"' for name in [*fixed, *sides, *found.own, "record"])
    known = mapping.one(Role.CUSTOMER) is not None
    who = f"lot AS block, {'person' if known else 'NULL::VARCHAR AS person'}"
    connection.execute("SET preserve_insertion_order = false")  # sums know no order
    connection.execute(f"CREATE TEMP VIEW measured AS SELECT {columns}, {who} FROM {found.base}")
    return connection.table("measured")
