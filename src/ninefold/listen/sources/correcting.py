"""What a person changes in a mapping: another role for a column, with all that the role needs."""

import re
from collections.abc import Mapping as Dict
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from ninefold.listen.sources.activity import as_active
from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.guessing_dates import happening
from ninefold.listen.sources.mapping import ColumnRule, Mapping, MappingProblem
from ninefold.listen.sources.roles import DATED, SCORES, Role

_PREFIX: Final = {Role.ITEM: "q_", Role.ATTRIBUTE: "a_", Role.COMMENT: ""}
_USUAL: Final = "ymd"  # of a column in which no date was found; its page asks for another
_OF_A_ROW: Final = {Role.KIND: Role.ATTRIBUTE, Role.RECORD: Role.CASE}


def moved(rule: ColumnRule, *, role: Role) -> ColumnRule:
    """Give a rule another role, with the target, the scale and the dates that the role needs."""
    if role is rule.role:
        return rule
    if role is Role.ACTIVE:
        return as_active(replace(rule, role=role, target="", sure="sure"))
    prefix = _PREFIX.get(role)
    scaled = role in SCORES or role is Role.ITEM
    return replace(
        rule,
        role=role,
        target="" if prefix is None else prefix + _slug(rule.target or rule.column),
        title=happening(rule.column) if role is Role.HAPPENED else rule.title,
        low=rule.low if scaled else None,
        high=rule.high if scaled else None,
        reversed=rule.reversed and scaled,
        date_format=rule.date_format or (_USUAL if role in DATED else ""),
        sure="sure",
    )


def with_events(mapping: Mapping, *, named: Dict[str, str]) -> Mapping:
    """Take the dates of some columns as events, and of no others.

    Parameters
    ----------
    mapping : Mapping
        As it was guessed.
    named : mapping
        The column -> what happened on its dates; "" where its name tells.

    Raises
    ------
    MappingProblem
        If one of the columns is not there.
    """
    columns = {rule.column for rule in mapping.rules}
    if strange := [column for column in named if column not in columns]:
        told = _("The file has no column “%(column)s” whose dates could be events.")
        raise MappingProblem((told % {"column": strange[0][:80]},))
    cased = mapping.one(Role.CASE) is not None
    rules = tuple(_as_event(rule, named=named, cased=cased) for rule in mapping.rules)
    return replace(mapping, kind=SourceKind.EVENTS, kind_sure="sure", rules=rules)


def _as_event(rule: ColumnRule, *, named: Dict[str, str], cased: bool) -> ColumnRule:
    if rule.column in named:
        event = moved(rule, role=Role.HAPPENED)
        return replace(event, title=named[rule.column] or event.title, sure="sure", why="")
    if rule.role in DATED or (rule.role is Role.RECORD and cased):
        return moved(rule, role=Role.LEAVE_OUT)
    return moved(rule, role=_OF_A_ROW.get(rule.role, rule.role))


def _slug(text: str) -> str:
    bare = re.sub(r"^[qa]_", "", text.casefold())
    return re.sub(r"\W+", "_", bare).strip("_")[:50] or "column"
