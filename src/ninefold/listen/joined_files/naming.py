"""The columns of the joined file: where each comes from, and what it is called."""

from dataclasses import dataclass
from typing import Literal

from ninefold.listen.joined_files.recipe import Join, Recipe
from ninefold.listen.sources.headers import unique_names

Taken = Literal["first", "sum", "count"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the joined file that is not worked out.

    Attributes
    ----------
    name : what it is called there.
    file, column : where it comes from; a count of rows comes from no column.
    taken : what is taken where several rows match.
    """

    name: str
    file: str
    column: str
    taken: Taken = "first"


def result_columns(recipe: Recipe) -> tuple[Column, ...]:
    """Name the columns of the joined file: those of the main file as they are, then those of the others.

    A name that stands already gets the name of its file after it. A key is left away where it equals what it
    is joined to. The names depend on the recipe alone, so that its computed columns find them in every wave.
    """
    main = recipe.part(recipe.main)
    found = [
        Column(name=column, file=recipe.main, column=column)
        for column in (() if main is None else main.columns)
    ]
    for join in recipe.ordered():
        found += _of_join(recipe, join, used={each.name.casefold() for each in found})
    names = unique_names(names=[each.name for each in found])
    return tuple(
        Column(name=name, file=each.file, column=each.column, taken=each.taken)
        for name, each in zip(names, found, strict=True)
    )


def result_names(recipe: Recipe) -> tuple[str, ...]:
    """Name the columns of the joined file that are not worked out."""
    return tuple(each.name for each in result_columns(recipe))


def _of_join(recipe: Recipe, join: Join, *, used: set[str]) -> list[Column]:
    part = recipe.part(join.file)
    found = []
    for column in () if part is None else part.columns:
        if column == join.key:
            continue
        taken: Taken = "sum" if column in join.sums else "first"
        name = f"Σ {column}" if taken == "sum" else column
        name = f"{name} ({join.file})" if name.casefold() in used else name
        found.append(Column(name=name, file=join.file, column=column, taken=taken))
    if join.count:
        found.append(Column(name=f"n {join.file}", file=join.file, column="", taken="count"))
    return found
