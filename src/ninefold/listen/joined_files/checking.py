"""Whether a recipe can be followed, and if not, why: before a file is read again for it."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from django.utils.translation import gettext as _

from ninefold.kit.digits import parse_number
from ninefold.listen.joined_files.naming import result_names
from ninefold.listen.joined_files.recipe import Comparison, Computed, Join, Kind, Recipe, RecipeProblem
from ninefold.listen.sources.hostile import MAX_COLUMNS, too_many_columns
from ninefold.listen.sources.mapping import DATE_FORMATS

MOST_FILES: Final = 12
MOST_COMPUTED: Final = 30


def problems_of(recipe: Recipe) -> tuple[str, ...]:
    """Say in translated sentences why a recipe cannot be followed; empty if it can."""
    told = [*_of_files(recipe)]
    # What is worked out can only be judged once it is clear which columns there will be.
    return tuple(told or [*_of_computed(recipe)])


def checked(recipe: Recipe) -> Recipe:
    """Give a recipe that can be followed.

    Raises
    ------
    RecipeProblem
        If it cannot; every reason is named.
    """
    if told := problems_of(recipe):
        raise RecipeProblem(told)
    return recipe


def in_order(computed: tuple[Computed, ...]) -> tuple[tuple[Computed, ...], tuple[Computed, ...]]:
    """Order computed columns so that each stands after those it is worked out of.

    Returns
    -------
    ordered, circular : tuple of Computed
        Those of the second stand on themselves, directly or by others, or on one that does.
    """
    rest, found = list(computed), list[Computed]()
    while ready := [each for each in rest if not {each.of, each.than} & {one.name for one in rest}]:
        found += ready
        rest = [each for each in rest if each not in ready]
    return tuple(found), tuple(rest)


def _of_files(recipe: Recipe) -> Iterator[str]:
    if recipe.part(recipe.main) is None:
        yield _("Choose the main file: the one with one row for each record.")
        return
    standing = {join.file for join in recipe.ordered()}
    joined = [join.file for join in recipe.joins]
    for part in recipe.parts:
        if part.name != recipe.main and part.name not in joined:
            told = _(
                "Say which column of “%(file)s” equals which column of another file, or leave the file out."
            )
            yield told % {"file": part.name}
        if joined.count(part.name) > (part.name != recipe.main):
            yield _("The file “%(file)s” is joined twice.") % {"file": part.name}
    for join in recipe.joins:
        yield from _of_join(join, recipe=recipe, standing=standing)
    if (width := len(result_names(recipe)) + len(recipe.computed)) > MAX_COLUMNS:
        yield too_many_columns(found=width).message


def _of_join(join: Join, *, recipe: Recipe, standing: AbstractSet[str]) -> Iterator[str]:
    for file, column in ((join.file, join.key), (join.to_file, join.to_column)):
        part = recipe.part(file)
        if part is None:
            yield _("There is no file “%(file)s” among these.") % {"file": file}
        elif column not in part.columns:
            told = _("The file “%(file)s” has no column “%(column)s”.")
            yield told % {"file": file, "column": column}
    if recipe.part(join.file) and recipe.part(join.to_file) and join.file not in standing:
        told = _("The file “%(file)s” is joined to nothing. Join it to the main file or to a joined one.")
        yield told % {"file": join.file}


def _of_computed(recipe: Recipe) -> Iterator[str]:
    if len(recipe.computed) > MOST_COMPUTED:
        yield _("At most %(most)d columns can be worked out.") % {"most": MOST_COMPUTED}
        return
    columns = set(result_names(recipe))
    used = {name.casefold() for name in columns}
    for each in recipe.computed:
        if not each.name:
            yield _("Give every column that is worked out a name.")
        elif each.name.casefold() in used:
            yield _("The name “%(name)s” is taken already. Choose another one.") % {"name": each.name}
        used.add(each.name.casefold())
        yield from _of_one(each, columns=columns, computed={one.name for one in recipe.computed})
    for each in in_order(recipe.computed)[1]:
        told = _("“%(name)s” is worked out from itself, directly or by way of others. Break the circle.")
        yield told % {"name": each.name}


def _of_one(each: Computed, *, columns: AbstractSet[str], computed: AbstractSet[str]) -> Iterator[str]:
    told = _("“%(name)s” needs the column “%(column)s”, which is not there.")
    known = columns if each.kind is Kind.DAYS else columns | computed
    if each.of not in known:
        yield told % {"name": each.name, "column": each.of}
    if each.than not in known and not (each.kind is Kind.FLAG and comparable(each)):
        yield told % {"name": each.name, "column": each.than}
    if not {each.of_written, each.than_written} <= {"", *DATE_FORMATS}:
        yield _("Choose how the dates of “%(name)s” are written from the list.") % {"name": each.name}
    if each.kind is Kind.FLAG and (not each.yes or not each.no or each.yes == each.no):
        yield _("Give “%(name)s” two different words, one for yes and one for no.") % {"name": each.name}


def comparable(each: Computed) -> bool:
    """Whether what a flag compares with stands for itself: a number, or a word where sameness is asked."""
    return bool(each.than) and (
        number_of(each.than) is not None or each.test in {Comparison.SAME, Comparison.OTHER}
    )


def number_of(text: str) -> float | None:
    """Give the number that a person wrote, in any digits; None for a word."""
    try:
        return parse_number(text)
    except ValueError:
        return None
