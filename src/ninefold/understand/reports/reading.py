"""Read one file for a report: opened, understood and typed. Nothing is kept, and nothing is measured yet."""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

import duckdb

from ninefold.listen.sources.guessing import guess
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.opened import Misread, Opened
from ninefold.listen.sources.opening import open_file
from ninefold.listen.sources.profiling import profile
from ninefold.listen.sources.reading import desk
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.shapes import ANSWERS
from ninefold.listen.sources.typing_rows import Ids, Typed, typed
from ninefold.understand.reports.asking import Asked

Progress = Callable[[float], None]
NOBODY = Ids(organisation=0, survey=0, source=0, wave=0)
# A column of more values is no side to compare by.
MOST_VALUES = 12


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The rows of a file; they are gone with the connection.

    Attributes
    ----------
    mapping : what its columns mean.
    told : the same, without what no report tells of.
    values : how many values each column has about, by its name among the facts.
    """

    opened: Opened
    mapping: Mapping
    told: Mapping
    values: dict[str, int]
    typed: Typed
    connection: duckdb.DuckDBPyConnection


@contextmanager
def taken(*, asked: Asked, progress: Progress) -> Iterator[Taken]:
    """Read a file.

    Parameters
    ----------
    progress : told the share done.

    Raises
    ------
    Unreadable, MappingProblem
        The file cannot be used; the message says why and what to do.
    """
    with ExitStack() as desks:

        def read(*, trusting: bool) -> Taken:
            place = desks.enter_context(desk())
            opened = open_file(
                path=asked.file,
                connection=place.connection,
                scratch=place.folder,
                definition=asked.definition,
                trusting=trusting,
                progress=lambda share: progress(share * 0.3),
            )
            return _typed(opened, asked=asked, connection=place.connection)

        try:
            found = read(trusting=True)
        except (Misread, duckdb.InvalidInputException):
            desks.close()
            found = read(trusting=False)
        yield found


def _typed(opened: Opened, *, asked: Asked, connection: duckdb.DuckDBPyConnection) -> Taken:
    profiles = profile(opened=opened, connection=connection)
    mapping = asked.mapping or guess(opened=opened, profiles=profiles, saved=None)
    if asked.wave_date is not None:
        mapping = replace(mapping, wave_date=asked.wave_date)
    distinct = {each.name: each.distinct for each in profiles}
    told = _told(mapping.checked(), distinct=distinct)
    return Taken(
        opened=opened,
        mapping=mapping,
        told=told,
        values={rule.target or rule.role.value: distinct.get(rule.column, 0) for rule in told.rules},
        typed=typed(opened=opened, mapping=told, connection=connection, ids=NOBODY),
        connection=connection,
    )


def _told(mapping: Mapping, *, distinct: dict[str, int]) -> Mapping:
    """Leave out what no report tells of: names of staff, attributes of many values.

    What counts as an answer stays, measured or not: a row is taken or refused as an import would.
    """
    many = {name for name, number in distinct.items() if number > MOST_VALUES}
    return replace(
        mapping, rules=tuple(_left(rule) if _untold(rule, many) else rule for rule in mapping.rules)
    )


def _untold(rule: ColumnRule, many: Collection[str]) -> bool:
    wide = rule.role is Role.ATTRIBUTE and rule.column in many
    answers = any(rule.meets(need) for need in ANSWERS.needs)
    return not answers and (wide or rule.role in _NAMES)


def _left(rule: ColumnRule) -> ColumnRule:
    return replace(rule, role=Role.LEAVE_OUT, target="")


_NAMES = (Role.AGENT, Role.ACCOUNT)
