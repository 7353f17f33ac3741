"""Making the example: an organisation with its people, journeys and sources, founded at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ninefold.demo.example.deliveries import DELIVERIES
from ninefold.demo.example.journeys import draw_journeys
from ninefold.demo.example.loading import queue_loading
from ninefold.demo.example.models import Example
from ninefold.demo.example.people import settle_people
from ninefold.demo.example.register import REGISTER
from ninefold.demo.world.company import COMPANY
from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.destinations import Destination, wave_at
from ninefold.people.members.models import Member, User
from ninefold.people.members.queries import memberships_of
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.operations import found_organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.operations import give_role

CUSTOMERS, SEED = 60_000, 19


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which example is wanted.

    Attributes
    ----------
    customers, seed : how large, and which one of its kind.
    shuffled : answers go with nothing.
    money_link : what customers feel changes what they buy.
    """

    customers: int = CUSTOMERS
    seed: int = SEED
    shuffled: bool = False
    money_link: bool = True

    @property
    def options(self) -> str:
        """How a command line asks for it."""
        switches = [("--shuffled", self.shuffled), ("--without-money-link", not self.money_link)]
        told = [f"--customers {self.customers} --seed {self.seed}", *(name for name, on in switches if on)]
        return " ".join(told)


def made_of(example: Example) -> Wanted:
    """Say what an example was made of."""
    return Wanted(
        customers=example.customers,
        seed=example.seed,
        shuffled=example.shuffled,
        money_link=example.money_link,
    )


@transaction.atomic
def open_example(*, member: Member, at: datetime) -> Member:
    """Let a member of an own organisation into an example of theirs, and have it loaded by a job.

    Returns
    -------
    Member
        The same person in the example, which they own; in the one they have already, if they do.
    """
    User.objects.select_for_update().get(pk=member.user_id)  # pressed twice, it is founded once
    for each in memberships_of(user=member.user):
        if each.organisation.invented:
            return each
    example = found_example(wanted=Wanted(), at=at)
    visitor = Member.objects.create(
        user=member.user,
        organisation=example.organisation,
        name=member.name,
        language=member.language or member.organisation.language,
        calendar=member.calendar or member.organisation.calendar,
        digits=member.digits,
        theme=member.theme,
        joined_at=at,
    )
    give_role(member=visitor, role=Role.OWNER, unit=None, by=None, access=None, at=at)
    queue_loading(example=example, at=at)
    return visitor


@transaction.atomic
def found_example(*, wanted: Wanted, at: datetime) -> Example:
    """Found an invented organisation with its units, people and sources; the facts are loaded later."""
    organisation = found_organisation(name=COMPANY, language="en", time_zone="UTC", calendar="gregory", at=at)
    Organisation.objects.filter(pk=organisation.pk).update(invented=True)
    organisation.invented = True
    settle_people(organisation=organisation, at=at)
    draw_journeys(organisation=organisation, at=at)
    kinds = {delivery.source: delivery.kind for delivery in DELIVERIES} | {REGISTER: SourceKind.CUSTOMERS}
    for name, kind in kinds.items():
        place = Destination(source=name, wave=_("Two years"), wave_date=None)
        wave_at(organisation=organisation, destination=place, kind=kind, at=at)
    return Example.objects.create(
        organisation=organisation,
        customers=wanted.customers,
        seed=wanted.seed,
        shuffled=wanted.shuffled,
        money_link=wanted.money_link,
        until=_yesterday(at),
    )


def _yesterday(at: datetime) -> date:
    """Give the last day that is over: nothing of the example may lie ahead of its reader."""
    return at.date() - timedelta(days=1)
