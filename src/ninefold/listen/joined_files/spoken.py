"""Joins and computed columns as a command line writes them: `orders.csv:order_id`, `late=late_days>0`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from ninefold.listen.joined_files.described import File
from ninefold.listen.joined_files.recipe import Comparison, Computed, Join, Kind, Recipe, RecipeProblem

_FLAG: Final = re.compile(r"(.+?)(>=|<=|!=|>|<|=)(.+?)(?:\?(.+):(.+))?")


@dataclass(frozen=True, kw_only=True)
class SpokenJoin:
    """A file, and by what it is joined: its column, and the one it equals; "" is to be guessed."""

    file: Path
    key: str = ""
    column: str = ""


def spoken_join(text: str) -> SpokenJoin:
    """Read ``FILE``, ``FILE:KEY`` or ``FILE:KEY=COLUMN``.

    Examples
    --------
    >>> spoken_join("orders.csv:id=order_id")
    SpokenJoin(file=PosixPath('orders.csv'), key='id', column='order_id')
    """
    if Path(text).exists() or ":" not in text:
        return SpokenJoin(file=Path(text))
    file, _colon, keys = text.rpartition(":")
    key, _equals, column = keys.partition("=")
    return SpokenJoin(file=Path(file), key=key.strip(), column=column.strip() or key.strip())


def spoken_days(text: str) -> Computed:
    """Read ``NAME=LATER,EARLIER``; raises RecipeProblem for anything else."""
    return _of_two(text, kind=Kind.DAYS, form="NAME=LATER,EARLIER")


def spoken_ratio(text: str) -> Computed:
    """Read ``NAME=NUMBER,DIVISOR``; raises RecipeProblem for anything else."""
    return _of_two(text, kind=Kind.RATIO, form="NAME=NUMBER,DIVISOR")


def spoken_flag(text: str) -> Computed:
    """Read ``NAME=COLUMN>VALUE`` or ``NAME=COLUMN>VALUE?YES:NO``, with any of > >= < <= = !=.

    Raises
    ------
    RecipeProblem
        It is written in another way.

    Examples
    --------
    >>> found = spoken_flag("late=late_days>0?late:on time")
    >>> found.name, found.of, found.test.value, found.than, found.yes, found.no
    ('late', 'late_days', '>', '0', 'late', 'on time')
    """
    name, _equals, rest = text.partition("=")
    found = _FLAG.fullmatch(rest.strip())
    if found is None or not name.strip():
        raise _strange(text, form="NAME=COLUMN>VALUE?YES:NO")
    of, sign, than, yes, no = (each.strip() if each else "" for each in found.groups())
    return Computed(
        name=name.strip(),
        kind=Kind.FLAG,
        of=of,
        than=than,
        test=Comparison(sign),
        yes=yes or _("yes"),
        no=no or _("no"),
    )


def spoken_recipe(
    *, guessed: Recipe, files: Sequence[File], joins: Sequence[SpokenJoin], computed: Sequence[Computed]
) -> Recipe:
    """Put what was said in the place of what was guessed: the first file is the main one.

    Parameters
    ----------
    files, joins : the files in the order given; the joins are those of all but the first.
    """
    found = []
    for place, (file, said) in enumerate(zip(files[1:], joins, strict=True), start=1):
        guess = next((each for each in guessed.joins if each.file == file.name), None)
        if not said.key:
            found += [guess] if guess else []
            continue
        others = [other for other in (*files[:place], *files[place + 1 :]) if other.column(said.column)]
        base = others[0] if others else files[0]
        found.append(Join(file=file.name, key=said.key, to_file=base.name, to_column=said.column))
    return Recipe(parts=guessed.parts, main=files[0].name, joins=tuple(found), computed=tuple(computed))


def _of_two(text: str, *, kind: Kind, form: str) -> Computed:
    name, _equals, rest = text.partition("=")
    of, _comma, than = rest.partition(",")
    if not name.strip() or not of.strip() or not than.strip():
        raise _strange(text, form=form)
    return Computed(name=name.strip(), kind=kind, of=of.strip(), than=than.strip())


def _strange(text: str, *, form: str) -> RecipeProblem:
    told = _("“%(text)s” cannot be read. Write it like %(form)s.")
    return RecipeProblem([told % {"text": text, "form": form}])
