"""Guess which dates are events of their own: of a file that tells in no column what happened."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from ninefold.listen.sources.evidence import Seen, claim
from ninefold.listen.sources.mapping import ColumnRule
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.shapes import Shape

_ONCE_EACH: Final = 0.99
_ALMOST_ALL: Final = 0.9
_NO_EVENT: Final = (
    "date|dates|day|time|datetime|timestamp|ts|dt|at|on|when|utc"
    "|تاریخ|زمان|ساعت|дата|час|время|تاريخ|وقت|الوقت"
)
_ENDS: Final = re.compile(rf"(?i)^(?:(?:{_NO_EVENT}) (?:of )?)+|(?: (?:{_NO_EVENT}))+$|^(?:{_NO_EVENT})$")
_CHINESE_ENDS: Final = re.compile(r"(?:时间|時間|日期)$")


def own_events(seen: Sequence[Seen], *, known: AbstractSet[Role], shape: Shape) -> list[Seen]:
    """Find the columns whose dates are events of their own.

    Parameters
    ----------
    seen
        The columns of which nothing is known from an earlier wave.
    known
        Roles of the others.
    shape
        Of the file's kind.

    Returns
    -------
    list of Seen
        In file order; none where one column tells what happened. A status beside several dates does not,
        where every case stands once.
    """
    if Role.HAPPENED not in shape.many or known & {Role.AT, Role.KIND}:
        return []
    dates = [one for one in seen if _dated(one) and not planned(one)]
    dates = [one for one in dates if not one.profile.constant] or dates
    told = any(claim(one, Role.KIND, battery=0) > 0 for one in seen)
    if told and Role.HAPPENED not in known and not (len(dates) > 1 and _once_each(seen)):
        return []
    return dates


def own_event(one: Seen, *, among: Sequence[Seen]) -> ColumnRule:
    """Take the dates of a column as events that are named after it.

    Parameters
    ----------
    one
        The column.
    among
        All columns whose dates are events: where day and month could be exchanged, another may tell.
    """
    name = happening(one.column.renamed_from or one.column.name)
    clear = [other.profile for other in among if other.profile.date_format and not other.profile.date_unclear]
    profile = clear[0] if one.profile.date_unclear and clear else one.profile
    rule = ColumnRule(column=one.column.name, role=Role.HAPPENED, title=name, date_format=profile.date_format)
    if not name:
        return replace(rule, sure="unsure", why=_("The name of the column does not say what happened."))
    if profile.date_unclear:
        return replace(rule, sure="check", why=_("Day and month could be exchanged. Look at an example."))
    return replace(rule, sure="check", why=_("Each date is an event of this name. A blank one is none."))


def planned(one: Seen) -> bool:
    """Whether its dates are those of a plan, and nothing that happened."""
    return one.points_to("planned") > 0 and _dated(one)


def happening(name: str) -> str:
    """Say what happened, after the name of a column of dates; "" where it does not tell.

    Examples
    --------
    >>> happening("order_delivered_carrier_date"), happening("approvedAt"), happening("Date")
    ('Order delivered carrier', 'Approved', '')
    """
    words = " ".join(re.sub(r"_+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).split())
    bare = _CHINESE_ENDS.sub("", _ENDS.sub("", words)).strip(" -:.")
    said = bare.lower() if bare.isupper() else " ".join(_spoken(word) for word in bare.split())
    return said[:1].upper() + said[1:]


def _spoken(word: str) -> str:
    """Write a word small, unless it is an abbreviation."""
    return word if word.isupper() else word.lower()


def _dated(one: Seen) -> bool:
    seen = one.profile
    if one.personal or not seen.filled or not seen.date_format:
        return False
    return seen.dates >= _ALMOST_ALL or bool(not seen.dates and one.points_to("at"))


def _once_each(seen: Sequence[Seen]) -> bool:
    cases = [one for one in seen if claim(one, Role.CASE, battery=0) > 0]
    return bool(cases) and max(one.profile.unique for one in cases) >= _ONCE_EACH
