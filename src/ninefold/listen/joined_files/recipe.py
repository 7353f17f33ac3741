"""How several files become one: which is the main one, what each other is joined by, what is worked out."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

VERSION: Final = 1
_TEXTS: Final = ("name", "of", "than", "yes", "no", "of_written", "than_written")


class RecipeProblem(ValueError):
    """The recipe cannot be followed; ``problems`` says why, one translated sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class Kind(StrEnum):
    """What can be worked out of a row."""

    DAYS = "days"
    RATIO = "ratio"
    FLAG = "flag"


class Comparison(StrEnum):
    """How a flag compares."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="
    SAME = "="
    OTHER = "!="


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of the recipe.

    Attributes
    ----------
    name : what it is called in the recipe.
    columns : its columns, by which it is known again in the next wave.
    """

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Join:
    """What another file is joined by.

    Attributes
    ----------
    file, key : the other file, and its column.
    to_file, to_column : the column that equals it, of the main file or of one joined already.
    sums : columns of which the sum of all matching rows is taken; of the others the first row's value.
    count : whether the number of matching rows becomes a column.
    """

    file: str
    key: str
    to_file: str
    to_column: str
    sums: tuple[str, ...] = ()
    count: bool = False


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A column worked out of others of the joined row, which are named as they are called there.

    Attributes
    ----------
    kind : ``days`` are the calendar days from the date in `than` to the date in `of`, above zero where `of`
        is later, whatever the time of day; ``ratio`` is the number in `of` divided by that in `than`;
        ``flag`` says `yes` where `of` compares so with `than`, and `no` where it does not: two numbers, or
        the calendar days of two dates.
    than : a column or another computed one; for a flag also a number, and for "=" and "!=" a word.
    of_written, than_written : how the dates are written, one of ``mapping.DATE_FORMATS``; "" is as
        the file shows it.
    """

    name: str
    kind: Kind
    of: str
    than: str
    test: Comparison = Comparison.ABOVE
    yes: str = ""
    no: str = ""
    of_written: str = ""
    than_written: str = ""

    def dated(self, *, dates: Container[str]) -> bool:
        """Whether it looks at two dates: days do, and a flag of two columns that are known to hold some."""
        flagged = self.kind is Kind.FLAG and self.of in dates and self.than in dates
        return flagged or self.kind is Kind.DAYS


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How several files become one; see `checking` for whether it can be followed."""

    parts: tuple[Part, ...]
    main: str
    joins: tuple[Join, ...] = ()
    computed: tuple[Computed, ...] = ()

    def part(self, name: str) -> Part | None:
        """Give the file of this name."""
        return next((part for part in self.parts if part.name == name), None)

    def ordered(self) -> tuple[Join, ...]:
        """Give the joins so that each stands on the main file or on one before it; others are left away."""
        known, rest, found = {self.main}, list(self.joins), list[Join]()
        while ready := [join for join in rest if join.to_file in known and join.file not in known]:
            found.append(ready[0])
            known.add(ready[0].file)
            rest.remove(ready[0])
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON values, with the version of the shape."""
        return {
            "version": VERSION,
            "parts": [{"name": each.name, "columns": list(each.columns)} for each in self.parts],
            "main": self.main,
            "joins": [
                {
                    "file": each.file,
                    "key": each.key,
                    "to_file": each.to_file,
                    "to_column": each.to_column,
                    "sums": list(each.sums),
                    "count": each.count,
                }
                for each in self.joins
            ],
            "computed": [
                {
                    "name": each.name,
                    "kind": each.kind.value,
                    "of": each.of,
                    "than": each.than,
                    "test": each.test.value,
                    "yes": each.yes,
                    "no": each.no,
                    "of_written": each.of_written,
                    "than_written": each.than_written,
                }
                for each in self.computed
            ],
        }

    @classmethod
    def from_json(cls, value: object) -> "Recipe":
        """Read what ``to_json`` wrote.

        Raises
        ------
        RecipeProblem
            If it was written by another version, or is no recipe at all.
        """
        if not isinstance(value, Mapping) or "version" not in value:
            raise RecipeProblem([_("This is not a recipe that Ninefold wrote.")])
        if value["version"] != VERSION:
            raise RecipeProblem([_("This recipe was saved by another version of Ninefold.")])
        try:
            return cls(
                parts=tuple(_part(each) for each in value["parts"]),
                main=str(value["main"]),
                joins=tuple(_join(each) for each in value["joins"]),
                computed=tuple(_computed(each) for each in value["computed"]),
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise RecipeProblem([_("This is not a recipe that Ninefold wrote.")]) from problem


def _part(value: Mapping[str, Any]) -> Part:
    return Part(name=str(value["name"]), columns=tuple(str(each) for each in value["columns"]))


def _join(value: Mapping[str, Any]) -> Join:
    names = {name: str(value[name]) for name in ("file", "key", "to_file", "to_column")}
    return Join(**names, sums=tuple(str(each) for each in value["sums"]), count=bool(value["count"]))


def _computed(value: Mapping[str, Any]) -> Computed:
    names = {name: str(value[name]) for name in _TEXTS}
    return Computed(**names, kind=Kind(value["kind"]), test=Comparison(value["test"]))
