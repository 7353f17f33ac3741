"""What is known of each file before it is joined: its columns, how its dates are written, what it may be."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import duckdb

from ninefold.listen.joined_files.naming import result_columns
from ninefold.listen.joined_files.recipe import Recipe
from ninefold.listen.sources.guessing import guess
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.opened import Opened
from ninefold.listen.sources.profiling import profile
from ninefold.listen.sources.roles import SCORES, Role

SAMPLES: Final = 3
_ALMOST_ALL: Final = 0.95


@dataclass(frozen=True, kw_only=True)
class Described:
    """One column of one file.

    Attributes
    ----------
    date_format, unclear : how its dates are written, "" where it has none; day and month could be exchanged.
    number : whether its cells are numbers.
    distinct, unique : different values in a sample, and as a share of its filled cells.
    personal : it names a person, so its cells are not shown.
    """

    name: str
    samples: tuple[str, ...]
    date_format: str
    unclear: bool
    number: bool
    distinct: int
    unique: float
    personal: bool


@dataclass(frozen=True, kw_only=True)
class File:
    """One file.

    Attributes
    ----------
    rows, rejects : records that can be read, and that cannot.
    answers : how much it looks like one of answers: its scores count most, then a comment, then a time.
    """

    name: str
    columns: tuple[Described, ...]
    rows: int
    rejects: int
    answers: int

    def column(self, name: str) -> Described | None:
        """Give the column of this name."""
        return next((column for column in self.columns if column.name == name), None)

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "File":
        """Read what ``to_json`` wrote."""
        columns = tuple(Described(**{**each, "samples": tuple(each["samples"])}) for each in value["columns"])
        return cls(**{**value, "columns": columns})


def describe(*, name: str, opened: Opened, rows: int, connection: duckdb.DuckDBPyConnection) -> File:
    """Look at a sample of a file, and guess what it would be by itself."""
    profiles = profile(opened=opened, connection=connection)
    mapping = guess(opened=opened, profiles=profiles)
    columns = tuple(
        Described(
            name=seen.name,
            samples=() if rule.personal else seen.samples[:SAMPLES],
            date_format=seen.date_format if seen.dates else "",
            unclear=seen.date_unclear,
            number=seen.numeric > _ALMOST_ALL,
            distinct=seen.distinct,
            unique=seen.unique,
            personal=rule.personal,
        )
        for seen, rule in zip(profiles, mapping.rules, strict=True)
    )
    return File(name=name, columns=columns, rows=rows, rejects=len(opened.rejects), answers=_answers(mapping))


def formats_of(*, recipe: Recipe, files: Sequence[File]) -> dict[str, str]:
    """Tell how the dates of the result are written, by the column's name there."""
    found = {}
    by_name = {file.name: file for file in files}
    for column in result_columns(recipe):
        seen = by_name[column.file].column(column.column) if column.file in by_name else None
        if seen is not None and seen.date_format:
            found[column.name] = seen.date_format
    return found


def with_formats(recipe: Recipe, *, formats: dict[str, str]) -> Recipe:
    """Write down how dates were read, so that the next wave is read alike."""
    return replace(
        recipe,
        computed=tuple(
            replace(
                each,
                of_written=each.of_written or formats.get(each.of, ""),
                than_written=each.than_written or formats.get(each.than, ""),
            )
            if each.dated(dates=formats)
            else each
            for each in recipe.computed
        ),
    )


def _answers(mapping: Mapping) -> int:
    weights = {**dict.fromkeys(SCORES, 10), Role.COMMENT: 3, Role.AT: 1}
    return sum(weights.get(role, 0) for role in {rule.role for rule in mapping.rules})
