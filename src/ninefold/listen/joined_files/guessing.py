"""Guess which file is the main one, and which columns of the others equal which of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from ninefold.listen.joined_files.described import Described, File
from ninefold.listen.joined_files.joining import Tables, key_sql, place_of
from ninefold.listen.joined_files.recipe import Join, Part, Recipe

SAMPLE: Final = 1_000
_ROWS: Final = 20_000
_ALIKE: Final = 0.5  # so many of its values must be found where the names differ
_KEY: Final = 0.9  # and so unique must its partner be
_MOST_PAIRS: Final = 400
_FARTHER: Final = 0.97  # of two partners as good as each other, the one nearer to the main file


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """A column of a file joined already, and one of another file that may equal it."""

    to_file: str
    to_column: str
    file: str
    key: Described
    same_name: bool


def guess_recipe(
    *, files: Sequence[File], tables: Tables, connection: duckdb.DuckDBPyConnection, main: str = ""
) -> Recipe:
    """Guess a recipe; a file for which no column is found stays without a join, for a person to say.

    Columns of the same name are tried first, then such whose values occur in an almost unique column of the
    other file. What counts is how many values find a partner, and how clearly the partner is one row.
    The main file is guessed too where none is named.
    """
    first = next((file for file in files if file.name == main), None) or _main(files)
    joins, known, rated = list[Join](), [first], list[tuple[float, _Pair]]()
    while rest := [file for file in files if file not in known]:
        base = known[-1]
        pairs = [pair for file in rest for pair in _pairs(base, file)][:_MOST_PAIRS]
        nearer = _FARTHER ** (len(known) - 1)
        rated += [(nearer * _rate(pair, tables=tables, connection=connection), pair) for pair in pairs]
        rated = [each for each in rated if each[1].file in {file.name for file in rest}]
        rate, best = max(rated, key=lambda each: each[0], default=(0.0, None))
        if best is None or rate <= 0:
            break
        joins.append(Join(file=best.file, key=best.key.name, to_file=best.to_file, to_column=best.to_column))
        known += [file for file in rest if file.name == best.file]
    return Recipe(parts=parts_of(files), main=first.name, joins=tuple(joins))


def parts_of(files: Sequence[File]) -> tuple[Part, ...]:
    """Write down the files of a recipe."""
    return tuple(
        Part(name=file.name, columns=tuple(column.name for column in file.columns)) for file in files
    )


def _main(files: Sequence[File]) -> File:
    """Take the one that looks most like answers; else the one that most others describe."""

    def described_by(file: File) -> int:
        others = [other for other in files if other is not file]
        return sum(any(pair.key.unique > _KEY for pair in _pairs(file, other)) for other in others)

    return max(files, key=lambda file: (file.answers // 10, described_by(file), file.answers))


def _pairs(base: File, file: File) -> Iterator[_Pair]:
    names = {column.name.casefold(): column for column in base.columns}
    for key in file.columns:
        if key.distinct < 2:
            continue
        if (same := names.get(key.name.casefold())) is not None:
            yield _pair(base, same, file, key, same_name=True)
        elif key.unique >= _KEY and key.distinct > _ROWS // 1000:
            for column in base.columns:
                if column.distinct > 1 and column.number == key.number and not column.date_format:
                    yield _pair(base, column, file, key, same_name=False)


def _pair(base: File, column: Described, file: File, key: Described, *, same_name: bool) -> _Pair:
    return _Pair(to_file=base.name, to_column=column.name, file=file.name, key=key, same_name=same_name)


def _rate(pair: _Pair, *, tables: Tables, connection: duckdb.DuckDBPyConnection) -> float:
    """Rate a pair, 0 for one that is none."""
    share = _share(pair, tables=tables, connection=connection)
    if not pair.same_name and share < _ALIKE:
        return 0.0
    return share * pair.key.unique * (2 if pair.same_name else 1)


def _share(pair: _Pair, *, tables: Tables, connection: duckdb.DuckDBPyConnection) -> float:
    """Share of a column's values, of a sample, that stand in the other file."""
    base, other = tables[pair.to_file], tables[pair.file]
    value = key_sql(f"c{place_of(base, pair.to_column)}")
    key = key_sql(f"c{place_of(other, pair.key.name)}")
    found = connection.execute(
        f"SELECT count(*), count(*) FILTER (v IN (SELECT {key} FROM {other.relation})) FROM"
        f" (SELECT DISTINCT v FROM (SELECT {value} AS v FROM {base.relation} LIMIT {_ROWS})"
        f" WHERE v IS NOT NULL LIMIT {SAMPLE})"
    ).fetchall()[0]
    return found[1] / found[0] if found[0] else 0.0


def recognise(*, recipe: Recipe, files: Sequence[File]) -> dict[str, str] | None:
    """Find the files of a recipe among new ones: by the columns they need, and by name where several fit.

    Returns
    -------
    dict or None
        Name here -> name in the recipe; None where one is missing or one is left over.
    """
    if len(files) != len(recipe.parts):
        return None
    found: dict[str, str] = {}
    # The one with most columns is told from the others most easily.
    for part in sorted(recipe.parts, key=lambda each: -len(each.columns)):
        fitting = [file for file in files if file.name not in found and _fits(part, file, recipe=recipe)]
        if not fitting:
            return None
        best = max(fitting, key=lambda file: (file.name == part.name, _likeness(part, file)))
        found[best.name] = part.name
    return found


def _fits(part: Part, file: File, *, recipe: Recipe) -> bool:
    needed = {join.key for join in recipe.joins if join.file == part.name}
    needed |= {join.to_column for join in recipe.joins if join.to_file == part.name}
    names = {column.name for column in file.columns}
    return needed <= names and _likeness(part, file) >= _ALIKE


def _likeness(part: Part, file: File) -> float:
    names = {column.name for column in file.columns}
    return len(names & set(part.columns)) / max(1, len(names | set(part.columns)))
