"""A map to start from: the common way of a customer, in the language of whoever asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ninefold.journeys.maps.choices import Phase
from ninefold.journeys.maps.models import Journey
from ninefold.journeys.maps.operations import add_stage, add_step, change_step, draw_journey
from ninefold.journeys.touchpoints.choices import Kind
from ninefold.journeys.touchpoints.operations import touchpoint_named
from ninefold.journeys.touchpoints.queries import InData
from ninefold.people.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class _Meeting:
    """A touchpoint of the example, and what customers want there."""

    name: str
    kind: Kind
    goal: str


def _meeting(name: str, kind: Kind, goal: str) -> _Meeting:
    return _Meeting(name=name, kind=kind, goal=goal)


def example_name() -> str:
    """Give the name of the journey that the example lays down."""
    return _("Buy and use")


def _before() -> Sequence[tuple[str, Phase, tuple[_Meeting, ...]]]:
    notice = (
        _meeting(_("Search result"), Kind.SEARCH_RESULT, _("Find out who has what I need")),
        _meeting(_("Billboard or advertisement"), Kind.ADVERTISEMENT, _("See at once what is offered")),
        _meeting(_("Review site"), Kind.REVIEW_SITE, _("Hear what others went through")),
    )
    choose = (
        _meeting(_("Web page"), Kind.WEB_PAGE, _("Compare, and see the whole price")),
        _meeting(_("Advice"), Kind.PERSON, _("Have a question answered by somebody who knows")),
    )
    order = (
        _meeting(_("Order"), Kind.WEB_PAGE, _("Order without mistakes and without haste")),
        _meeting(_("Confirmation"), Kind.EMAIL, _("Know that it worked, and what comes next")),
    )
    return (
        (pgettext("stage of a journey", "Notice"), Phase.BEFORE, notice),
        (pgettext("stage of a journey", "Choose"), Phase.BEFORE, choose),
        (pgettext("stage of a journey", "Order and pay"), Phase.PURCHASE, order),
    )


def _after() -> Sequence[tuple[str, Phase, tuple[_Meeting, ...]]]:
    receive = (
        _meeting(_("Delivery"), Kind.DELIVERY, _("Get it whole, on the day that was promised")),
        _meeting(_("Invoice"), Kind.INVOICE, _("Understand it at first sight")),
    )
    use = (_meeting(_("Product in use"), Kind.PRODUCT, _("Have it do what I bought it for")),)
    get_help = (
        _meeting(_("Hold music"), Kind.HOLD_MUSIC, _("Wait no longer than I was told")),
        _meeting(_("Phone call"), Kind.PHONE, _("Have it solved by the first who answers")),
        _meeting(_("Chat"), Kind.CHAT, _("Have it solved without telling it twice")),
    )
    stay = (_meeting(_("Thank-you message"), Kind.EMAIL, _("Feel that it matters that I come back")),)
    leave = (
        _meeting(_("Recommendation"), Kind.WORD_OF_MOUTH, _("Tell others what I think")),
        _meeting(_("Farewell"), Kind.EMAIL, _("Leave without trouble, and be welcome again")),
    )
    return (
        (pgettext("stage of a journey", "Receive"), Phase.DELIVERY, receive),
        (pgettext("stage of a journey", "Use"), Phase.USE, use),
        (pgettext("stage of a journey", "Get help"), Phase.SUPPORT, get_help),
        (pgettext("stage of a journey", "Stay"), Phase.LOYALTY, stay),
        (pgettext("stage of a journey", "Tell others or leave"), Phase.AFTER, leave),
    )


@transaction.atomic
def lay_example(*, organisation: Organisation, in_data: InData, by: int | None, at: datetime) -> Journey:
    """Draw the example; touchpoints that there are already under these names are used.

    Parameters
    ----------
    in_data
        The names that the data use: a new touchpoint is called so where they use its name.
    by
        Number of the member who does it; None for the machine.

    Raises
    ------
    JourneyTakenError
        When there is a journey of its name.
    """
    goal = _("Find what suits me, get it as promised, and get help when I need it")
    journey = draw_journey(organisation=organisation, name=example_name(), goal=goal, by=by, at=at)
    for title, phase, meetings in (*_before(), *_after()):
        stage = add_stage(journey=journey, name=title, phase=phase, by=by, at=at)
        for each in meetings:
            touchpoint = touchpoint_named(
                organisation=organisation, name=each.name, kind=each.kind, in_data=in_data, by=by, at=at
            )
            step = add_step(stage=stage, touchpoint=touchpoint, by=by, at=at)
            change_step(step=step, goal=each.goal, problem="", by=by, at=at)
    return journey
