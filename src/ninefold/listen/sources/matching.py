"""Recognise the columns of an earlier wave although their names have changed a little."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from ninefold.listen.sources.evidence import Seen
from ninefold.listen.sources.hints import hinted, words_of
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.roles import DATED, Role
from ninefold.listen.sources.scales import fit

_QUESTION_NUMBER: Final = re.compile(r"^([^\W\d_]{1,3}\d+)(?:[^\W\d_](?=[_ .]))?[_ .]?(?=.)")
Thing = TypeVar("Thing")
_Key = Callable[[str], str]


def remembered(*, seen: Sequence[Seen], saved: Mapping) -> dict[int, ColumnRule]:
    """Give the rules of an earlier wave to the columns of this file.

    Names are compared four times: as they are (without case, blanks, signs), by the question's text, without
    the letter of the question ("Q7A_ART" and "Q7ART"), and without its number ("Q8A_ART" too). A comparison
    counts only where it is unambiguous on both sides; the last two ask a person to check.

    Parameters
    ----------
    seen : sequence of Seen
        The columns of this file.
    saved : Mapping
        The mapping of the earlier wave.

    Returns
    -------
    dict
        Position -> rule with this file's column name. Columns that are new are absent.
    """
    found: dict[int, ColumnRule] = {}
    left = {rule.column: rule for rule in saved.rules}
    ways = (
        (plain_name, False, True),
        (words_of, True, True),
        (_lettered, False, False),
        (_bare, False, False),
    )
    for key, of_text, sure in ways:
        rules = _unique((_said(key, rule, of_text=of_text), rule) for rule in left.values())
        columns = _unique(
            (key(one.column.text if of_text else one.column.name), one)
            for one in seen
            if one.column.position not in found
        )
        for word in rules.keys() & columns.keys():
            rule, one = rules[word], columns[word]
            if not sure and not _same_kind(rule, one):
                continue
            found[one.column.position] = _kept(rule, one, sure=sure)
            del left[rule.column]
    return found


def plain_name(name: str) -> str:
    """Give a name without case, blanks and signs.

    Examples
    --------
    >>> plain_name("*RESPNUM") == plain_name("Resp Num")
    True
    """
    return words_of(name).replace(" ", "")


def _said(key: _Key, rule: ColumnRule, *, of_text: bool) -> str:
    return key(rule.title if of_text else rule.column)


def _lettered(name: str) -> str:
    """Give a name with its question number but without the letter of the part."""
    number = _QUESTION_NUMBER.match(name)
    return f"{number[1].lower()} {_bare(name)}" if number and _bare(name) else ""


def _bare(name: str) -> str:
    """Give a name without its question number; every word for "overall" becomes the same."""
    rest = words_of(_QUESTION_NUMBER.sub("", name, count=1))
    if rest == words_of(name):
        return ""
    return "overall" if hinted("overall", name=rest) == 3 else rest.replace(" ", "")


def _unique(pairs: Iterable[tuple[str, Thing]]) -> dict[str, Thing]:
    listed = [(word, thing) for word, thing in pairs if word]
    often = Counter(word for word, _thing in listed)
    return {word: thing for word, thing in listed if often[word] == 1}


def _same_kind(rule: ColumnRule, one: Seen) -> bool:
    if rule.scale is None:
        return rule.role in (Role.ATTRIBUTE, Role.COMMENT, Role.LEAVE_OUT) and one.item is None
    found = one.item
    return found is not None and found.ends == rule.scale


def _kept(rule: ColumnRule, one: Seen, *, sure: bool) -> ColumnRule:
    if not _still_fits(rule, one):
        why = _("The values are not those of the earlier wave.")
        return replace(rule, column=one.column.name, sure="check", why=why)
    if sure:
        return replace(rule, column=one.column.name, sure="sure", why=_("As in the earlier wave."))
    why = _("Taken for “%(column)s” of the earlier wave.") % {"column": rule.column}
    return replace(rule, column=one.column.name, sure="check", why=why)


def _still_fits(rule: ColumnRule, one: Seen) -> bool:
    seen = one.profile
    if rule.role in DATED:
        return seen.filled == 0 or seen.date_format == rule.date_format
    if rule.scale is None or seen.filled == 0:
        return True
    found = fit(column=one.column, profile=seen)
    return found is None or (found.low >= rule.scale[0] and found.high <= rule.scale[1])
