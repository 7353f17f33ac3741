"""What pages and the command line call the rows, the columns and the steps of each kind of source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.shapes import SHAPES, Text

ROLE_NAMES: Final[Mapping[Role, Text]] = MappingProxyType(
    {
        Role.KIND: _("What happened"),
        Role.HAPPENED: _("An event of its own"),
        Role.CASE: _("Case (order, ticket)"),
        Role.AMOUNT: _("Amount of money"),
        Role.REVENUE: _("Revenue"),
        Role.MARGIN: _("Margin"),
        Role.COST: _("Cost to serve"),
        Role.ACTIVE: _("Active customer"),
        Role.NPS: _("Recommendation, 0 to 10 (NPS)"),
        Role.CSAT: _("Satisfaction (CSAT)"),
        Role.CES: _("Ease (CES)"),
        Role.RATING: _("Rating"),
        Role.ITEM: _("Another question with a scale"),
        Role.COMMENT: _("Comment"),
        Role.AT: _("Time of answer"),
        Role.TOUCHPOINT: _("Touchpoint"),
        Role.UNIT: _("Unit (store, branch, team)"),
        Role.AGENT: _("Agent"),
        Role.CHANNEL: _("Channel"),
        Role.SEGMENT: _("Segment"),
        Role.LANGUAGE: _("Language"),
        Role.CUSTOMER: _("Customer"),
        Role.EMAIL: _("E-mail address of the customer"),
        Role.PHONE: _("Phone number of the customer"),
        Role.ACCOUNT: _("Account"),
        Role.WEIGHT: _("Weight"),
        Role.RECORD: _("Id of the answer"),
        Role.ATTRIBUTE: _("Attribute to compare by"),
        Role.LEAVE_OUT: _("Leave out"),
    }
)
_NUMBER: Final = _("Number to keep")
_NOTHING: Final = _("The import was stopped. Nothing of it was stored.")

WRITTEN: Final[Mapping[str, Text]] = {
    "ymd": _("year, month, day"),
    "dmy": _("day, month, year"),
    "mdy": _("month, day, year"),
    "persian-ymd": _("Persian year, month, day"),
    "persian-dmy": _("Persian day, month, year"),
    "ym": _("year, month"),
    "my": _("month, year"),
    "excel": _("days as Excel counts them"),
    "epoch-s": _("seconds since 1970"),
    "epoch-ms": _("milliseconds since 1970"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is said of a file of one kind.

    Parameters
    ----------
    being_stored, stored
        Headings of its page.
    storing, store
        The progress and the button.
    ready
        What can be done now.
    stopped
        What an import leaves that was stopped.
    named
        Roles that are called otherwise than in answers.
    """

    being_stored: Text
    stored: Text
    storing: Text
    store: Text
    ready: Text
    stopped: Text
    named: Mapping[Role, Text] = field(default_factory=dict)


WORDING: Final[Mapping[SourceKind, Wording]] = {
    SourceKind.ANSWERS: Wording(
        being_stored=_("The answers are being stored."),
        stored=_("The answers are stored."),
        storing=_("Storing the answers"),
        store=_("Store the answers"),
        ready=_("The numbers of this survey are ready."),
        stopped=_NOTHING,
    ),
    SourceKind.EVENTS: Wording(
        being_stored=_("The events are being stored."),
        stored=_("The events are stored."),
        storing=_("Storing the events"),
        store=_("Store the events"),
        ready=_("The events are ready for the journeys they belong to."),
        stopped=_NOTHING,
        named={Role.AT: _("Time of the event"), Role.RECORD: _("Id of the event"), Role.ITEM: _NUMBER},
    ),
    SourceKind.OUTCOMES: Wording(
        being_stored=_("The months of the customers are being stored."),
        stored=_("The months of the customers are stored."),
        storing=_("Storing the months of the customers"),
        store=_("Store the months of the customers"),
        ready=_("What customers bring and cost is known for these months."),
        stopped=_NOTHING,
        named={Role.AT: _("Month"), Role.RECORD: _("Id of the row"), Role.ITEM: _NUMBER},
    ),
    SourceKind.CUSTOMERS: Wording(
        being_stored=_("The customers are being stored."),
        stored=_("The customers are stored."),
        storing=_("Storing the customers"),
        store=_("Store the customers"),
        ready=_("What is known of these customers stands on their pages."),
        stopped=_(
            "The import was stopped. Customers recorded by then stay; store the file again for the rest."
        ),
        named={
            Role.CUSTOMER: _("Customer number"),
            Role.AT: _("Known since"),
            Role.ATTRIBUTE: _("Attribute"),
        },
    ),
}


def role_names(*, kind: SourceKind) -> dict[Role, Text]:
    """Give the roles that a column of a file of this kind can have, in the page's order and words."""
    named, roles = WORDING[kind].named, SHAPES[kind].roles
    return {role: named.get(role, name) for role, name in ROLE_NAMES.items() if role in roles}
