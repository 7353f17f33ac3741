"""Making the example: an organisation is founded at once, its facts follow whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ninefold.demo.example.columns import Batch
from ninefold.demo.example.deliveries import DELIVERIES, Company, Delivery
from ninefold.demo.example.models import Example
from ninefold.demo.example.people import settle_people
from ninefold.demo.example.queries import loading_of, parameters_of
from ninefold.demo.world.company import COMPANY
from ninefold.demo.world.simulation import run
from ninefold.engine import segments
from ninefold.engine.operations import commit_batch
from ninefold.engine.segments import Written, write_segment
from ninefold.kit.jobs.operations import enqueue, request_stop
from ninefold.listen.sources.models import Source, Wave
from ninefold.listen.surveys.operations import record_questions, survey_named
from ninefold.people.members.models import Member, User
from ninefold.people.members.queries import memberships_of
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.operations import found_organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.operations import give_role

LOAD = "demo.example.load"
CUSTOMERS, SEED = 60_000, 19
Progress = Callable[[float], None]


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
def queue_loading(*, example: Example, at: datetime) -> None:
    """Have an example loaded by a job; one that is on its way, or stands, is left alone."""
    waiting = Example.objects.select_for_update().get(pk=example.pk)
    if waiting.loaded_at is not None or loading_of(example=waiting) is not None:
        return
    job = enqueue(kind=LOAD, payload={"example": waiting.pk}, organisation=waiting.organisation_id, at=at)
    waiting.job = job.pk
    waiting.save(update_fields=["job"])


def stop_loading(*, example: Example, at: datetime) -> None:
    """Stop the job that loads an example; what it wrote belongs to nobody and goes."""
    if example.job is not None:
        request_stop(job=example.job, organisation=example.organisation_id, at=at)


@transaction.atomic
def found_example(*, wanted: Wanted, at: datetime) -> Example:
    """Found an invented organisation with its units, people and sources; the facts are loaded later."""
    organisation = found_organisation(name=COMPANY, language="en", time_zone="UTC", calendar="gregory", at=at)
    Organisation.objects.filter(pk=organisation.pk).update(invented=True)
    organisation.invented = True
    settle_people(organisation=organisation, at=at)
    for delivery in DELIVERIES:
        _open_source(delivery, organisation=organisation, at=at)
    return Example.objects.create(
        organisation=organisation,
        customers=wanted.customers,
        seed=wanted.seed,
        shuffled=wanted.shuffled,
        money_link=wanted.money_link,
        until=_yesterday(at),
    )


def load_example(*, example: Example, at: datetime, progress: Progress) -> None:
    """Run the company and make what it hands over the content of its sources.

    Files are written first and belong to nobody; one transaction then makes them the waves. A kill before it
    leaves files that the sweeper removes, a kill after it leaves nothing to do.

    Parameters
    ----------
    example : loaded already, it stays as it is.
    at : the moment of the load.
    progress : told how much is done, 0 to 1; whatever it raises ends the load, and nothing stays of it.
    """
    if example.loaded_at is not None:
        return
    written: dict[int, list[Written]] = {}
    try:
        _write(example, into=written, progress=progress)
        committed = _commit(example, written=written, at=at)
    except BaseException:
        _discard(written)
        raise
    if not committed:
        _discard(written)


def _yesterday(at: datetime) -> date:
    """Give the last day that is over: nothing of the example may lie ahead of its reader."""
    return at.date() - timedelta(days=1)


def _open_source(delivery: Delivery, *, organisation: Organisation, at: datetime) -> None:
    survey = survey_named(organisation=organisation, name=delivery.source, at=at)
    source = Source.objects.create(
        organisation=organisation, survey=survey, name=delivery.source, created_at=at
    )
    Wave.objects.create(organisation=organisation, source=source, name=_("Two years"))


def _write(example: Example, *, into: dict[int, list[Written]], progress: Progress) -> None:
    progress(0.02)
    company = Company(run=run(parameters_of(example=example)), organisation=example.organisation_id)
    waves = _waves(example)
    for done, delivery in enumerate(DELIVERIES):
        progress(0.25 + 0.7 * done / len(DELIVERIES))
        wave = waves[delivery.source]
        batch = Batch(
            organisation=example.organisation_id,
            survey=wave.source.survey_id if delivery.asking else 0,
            source=wave.source_id,
            wave=wave.pk,
        )
        files = into.setdefault(wave.pk, [])
        for table, rows in delivery.parts(company, batch):
            found = write_segment(organisation=example.organisation_id, table=table, batches=rows)
            files += [] if found is None else [found]
    progress(0.95)


def _waves(example: Example) -> dict[str, Wave]:
    found = Wave.objects.filter(organisation=example.organisation_id).select_related("source__survey")
    return {wave.source.name: wave for wave in found}


@transaction.atomic
def _commit(example: Example, *, written: dict[int, list[Written]], at: datetime) -> bool:
    """Make the files visible, unless somebody has removed the example meanwhile, or loaded it."""
    waiting = Example.objects.filter(pk=example.pk, loaded_at=None)
    if not waiting.update(loaded_at=at):
        return False
    waves = _waves(example)
    for delivery in DELIVERIES:
        wave = waves[delivery.source]
        survey = wave.source.survey_id if delivery.asking else 0
        commit_batch(
            organisation=example.organisation_id,
            survey=survey,
            source=wave.source_id,
            wave=wave.pk,
            segments=written[wave.pk],
            at=at,
        )
        if delivery.asking:
            record_questions(survey=wave.source.survey, asked=delivery.asking.questions)
        wave.rows = sum(each.rows for each in written[wave.pk] if each.table != "comment")
        wave.date, wave.imported_at = example.until, at
        wave.save(update_fields=["rows", "date", "imported_at"])
    example.loaded_at = at
    return True


def _discard(written: dict[int, list[Written]]) -> None:
    for files in written.values():
        for each in files:
            segments.delete(each.path)
