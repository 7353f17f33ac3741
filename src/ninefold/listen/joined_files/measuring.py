"""What a recipe would make of its files: rows that find a partner, cells that stay blank, the first rows."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import duckdb

from ninefold.listen.joined_files.computing import EMPTY, UNREADABLE, ZERO, computed_sql, shown_columns
from ninefold.listen.joined_files.joining import VIEW, Joined, Tables, join_files, release
from ninefold.listen.joined_files.recipe import Kind, Recipe
from ninefold.listen.sources.cells import literal

FIRST_ROWS: Final = 6
_SHOWN: Final = 200


@dataclass(frozen=True, kw_only=True)
class Match:
    """How well one file is joined.

    Attributes
    ----------
    rows, keyed, matched, several : rows of the main file; those with a key; those that found a partner; those
        that found more than one.
    keys, repeated : different keys of the other file; those of several rows.
    """

    file: str
    rows: int
    keyed: int
    matched: int
    several: int
    keys: int
    repeated: int


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What one computed column came to.

    Attributes
    ----------
    done, empty, unreadable, zero : rows with a value; without one since a cell is blank, cannot be read, or
        would have to be divided by zero.
    low, high, mean : of days and ratios.
    yes : rows of a flag that say yes.
    """

    name: str
    done: int
    empty: int
    unreadable: int
    zero: int
    low: float | None
    high: float | None
    mean: float | None
    yes: int


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a recipe would make of its files.

    Attributes
    ----------
    first : the first rows: the cells of all columns of the result, the computed ones last, "" where blank.
    """

    rows: int
    matches: tuple[Match, ...]
    worked: tuple[Worked, ...]
    first: tuple[tuple[str, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON values."""
        return asdict(self)


def measure(
    *, recipe: Recipe, tables: Tables, formats: Mapping[str, str], connection: duckdb.DuckDBPyConnection
) -> Measured:
    """Follow a checked recipe and count; nothing is written.

    Parameters
    ----------
    formats : mapping
        How dates are written, by the column's name in the result.
    """
    joined = join_files(recipe=recipe, tables=tables, connection=connection)
    try:
        source = computed_sql(recipe=recipe, joined=joined, formats=formats)
        wanted = ["count(*)", *_of_joins(joined), *_of_computed(recipe)]
        rows, *numbers = connection.execute(f"SELECT {', '.join(wanted)} FROM {source}").fetchall()[0]
        found = iter(numbers)
        matches = []
        for k, join in enumerate(joined.joins):
            keyed, matched, several = (next(found) for _wish in range(3))
            keys, repeated = connection.execute(
                f"SELECT count(*), count(*) FILTER (n > 1) FROM {VIEW}_{k}"
            ).fetchall()[0]
            matches.append(
                Match(
                    file=join.file,
                    rows=rows,
                    keyed=keyed,
                    matched=matched,
                    several=several,
                    keys=keys,
                    repeated=repeated,
                )
            )
        worked = tuple(_worked(each.name, [next(found) for _wish in range(8)]) for each in recipe.computed)
        first = _first(recipe, joined, source, connection=connection)
        return Measured(rows=rows, matches=tuple(matches), worked=worked, first=first)
    finally:
        release(joined, connection=connection)


def _of_joins(joined: Joined) -> list[str]:
    return [
        f"count(*) FILTER ({test})"
        for k, _join in enumerate(joined.joins)
        for test in (f"key{k}", f"n{k} > 0", f"n{k} > 1")
    ]


def _of_computed(recipe: Recipe) -> list[str]:
    wanted = []
    for i, each in enumerate(recipe.computed):
        wanted.append(f"count(v{i})")
        wanted += [f"count(*) FILTER (s{i} = {state})" for state in (EMPTY, UNREADABLE, ZERO)]
        if each.kind is Kind.FLAG:
            wanted += ["NULL", "NULL", "NULL", f"count(*) FILTER (v{i} = {literal(each.yes)})"]
        else:
            wanted += [f"min(v{i})", f"max(v{i})", f"avg(v{i})", "0"]
    return wanted


def _worked(name: str, found: list[Any]) -> Worked:
    done, empty, unreadable, zero, low, high, mean, yes = found
    return Worked(
        name=name,
        done=done,
        empty=empty,
        unreadable=unreadable,
        zero=zero,
        low=low,
        high=high,
        mean=mean,
        yes=yes,
    )


def _first(
    recipe: Recipe, joined: Joined, source: str, *, connection: duckdb.DuckDBPyConnection
) -> tuple[tuple[str, ...], ...]:
    shown = ", ".join(f"left({cell}, {_SHOWN})" for cell in shown_columns(recipe=recipe, joined=joined))
    found = connection.execute(f"SELECT {shown} FROM {source} ORDER BY line LIMIT {FIRST_ROWS}").fetchall()
    return tuple(tuple("" if cell is None else str(cell) for cell in row) for row in found)
