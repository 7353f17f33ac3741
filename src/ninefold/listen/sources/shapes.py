"""What a file of each kind holds: roles its columns can have, what every row needs, facts it fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.roles import FIGURES, IDENTIFIERS, SCORES, Role

if TYPE_CHECKING:  # models stand on this, and every command would pay for the engine
    from ninefold.engine.facts import Table

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that every row must tell.

    Parameters
    ----------
    roles
        A value under any of them will do.
    asked
        So will one of an attribute that people were asked.
    column, row
        What is said of a file without such a column, and of a row without such a value.
    """

    roles: frozenset[Role]
    asked: bool = False
    column: Text
    row: Text

    def met_by(self, *, role: Role, asked: bool) -> bool:
        """Whether a column of this role can tell it."""
        return role in self.roles or (self.asked and asked and role is Role.ATTRIBUTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a file of one kind holds.

    Parameters
    ----------
    kind
        Its kind.
    once
        Roles that one column has, in the order in which a guess gives them away.
    chosen
        Others that one column has, which only a person gives away.
    many
        Roles that any number of columns have.
    needs
        What every row must tell; the first that it does not is the reason why it is not taken.
    tables
        The tables it fills, the one with a row for each record first; none where it fills no facts.
    wave_dates
        The wave's date stands in where no column tells one.
    monthly
        A record is of a customer and a month.
    ordered
        What happened at one instant keeps the order of the file.
    """

    kind: SourceKind
    once: tuple[Role, ...]
    many: tuple[Role, ...]
    needs: tuple[Need, ...]
    tables: "tuple[Table, ...]"
    chosen: tuple[Role, ...] = ()
    wave_dates: bool = True
    monthly: bool = False
    ordered: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """All roles that a column can have."""
        return frozenset((*self.once, *self.chosen, *self.many))


_WHO: Final = (Role.CUSTOMER, Role.ACCOUNT)
_WHERE: Final = (Role.AGENT, Role.TOUCHPOINT, Role.CHANNEL, Role.LANGUAGE, Role.SEGMENT, Role.UNIT)
_OWN: Final = (Role.ITEM, Role.ATTRIBUTE, Role.LEAVE_OUT)
_CUSTOMER: Final = Need(
    roles=frozenset((Role.CUSTOMER,)),
    column=_("No column names the customer. Choose the column with the customer's id."),
    row=_("This row names no customer."),
)

ANSWERS: Final = Shape(
    kind=SourceKind.ANSWERS,
    once=(Role.AT, Role.WEIGHT, *SCORES, Role.RECORD, *_WHO, *_WHERE),
    many=(Role.COMMENT, *_OWN),
    needs=(
        Need(
            roles=frozenset((*SCORES, Role.ITEM, Role.COMMENT)),
            asked=True,
            column=_("No column is a question or a comment. Choose at least one."),
            row=_("This record has no answer."),
        ),
    ),
    tables=("feedback", "comment"),
)
EVENTS: Final = Shape(
    kind=SourceKind.EVENTS,
    once=(Role.AT, Role.KIND, Role.CASE, Role.RECORD, Role.AMOUNT, *_WHO, *_WHERE),
    many=(Role.HAPPENED, *_OWN),
    needs=(
        Need(
            roles=frozenset((Role.AT, Role.HAPPENED)),
            column=_("No column tells when it happened. Choose the column with the date or time."),
            row=_("This record has no date."),
        ),
        Need(
            roles=frozenset((Role.KIND, Role.HAPPENED)),
            column=_(
                "No column tells what happened. Choose the column with the activity or kind of event, or "
                "take each date as an event of its own."
            ),
            row=_("This event does not tell what happened."),
        ),
    ),
    tables=("event",),
    wave_dates=False,
    ordered=True,
)
OUTCOMES: Final = Shape(
    kind=SourceKind.OUTCOMES,
    once=(Role.AT, *FIGURES, Role.RECORD, *_WHO, *_WHERE),
    many=_OWN,
    needs=(
        _CUSTOMER,
        Need(
            roles=frozenset(FIGURES),
            column=_(
                "No column is revenue, margin, cost or whether the customer is active. Choose at least one."
            ),
            row=_(
                "This row has no revenue, margin or cost, and does not tell whether the customer is active."
            ),
        ),
    ),
    tables=("outcome",),
    monthly=True,
)
CUSTOMERS: Final = Shape(
    kind=SourceKind.CUSTOMERS,
    once=(*_WHO, Role.LANGUAGE, Role.SEGMENT, Role.UNIT),
    chosen=(Role.AT, *IDENTIFIERS[1:]),
    many=(Role.ATTRIBUTE, Role.LEAVE_OUT),
    needs=(
        Need(
            roles=frozenset(IDENTIFIERS),
            column=_CUSTOMER.column,
            row=_CUSTOMER.row,
        ),
    ),
    tables=(),
    wave_dates=False,
)
SHAPES: Final[Mapping[SourceKind, Shape]] = {
    shape.kind: shape for shape in (ANSWERS, EVENTS, OUTCOMES, CUSTOMERS)
}
