"""Guess what the columns of a file are that asks nobody anything, and that claim no role of their own."""

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from ninefold.listen.sources.evidence import Seen
from ninefold.listen.sources.guessing_dates import planned
from ninefold.listen.sources.mapping import ColumnRule
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.shapes import Shape

MOST_VALUES: Final = 1_000  # texts of more different values tell no groups apart
_CODES: Final = 12  # whole numbers up to so many different ones are categories


def unasked(one: Seen, *, title: str, shape: Shape) -> ColumnRule:
    """Take a column as a number of its own, as an attribute, or as nothing worth keeping.

    Parameters
    ----------
    one : Seen
        The column; it has values, and not the same in every record.
    title : str
        What people read.
    shape : Shape
        Of the file's kind: one without numbers of its own keeps them as attributes.
    """
    seen = one.profile
    rule = ColumnRule(column=one.column.name, role=Role.ATTRIBUTE, title=title)
    if Role.ITEM not in shape.many:
        return rule
    coded = seen.distinct <= _CODES and seen.integer > 0.98 and not one.points_to("measure")
    if seen.numeric > 0.98 and not coded and not _counted(one):
        return replace(rule, role=Role.ITEM, sure="check", why=_("A quantity. It is kept as a number."))
    if Role.HAPPENED in shape.many and planned(one):
        why = _("A date that was planned, not something that happened.")
        return replace(rule, role=Role.LEAVE_OUT, sure="check", why=why)
    if seen.distinct > MOST_VALUES or one.prose or seen.dates > 0.5:
        why = _("Too many different values to tell groups apart.")
        return replace(rule, role=Role.LEAVE_OUT, sure="check", why=why)
    return rule


def _counted(one: Seen) -> bool:
    """Whether its numbers are names: a key, a running number."""
    return one.profile.integer > 0.98 and one.points_to("record") >= 2
