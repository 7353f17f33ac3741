"""Loading the example: its facts whole or not at all, its customers by and by."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from ninefold.customers.profiles.models import Customer
from ninefold.customers.profiles.recording import CHUNK, record_customers
from ninefold.customers.profiles.rows import CustomerRow
from ninefold.demo.example.columns import Batch
from ninefold.demo.example.deliveries import DELIVERIES, Company
from ninefold.demo.example.models import Example
from ninefold.demo.example.queries import loading_of, parameters_of
from ninefold.demo.example.register import REGISTER, register
from ninefold.demo.example.removal import delete_rows
from ninefold.demo.world.simulation import roll_of, run
from ninefold.engine import segments
from ninefold.engine.operations import commit_batch
from ninefold.engine.segments import Written, write_segment
from ninefold.kit.jobs.operations import enqueue, request_stop
from ninefold.listen.sources.models import Wave
from ninefold.listen.surveys.operations import record_questions

LOAD, ENTER = "demo.example.load", "demo.example.register"
Progress = Callable[[float], None]


def load_example(*, example: Example, at: datetime, progress: Progress) -> None:
    """Run the company and make what it hands over the content of its sources.

    Files are written first and belong to nobody; one transaction then makes them the waves and has a job
    enter the customers. A kill before it leaves files that the sweeper removes, one after it nothing to do.

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
        progress(0.02)
        company = Company(run=run(parameters_of(example=example)), organisation=example.organisation_id)
        _write(example, company=company, into=written, progress=progress)
        committed = _commit(example, written=written, at=at)
    except BaseException:
        _discard(written)
        raise
    if not committed:
        _discard(written)


def register_customers(*, example: Example, at: datetime, progress: Progress) -> None:
    """Enter the customers of an example into the register, a thousand at a time.

    Whatever ends it, those entered stay, and are passed over the next time.

    Parameters
    ----------
    example : registered already, it stays as it is.
    at : the moment of the entries; each tells since when it holds.
    progress : told how much is done, 0 to 1; whatever it raises ends it.
    """
    if example.registered_at is not None:
        return
    roll = roll_of(parameters_of(example=example))

    def told() -> Iterator[CustomerRow]:
        for place, row in enumerate(register(roll=roll)):
            if place % CHUNK == 0:
                progress(min(0.98, 0.05 + 0.7 * place / example.customers))
            yield row

    try:
        record_customers(organisation=example.organisation, rows=told(), source=REGISTER, at=at)
    finally:
        if not Example.objects.filter(pk=example.pk).exists():
            delete_rows(example.organisation_id)  # it was removed while some were being entered
    rows = Customer.objects.filter(organisation=example.organisation).count()
    with transaction.atomic():
        Example.objects.filter(pk=example.pk).update(registered_at=at)
        _stored(_waves(example)[REGISTER], rows=rows, example=example, at=at)
    example.registered_at = at


@transaction.atomic
def queue_loading(*, example: Example, at: datetime) -> None:
    """Have a job do what is missing of an example; one that is at it already is left alone."""
    waiting = Example.objects.select_for_update().get(pk=example.pk)
    if waiting.registered_at is not None or loading_of(example=waiting) is not None:
        return
    queue(waiting, kind=LOAD if waiting.loaded_at is None else ENTER, at=at)


def queue(example: Example, *, kind: str, at: datetime) -> None:
    """Have a job do this for an example."""
    job = enqueue(kind=kind, payload={"example": example.pk}, organisation=example.organisation_id, at=at)
    example.job = job.pk
    example.save(update_fields=["job"])


def stop_loading(*, example: Example, at: datetime) -> None:
    """Stop the job that is at an example; customers it has entered stay, facts do not."""
    if example.job is not None:
        request_stop(job=example.job, organisation=example.organisation_id, at=at)


def _write(example: Example, *, company: Company, into: dict[int, list[Written]], progress: Progress) -> None:
    waves = _waves(example)
    for done, delivery in enumerate(DELIVERIES):
        progress(0.30 + 0.65 * done / len(DELIVERIES))
        wave = waves[delivery.source]
        batch = Batch(
            organisation=example.organisation_id,
            survey=wave.source.survey_number,
            source=wave.source_id,
            wave=wave.pk,
        )
        files = into.setdefault(wave.pk, [])
        for table, rows in delivery.parts(company, batch):
            found = write_segment(organisation=example.organisation_id, table=table, batches=rows)
            files += [] if found is None else [found]


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
        commit_batch(
            organisation=example.organisation_id,
            survey=wave.source.survey_number,
            source=wave.source_id,
            wave=wave.pk,
            segments=written[wave.pk],
            at=at,
        )
        if delivery.asking and wave.source.survey:
            record_questions(survey=wave.source.survey, asked=delivery.asking.questions)
        rows = sum(each.rows for each in written[wave.pk] if each.table != "comment")
        _stored(wave, rows=rows, example=example, at=at)
    example.loaded_at = at
    queue(example, kind=ENTER, at=at)
    return True


def _stored(wave: Wave, *, rows: int, example: Example, at: datetime) -> None:
    """Let pages show a wave."""
    wave.rows, wave.date, wave.imported_at = rows, example.until, at
    wave.save(update_fields=["rows", "date", "imported_at"])


def _discard(written: dict[int, list[Written]]) -> None:
    for files in written.values():
        for each in files:
            segments.delete(each.path)
