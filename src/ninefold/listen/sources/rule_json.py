"""The JSON of a mapping's rules, checked field by field: it may come from anybody's file."""

import datetime
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from ninefold.listen.sources.choices import SourceKind


def rule_fields(value: object, *, roles: Mapping[str, object]) -> dict[str, Any]:
    """Check the JSON of one rule.

    Parameters
    ----------
    value : object
        As parsed.
    roles : mapping
        What a role's name stands for.

    Returns
    -------
    dict
        The known fields, each of its own type; a missing one is missing.

    Raises
    ------
    ValueError
        If it is no object, lacks the column or the role, has a field that no rule has or one of another
        type; the message is a translated sentence.
    """
    if not isinstance(value, Mapping) or not {"column", "role"} <= value.keys():
        raise ValueError(_("Every rule of a mapping needs a column and a role."))
    column = str(value["column"])
    fields = {name: _field(str(name), given, column=column) for name, given in value.items()}
    if fields["role"] not in roles:
        raise _unread("role", column=column)
    return {**fields, "role": roles[fields["role"]]}


def day_field(value: object) -> datetime.date | None:
    """Read a day, or None; raises TypeError for anything else than a date written like 2017-05-15."""
    try:
        return None if value is None else datetime.date.fromisoformat(_text(value))
    except ValueError as problem:
        raise TypeError from problem


def kind_field(value: object) -> SourceKind:
    """Read what a file holds; a mapping written before there were kinds is one of answers."""
    try:
        return SourceKind.ANSWERS if value is None else SourceKind(_text(value))
    except ValueError as problem:
        raise TypeError from problem


def sure_field(value: object) -> Any:
    """Read how sure a guess was; raises TypeError for any other word."""
    return "sure" if value is None else _sure(value)


def _field(name: str, given: object, *, column: str) -> Any:
    read = _FIELDS.get(name)
    try:
        if read is not None:
            return read(given)
    except TypeError:
        pass
    raise _unread(name, column=column)


def _unread(name: str, *, column: str) -> ValueError:
    told = _("In the mapping, “%(field)s” of the column “%(column)s” cannot be read.")
    return ValueError(told % {"field": name[:80], "column": column[:80]})


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise TypeError
    return given


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise TypeError
    return float(given)


def _end(given: object) -> float | None:
    return None if given is None else _number(given)


def _codes(given: object) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise TypeError
    return tuple(_text(code) for code in given)


def _labels(given: object) -> dict[str, float]:
    if not isinstance(given, Mapping):
        raise TypeError
    return {_text(label): _number(number) for label, number in given.items()}


def _sure(given: object) -> str:
    if given not in ("sure", "check", "unsure"):
        raise TypeError
    return str(given)


_FIELDS: Final[Mapping[str, Callable[[object], Any]]] = {
    "column": _text,
    "role": _text,
    "target": _text,
    "title": _text,
    "low": _end,
    "high": _end,
    "reversed": _flag,
    "not_answered": _codes,
    "labels": _labels,
    "date_format": _text,
    "sure": _sure,
    "why": _text,
    "personal": _flag,
    "asked": _flag,
}
