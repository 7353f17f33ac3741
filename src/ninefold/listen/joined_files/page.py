"""Files that belong together as their page shows them: what was guessed, what comes of it, what to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ninefold.listen.joined_files.checking import problems_of
from ninefold.listen.joined_files.described import File, formats_of
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.naming import Column, result_columns
from ninefold.listen.joined_files.queries import files_of, without_match
from ninefold.listen.joined_files.recipe import Comparison, Computed, Join, Kind, Recipe
from ninefold.listen.sources.wording import WRITTEN

KINDS: Final = {
    Kind.DAYS: _("Calendar days between two dates"),
    Kind.RATIO: _("One number divided by another"),
    Kind.FLAG: _("Yes or no"),
}
ADDS: Final = {
    Kind.DAYS: _("Add the days between two dates"),
    Kind.RATIO: _("Add a ratio of two numbers"),
    Kind.FLAG: _("Add a yes or no"),
}
TESTS: Final = {
    Comparison.ABOVE: _("is above"),
    Comparison.AT_LEAST: _("is at least"),
    Comparison.BELOW: _("is below"),
    Comparison.AT_MOST: _("is at most"),
    Comparison.SAME: _("is the same as"),
    Comparison.OTHER: _("is not the same as"),
}
_MOST_SHOWN: Final = 8


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a list."""

    value: str
    name: str | Promise
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """The columns of one file, as choices."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """One file: what it is joined by, and how well.

    Attributes
    ----------
    share : rows of the main file that find a partner, 0 to 1; None where that is not known.
    match : the numbers behind it; see measuring.Match.
    numbers : columns that can be summed.
    """

    place: int
    file: File
    file_name: str
    main: bool
    left_out: bool
    keys: tuple[Option, ...]
    targets: tuple[Group, ...]
    match: Mapping[str, Any] | None
    share: float | None
    numbers: tuple[Option, ...]
    count: bool


@dataclass(frozen=True, kw_only=True)
class ComputedRow:
    """One computed column, or one that could be: as fields, and what it came to (see measuring.Worked).

    Attributes
    ----------
    dated : whether it looks at two dates, of which can be said how they are written.
    unclear : day and month of its dates could be exchanged, and nobody has said which stands first.
    """

    place: int
    kind: Kind
    kind_name: str | Promise
    computed: Computed | None
    of: tuple[Option, ...]
    than: tuple[Option, ...]
    tests: tuple[Option, ...]
    of_written: tuple[Option, ...]
    than_written: tuple[Option, ...]
    dated: bool
    unclear: bool
    worked: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class BundlePage:
    """What the page needs of files that have been read."""

    files: tuple[FileRow, ...]
    computed: tuple[ComputedRow, ...]
    further: tuple[ComputedRow, ...]
    names: tuple[str, ...]
    first: tuple[tuple[str, ...], ...]
    rows: int | None
    problems: tuple[str, ...]
    lonely: tuple[str, ...]


def bundle_page(*, bundle: Bundle) -> BundlePage:
    """Lay out files that have been read."""
    recipe, files = Recipe.from_json(bundle.recipe), files_of(bundle)
    measured = bundle.found.get("measured") or {}
    titles = {each.name: each.file_name for each in bundle.files.all()}
    matches = {each["file"]: each for each in measured.get("matches", ())}
    worked = {each["name"]: each for each in measured.get("worked", ())}
    lists = _Lists(recipe=recipe, files=files)
    shown, names = _shown(recipe, files=files)
    return BundlePage(
        files=tuple(
            _file_row(
                place, file, recipe=recipe, files=files, title=titles[file.name], match=matches.get(file.name)
            )
            for place, file in enumerate(files)
        ),
        computed=tuple(
            lists.row(place, each.kind, computed=each, worked=worked.get(each.name))
            for place, each in enumerate(recipe.computed)
        ),
        further=tuple(
            lists.row(len(recipe.computed) + place, kind, computed=None, worked=None)
            for place, kind in enumerate(Kind)
        ),
        names=names,
        first=tuple(tuple(row[place] for place in shown) for row in measured.get("first", ())),
        rows=measured.get("rows"),
        problems=problems_of(recipe),
        lonely=tuple(without_match(bundle)),
    )


def _file_row(
    place: int,
    file: File,
    *,
    recipe: Recipe,
    files: Sequence[File],
    title: str,
    match: Mapping[str, Any] | None,
) -> FileRow:
    join = next((each for each in recipe.joins if each.file == file.name), None)
    sums = () if join is None else join.sums
    return FileRow(
        place=place,
        file=file,
        file_name=title,
        main=file.name == recipe.main,
        left_out=recipe.part(file.name) is None,
        keys=tuple(
            Option(value=str(k), name=column.name, chosen=join is not None and column.name == join.key)
            for k, column in enumerate(file.columns)
        ),
        targets=_targets(file, join=join, files=files),
        match=match,
        share=None if match is None or not match["rows"] else match["matched"] / match["rows"],
        numbers=tuple(
            Option(value=str(k), name=column.name, chosen=column.name in sums)
            for k, column in enumerate(file.columns)
            if column.number and (join is None or column.name != join.key)
        ),
        count=join is not None and join.count,
    )


def _targets(file: File, *, join: Join | None, files: Sequence[File]) -> tuple[Group, ...]:
    chosen = None if join is None else (join.to_file, join.to_column)
    return tuple(
        Group(
            name=base.name,
            options=tuple(
                Option(value=f"{place}:{k}", name=column.name, chosen=chosen == (base.name, column.name))
                for k, column in enumerate(base.columns)
            ),
        )
        for place, base in enumerate(files)
        if base is not file
    )


@dataclass(frozen=True, kw_only=True)
class _Lists:
    """What computed columns can be made of."""

    recipe: Recipe
    files: Sequence[File]

    def row(
        self, place: int, kind: Kind, *, computed: Computed | None, worked: Mapping[str, Any] | None
    ) -> ComputedRow:
        """Give the fields of one computed column."""
        of, than = ("", "") if computed is None else (computed.of, computed.than)
        names = self._names(kind, but="" if computed is None else computed.name)
        test = Comparison.ABOVE if computed is None else computed.test
        dates = formats_of(recipe=self.recipe, files=self.files)
        dated = kind is Kind.DAYS if computed is None else computed.dated(dates=dates)
        return ComputedRow(
            place=place,
            kind=kind,
            kind_name=ADDS[kind] if computed is None else KINDS[kind],
            computed=computed,
            of=_options(names, chosen=of),
            than=_options(names, chosen=than),
            tests=tuple(
                Option(value=each.value, name=name, chosen=each is test) for each, name in TESTS.items()
            ),
            of_written=_written("" if computed is None else computed.of_written),
            than_written=_written("" if computed is None else computed.than_written),
            dated=dated,
            unclear=computed is not None and dated and self._unclear(computed),
            worked=worked,
        )

    def _unclear(self, computed: Computed) -> bool:
        told = ((computed.of, computed.of_written), (computed.than, computed.than_written))
        doubtful = {each.name for each in result_columns(self.recipe) if self._seen(each, "unclear")}
        return any(name in doubtful and not written for name, written in told)

    def _names(self, kind: Kind, *, but: str) -> list[str]:
        """Name the columns that fit a kind; where none does, all."""
        columns = result_columns(self.recipe)
        others = [each.name for each in self.recipe.computed if each.name != but]
        names = [column.name for column in columns]
        if kind is Kind.FLAG:
            return others + names
        fitting = [column.name for column in columns if self._fits(column, kind)] or names
        return fitting if kind is Kind.DAYS else others + fitting

    def _fits(self, column: Column, kind: Kind) -> bool:
        if column.taken != "first":
            return kind is Kind.RATIO
        return self._seen(column, "date_format" if kind is Kind.DAYS else "number")

    def _seen(self, column: Column, what: str) -> bool:
        file = next((file for file in self.files if file.name == column.file), None)
        seen = None if file is None else file.column(column.column)
        return bool(getattr(seen, what, False))


def _options(names: Sequence[str], *, chosen: str) -> tuple[Option, ...]:
    listed = [*names, *([chosen] if chosen and chosen not in names else [])]
    return tuple(Option(value=name, name=name, chosen=name == chosen) for name in dict.fromkeys(listed))


def _written(chosen: str) -> tuple[Option, ...]:
    written = {"": _("as found in the file"), **WRITTEN}
    return tuple(Option(value=value, name=name, chosen=value == chosen) for value, name in written.items())


def _shown(recipe: Recipe, *, files: Sequence[File]) -> tuple[list[int], tuple[str, ...]]:
    """Choose what the first rows show: keys, what is worked out and of what, and something of each file."""
    columns = result_columns(recipe)
    personal = {(file.name, column.name) for file in files for column in file.columns if column.personal}
    asked = {join.to_column for join in recipe.joins if join.to_file == recipe.main}
    made_of = {name for each in recipe.computed for name in (each.of, each.than)}
    keys = [k for k, each in enumerate(columns) if each.file == recipe.main and each.column in asked]
    sources = [k for k, each in enumerate(columns) if each.name in made_of]
    computed = [len(columns) + k for k, _each in enumerate(recipe.computed)]
    firsts = [
        next(k for k, each in enumerate(columns) if each.file == join.file)
        for join in recipe.ordered()
        if any(each.file == join.file for each in columns)
    ]
    names = [each.name for each in columns] + [each.name for each in recipe.computed]
    wanted = list(dict.fromkeys([*keys, *sources, *computed, *firsts]))
    hidden = {k for k, each in enumerate(columns) if (each.file, each.column) in personal}
    places = [k for k in wanted if k not in hidden][:_MOST_SHOWN]
    return places, tuple(names[k] for k in places)
