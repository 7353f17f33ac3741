"""The journeys of the example: maps of stages and steps, their names in the data, who answers for what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from ninefold.demo.example.wishes import WISHES
from ninefold.demo.world.company import JOURNEYS, NOT_MEASURED, TOUCHPOINTS, owners
from ninefold.journeys.maps.choices import Key, Phase
from ninefold.journeys.maps.models import Journey, Stage
from ninefold.journeys.maps.operations import add_stage, add_step, change_journey, change_step, draw_journey
from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.owners.operations import name_cover, name_owner
from ninefold.journeys.touchpoints.choices import Kind, Where
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.touchpoints.operations import add_touchpoint, call_touchpoint
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.units.models import Unit

# What each touchpoint is, and the kinds of events that happen there.
PLACES: Final[Mapping[str, tuple[Kind, tuple[str, ...]]]] = {
    "Search result": (Kind.SEARCH_RESULT, ("searched",)),
    "Review site": (Kind.REVIEW_SITE, ("read reviews",)),
    "Catalogue": (Kind.LETTER, ("read catalogue",)),
    "Web page": (Kind.WEB_PAGE, ("opened page",)),
    "Store visit": (Kind.STORE, ("visited store",)),
    "Chat advice": (Kind.CHAT, ("asked in chat",)),
    "Checkout": (Kind.WEB_PAGE, ("ordered",)),
    "Promise of a day": (Kind.EMAIL, ("promised a day",)),
    "Delivery": (Kind.DELIVERY, ("delivered", "delivered again")),
    "Assembly": (Kind.PERSON, ("assembled",)),
    "Product in use": (Kind.PRODUCT, ("used",)),
    "Recommendation": (Kind.WORD_OF_MOUTH, ("recommended",)),
    "Asking for a return": (Kind.WEB_PAGE, ("asked for a return",)),
    "Returns desk": (Kind.STORE, ("handed over",)),
    "Pick-up": (Kind.DELIVERY, ("picked up",)),
    "Money back": (Kind.EMAIL, ("money back",)),
    "Phone wait": (Kind.PHONE, ("waited on the phone",)),
    "Chat wait": (Kind.CHAT, ("waited in the chat",)),
    "Answer": (Kind.PHONE, ("answered",)),
    "Solved": (Kind.PHONE, ("solved", "not solved")),
    "Follow-up": (Kind.EMAIL, ("followed up",)),
}
_PHASES: Final = {
    "find": Phase.BEFORE,
    "choose": Phase.BEFORE,
    "order": Phase.PURCHASE,
    "receive": Phase.DELIVERY,
    "use": Phase.USE,
    "tell others": Phase.LOYALTY,
}


@dataclass(frozen=True, kw_only=True)
class Course:
    """A journey: what customers want of it, which events begin and end one run of it, and whose it is."""

    goal: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    timeout_days: int
    owner: str


_LOOKING: Final = (
    "searched",
    "read reviews",
    "read catalogue",
    "opened page",
    "visited store",
    "asked in chat",
)
COURSES: Final[Mapping[str, Course]] = {
    "Buy and receive": Course(
        goal="Furnish my home with what fits, on a day that suits me.",
        starts=(*_LOOKING, "ordered"),
        ends=("used", "recommended"),
        timeout_days=30,
        owner="Pavlo Bondar",
    ),
    "Return": Course(
        goal="Give back what does not fit, and see my money soon.",
        starts=("asked for a return",),
        ends=("money back",),
        timeout_days=30,
        owner="Li Na",
    ),
    "Get help": Course(
        goal="Have my question answered once, by somebody who can.",
        starts=("waited on the phone", "waited in the chat", "answered"),
        ends=("solved", "followed up"),
        timeout_days=14,
        owner="Omid Karimi",
    ),
}


@transaction.atomic
def draw_journeys(*, organisation: Organisation, at: datetime) -> None:
    """Draw the three maps, and say who answers for what since two years ago."""
    touchpoints = _register(organisation, at=at)
    members = {member.name: member for member in Member.objects.filter(organisation=organisation)}
    since = at.date() - timedelta(days=730)
    for name in JOURNEYS:
        journey = _draw(name, organisation=organisation, touchpoints=touchpoints, at=at)
        name_owner(
            organisation=organisation,
            journey=journey.pk,
            unit=None,
            member=members[COURSES[name].owner],
            since=since,
            until=None,
            by=None,
            at=at,
        )
    owned = _name_owners(organisation, touchpoints=touchpoints, members=members, since=since, at=at)
    # Somebody is on holiday, and somebody else answers meanwhile.
    away = at.date() - timedelta(days=5)
    name_cover(
        ownership=owned["Delivery", "North depot"],
        cover=members["Karim Saleh"],
        since=away,
        until=away + timedelta(days=14),
        by=None,
        at=at,
    )


def _register(organisation: Organisation, *, at: datetime) -> dict[str, Touchpoint]:
    """Keep the touchpoints with their names in answers and events; nobody asks about one of them."""
    made = {}
    for each in TOUCHPOINTS:
        kind, events = PLACES[each.name]
        touchpoint = add_touchpoint(organisation=organisation, name=each.name, kind=kind, by=None, at=at)
        asked = () if each.name in NOT_MEASURED else (each.name,)
        for where, texts in ((Where.FEEDBACK, asked), (Where.EVENT, events)):
            call_touchpoint(touchpoint=touchpoint, where=where, texts=texts, by=None, at=at)
        made[each.name] = touchpoint
    return made


def _draw(
    name: str, *, organisation: Organisation, touchpoints: Mapping[str, Touchpoint], at: datetime
) -> Journey:
    course = COURSES[name]
    journey = draw_journey(organisation=organisation, name=name, goal=course.goal, by=None, at=at)
    change_journey(
        journey=journey,
        name=name,
        goal=course.goal,
        key=Key.CASE,
        starts=course.starts,
        ends=course.ends,
        timeout_days=course.timeout_days,
        by=None,
        at=at,
    )
    stages: dict[str, Stage] = {}
    for each in (one for one in TOUCHPOINTS if one.journey == name):
        if each.stage not in stages:
            phase = _PHASES.get(each.stage, Phase.SUPPORT)
            stages[each.stage] = add_stage(
                journey=journey, name=each.stage.capitalize(), phase=phase, by=None, at=at
            )
        step = add_step(stage=stages[each.stage], touchpoint=touchpoints[each.name], by=None, at=at)
        goal, problem = WISHES[each.name]
        change_step(step=step, goal=goal, problem=problem, by=None, at=at)
    return journey


def _name_owners(
    organisation: Organisation,
    *,
    touchpoints: Mapping[str, Touchpoint],
    members: Mapping[str, Member],
    since: date,
    at: datetime,
) -> dict[tuple[str, str], Ownership]:
    """Name who answers for each touchpoint in each unit; the company itself is everywhere."""
    units = {unit.name: unit for unit in Unit.objects.filter(organisation=organisation)}
    return {
        (each.touchpoint, each.unit): name_owner(
            organisation=organisation,
            touchpoint=touchpoints[each.touchpoint].pk,
            unit=units.get(each.unit),
            member=members[each.owner],
            since=since,
            until=None,
            by=None,
            at=at,
        )
        for each in owners()
    }
