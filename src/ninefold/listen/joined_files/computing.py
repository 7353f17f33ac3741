"""The SQL that works columns out of a joined row, and tells why one is blank.

Computed column i becomes ``v{i}`` (its value), ``w{i}`` (the same as text) and ``s{i}`` (why it has none).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ninefold.listen.joined_files.checking import in_order, number_of
from ninefold.listen.joined_files.joining import Joined, key_sql, written
from ninefold.listen.joined_files.recipe import Comparison, Computed, Kind, Recipe
from ninefold.listen.sources.cells import literal
from ninefold.listen.sources.moments import parts_sql, plain_sql, plausible_sql, wall_sql
from ninefold.listen.sources.numerals import number_sql

DONE: Final = 0
EMPTY: Final = 1  # one of the cells it is worked out of is blank
UNREADABLE: Final = 2  # one of them is no date, or no number
ZERO: Final = 3  # a division by zero
_COUNTED_FROM: Final = ("epoch-s", "epoch-ms", "excel")


def computed_sql(*, recipe: Recipe, joined: Joined, formats: Mapping[str, str]) -> str:
    """Write the query that adds the computed columns to a join.

    Parameters
    ----------
    formats : mapping
        How dates are written, by the column's name in the result; "ymd" where it is not told.

    Returns
    -------
    str
        A query in brackets; computed column i is the i-th of the recipe, whatever stands on what.
    """
    work = _Work(recipe=recipe, joined=joined, formats=formats)
    query = joined.relation
    for step in work.steps():
        query = f"(SELECT *, {', '.join(step)} FROM {query})" if step else query
    return query if query.startswith("(") else f"(SELECT * FROM {query})"


@dataclass(frozen=True, kw_only=True)
class _Input:
    """What a computed column is worked out of, as expressions."""

    blank: str
    number: str
    text: str


@dataclass(frozen=True, kw_only=True)
class _Work:
    recipe: Recipe
    joined: Joined
    formats: Mapping[str, str]

    def steps(self) -> Iterator[list[str]]:
        """Read dates and numbers once each, then work out one column after the other."""
        dates = [
            (k, how)
            for each in self.recipe.computed
            if each.dated(dates=self.formats)
            for k, how in self._dates(each)
        ]
        dates = list(dict.fromkeys(dates))
        cells = [(f"j{k}", how, f"{k}_{how.replace('-', '_')}") for k, how in dates]
        yield [
            f"{plain_sql(cell, written=how, decimal=self.joined.decimal)} AS p{name}"
            for cell, how, name in cells
        ] + [f"{number_sql(f'j{k}', decimal=self.joined.decimal)} AS x{k}" for k in self._numbers()]
        yield [
            f"CASE WHEN p{name} IS NULL THEN {parts_sql(cell)} END AS q{name}"
            for cell, how, name in cells
            if how not in _COUNTED_FROM
        ]
        yield [
            f"{wall_sql(plain=f'p{name}', parts=f'q{name}', written=how)} AS m{name}"
            for _c, how, name in cells
        ]
        yield [f"CAST({plausible_sql(f'm{name}')} AS DATE) AS d{name}" for _cell, _how, name in cells]
        for each in in_order(self.recipe.computed)[0]:
            place = self.recipe.computed.index(each)
            yield [f"{self._state(each)} AS s{place}"]
            yield [f"CASE WHEN s{place} = {DONE} THEN {self._value(each)} END AS v{place}"]
            yield [f"{self._text(each)} AS w{place}"]

    def _place(self, name: str) -> int | None:
        names = [column.name for column in self.joined.columns]
        return names.index(name) if name in names else None

    def _dates(self, each: Computed) -> list[tuple[int, str]]:
        found = []
        for name, how in ((each.of, each.of_written), (each.than, each.than_written)):
            place = self._place(name)
            if place is not None:
                found.append((place, how or self.formats.get(name) or "ymd"))
        return found

    def _numbers(self) -> list[int]:
        named = [
            name
            for each in self.recipe.computed
            if each.kind is not Kind.DAYS
            for name in (each.of, each.than)
        ]
        return sorted({place for name in named if (place := self._place(name)) is not None})

    def _input(self, name: str) -> _Input:
        if (k := self._place(name)) is not None:
            number = f"CASE WHEN isfinite(x{k}) THEN x{k} END"
            return _Input(blank=f"{key_sql(f'j{k}')} IS NULL", number=number, text=f"trim(j{k})")
        for place, each in enumerate(self.recipe.computed):
            if each.name == name:
                number = "NULL::DOUBLE" if each.kind is Kind.FLAG else f"CAST(v{place} AS DOUBLE)"
                return _Input(blank=f"v{place} IS NULL", number=number, text=f"w{place}")
        return _Input(blank="false", number=_literal(name), text=literal(name))

    def _days(self, each: Computed) -> tuple[str, str]:
        (of, of_how), (than, than_how) = self._dates(each)
        return f"d{of}_{of_how.replace('-', '_')}", f"d{than}_{than_how.replace('-', '_')}"

    def _state(self, each: Computed) -> str:
        of, than = self._input(each.of), self._input(each.than)
        cases = [f"WHEN {of.blank} OR {than.blank} THEN {EMPTY}"]
        if each.kind is Kind.DAYS:
            cases += [f"WHEN {day} IS NULL THEN {UNREADABLE}" for day in self._days(each)]
        elif each.kind is Kind.RATIO:
            cases.append(f"WHEN ({of.number}) IS NULL OR ({than.number}) IS NULL THEN {UNREADABLE}")
        elif each.test not in {Comparison.SAME, Comparison.OTHER}:
            cases.append(f"WHEN {self._compared(each)} IS NULL THEN {UNREADABLE}")
        if each.kind is Kind.RATIO:
            cases.append(f"WHEN ({than.number}) = 0 THEN {ZERO}")
        return f"CAST(CASE {' '.join(cases)} ELSE {DONE} END AS UTINYINT)"

    def _value(self, each: Computed) -> str:
        if each.kind is Kind.DAYS:
            of_day, than_day = self._days(each)
            return f"date_diff('day', {than_day}, {of_day})"
        of, than = self._input(each.of), self._input(each.than)
        if each.kind is Kind.RATIO:
            return f"({of.number}) / ({than.number})"
        return f"CASE WHEN {self._compared(each)} THEN {literal(each.yes)} ELSE {literal(each.no)} END"

    def _compared(self, each: Computed) -> str:
        """Compare two numbers, else the calendar days of two dates, else for sameness two words."""
        sign, of, than = each.test.value, self._input(each.of), self._input(each.than)
        tests = [f"({of.number}) {sign} ({than.number})"]
        if each.dated(dates=self.formats):
            tests.append(f" {sign} ".join(self._days(each)))
        if each.test in {Comparison.SAME, Comparison.OTHER}:
            tests.append(f"{of.text} {sign} {than.text}")
        return f"coalesce({', '.join(tests)})"

    def _text(self, each: Computed) -> str:
        value = f"v{self.recipe.computed.index(each)}"
        if each.kind is Kind.RATIO:
            return written(value, decimal=self.joined.decimal)
        return f"CAST({value} AS VARCHAR)"


def _literal(text: str) -> str:
    number = number_of(text)
    return "NULL::DOUBLE" if number is None else f"CAST({number!r} AS DOUBLE)"


def shown_columns(*, recipe: Recipe, joined: Joined) -> Sequence[str]:
    """Name the expressions of the result's cells, computed ones last, in the order of the recipe."""
    cells = [f"j{place}" for place, _column in enumerate(joined.columns)]
    return [*cells, *(f"w{place}" for place, _each in enumerate(recipe.computed))]
