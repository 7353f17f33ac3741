"""How many people stand behind the answers of each group: certain where the threshold asks for it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Final

import narwhals as nw

from ninefold.engine.facts import Frame
from ninefold.engine.sight import among, any_of

WHO: Final = "who"
Name = str | int | date | None
Key = tuple[Name, ...]
Few = Mapping[Key, frozenset[str]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Counted:
    """Rows to count the people of.

    Attributes
    ----------
    test : finds these rows.
    groups : where they are counted, because nothing proves yet that there are enough.
    """

    test: nw.Expr
    groups: Collection[Key]


def heads(
    *, frame: Callable[[], Frame], keys: Sequence[str], wanted: Sequence[Counted], threshold: int
) -> list[Few]:
    """Find the groups that fewer people than the threshold stand behind, and who they are.

    People are read one by one, all that is wanted in one reading; nothing is read where nothing is. Somebody
    who answered twelve times is one person.

    Parameters
    ----------
    frame : gives the facts, already filtered.
    keys : columns that make the groups.
    wanted : what to count, each answered in its place.
    threshold : the smallest number of people that may be shown.

    Returns
    -------
    The people of each group that has too few.
    """
    if not any(each.groups for each in wanted):
        return [{} for _each in wanted]
    named = _named(
        frame(), keys=keys, tests=[each.test for each in wanted], groups=[each.groups for each in wanted]
    )
    return [{key: frozenset(who) for key, who in people.items() if len(who) < threshold} for people in named]


def distinct(groups: Sequence[frozenset[str]]) -> list[int]:
    """Count the people of groups that overlap, each in the first group only, so that the sum is right."""
    seen: set[str] = set()
    counts = []
    for who in groups:
        counts.append(len(who - seen))
        seen |= who
    return counts


def _named(
    frame: Frame, *, keys: Sequence[str], tests: Sequence[nw.Expr], groups: Sequence[Collection[Key]]
) -> list[dict[Key, set[str]]]:
    """Read who stands in these groups with a row that passes a test, for all tests in one reading."""
    found: list[dict[Key, set[str]]] = [{group: set() for group in some} for some in groups]
    asked = {f"test{place}": place for place, some in enumerate(groups) if some}
    told = frame.filter(_in_any(set().union(*groups), keys=keys)) if keys else frame
    rows = told.select(
        *keys,
        nw.coalesce("person", "record").alias(WHO),
        *(tests[place].alias(name) for name, place in asked.items()),
    ).unique()
    columns = rows.collect(backend="pyarrow").to_arrow().to_pydict()
    groups_of = list(zip(*(columns[key] for key in keys), strict=True)) if keys else [()] * len(columns[WHO])
    for name, place in asked.items():
        for group, who, passed in zip(groups_of, columns[WHO], columns[name], strict=True):
            if passed and group in found[place]:
                found[place][group].add(who)
    return found


def _in_any(groups: Collection[Key], *, keys: Sequence[str]) -> nw.Expr:
    """Test whether a row stands in one of the groups; an empty key is a group of its own."""
    by_first: dict[Key, set[Name]] = {}
    for group in groups:
        by_first.setdefault(group[:-1], set()).add(group[-1])
    tests = [
        reduce(and_, map(_among, keys, [*([value] for value in first), last]))
        for first, last in by_first.items()
    ]
    return any_of(tests)


def _among(key: str, values: Collection[Name]) -> nw.Expr:
    given = [value for value in values if value is not None]
    column = nw.col(key)
    if len(given) == len(values):
        return among(key, given)
    return column.is_null() | among(key, given) if given else column.is_null()
