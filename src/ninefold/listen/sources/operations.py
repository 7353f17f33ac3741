"""Bring a file in: receive, read, check, store. Each step can be killed and run again."""

import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ninefold.customers.suppression.queries import list_length
from ninefold.engine.operations import commit_batch, lock
from ninefold.engine.segments import delete
from ninefold.kit.events import publish
from ninefold.kit.jobs.operations import enqueue, request_stop
from ninefold.listen.sources.batches import Stored, store_batch
from ninefold.listen.sources.choices import ImportState, SourceKind
from ninefold.listen.sources.destinations import Destination, OtherKind, questions_of, wave_at, withdraw
from ninefold.listen.sources.events import arrival
from ninefold.listen.sources.mapping import Mapping, MappingProblem
from ninefold.listen.sources.models import Import, Source
from ninefold.listen.sources.opened import Unreadable
from ninefold.listen.sources.reading import Progress, Reading, desk, read_file
from ninefold.listen.sources.retention import forget_original
from ninefold.listen.sources.suppressed import ERASED
from ninefold.listen.sources.told_customers import record_told
from ninefold.listen.surveys.operations import record_questions
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation

__all__ = ["Destination"]  # part of the calls below
READ, STORE = "listen.sources.read", "listen.sources.store"


class Refused(Exception):
    """What a person asked for cannot be done; the message says what to do instead."""


class ErasedMeanwhile(Refused):
    """Somebody was erased while a file was stored; stored again, it leaves them out."""


def receive_file(
    *,
    organisation: Organisation,
    by: Member,
    file: Path,
    name: str,
    definition: Path | None,
    source: Source | None,
    at: datetime,
) -> Import:
    """Take an upload into the data folder and queue its reading.

    Parameters
    ----------
    file : the upload as it lies on disk; it is moved.
    name : the file's own name, shown to people and never used as a path.
    definition : the survey definition that came with it (Qualtrics .qsf), or None.
    source : a source it continues, or None for a new one.
    """
    folder = settings.HOME / "uploads" / str(organisation.pk)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / uuid.uuid4().hex
    shutil.move(file, place)
    if definition is not None:
        shutil.move(definition, place.with_suffix(".qsf"))
        definition = place.with_suffix(".qsf")
    with transaction.atomic():
        upload = begin_import(
            organisation=organisation,
            by=by,
            file=place,
            name=name,
            definition=definition,
            source=source,
            at=at,
        )
        queue_reading(upload=upload, at=at)
    return upload


def queue_reading(*, upload: Import, at: datetime) -> None:
    """Let a worker read the file of an import, in the caller's transaction."""
    _queue(upload=upload, kind=READ, at=at)


def begin_import(
    *,
    organisation: Organisation,
    by: Member | None,
    file: Path,
    name: str,
    definition: Path | None,
    source: Source | None,
    at: datetime,
    kind: SourceKind | None = None,
    recipe: dict[str, Any] | None = None,
) -> Import:
    """Open the record of an import of a file that lies where it will be read.

    Parameters
    ----------
    kind : what the file holds; guessed if None.
    recipe : how it was joined of several files; None where it was not.
    """
    return Import.objects.create(
        organisation=organisation,
        by=by,
        source=source,
        kind="" if kind is None else kind,
        file_name=name[:255],
        path=str(file),
        definition_path="" if definition is None else str(definition),
        size=file.stat().st_size,
        recipe=recipe,
        created_at=at,
    )


def understand_file(*, upload: Import, progress: Progress) -> None:
    """Read a received file, guess what its columns mean and count what would be stored; store nothing."""
    try:
        reading = read_file(
            path=upload.file,
            name=upload.file_name,
            definition=Path(upload.definition_path) if upload.definition_path else None,
            saved=_saved(upload),
            given=None if upload.mapping is None else Mapping.from_json(upload.mapping),
            kind=SourceKind(upload.kind) if upload.kind else None,
            at=upload.created_at,
            progress=progress,
            scratch=settings.HOME / "uploads",
        )
    except (Unreadable, MappingProblem) as problem:
        refuse(upload=upload, problem=str(problem))
    except FileNotFoundError:
        refuse(upload=upload, problem=_vanished(upload))
    else:
        record_reading(upload=upload, reading=reading)


def _saved(upload: Import) -> Mapping | None:
    """How the source's last wave was understood; one written by another version is guessed anew."""
    if upload.source is None or upload.source.mapping is None:
        return None
    try:
        return Mapping.from_json(upload.source.mapping)
    except MappingProblem:
        return None


def _vanished(upload: Import) -> str:
    return _("The file “%(name)s” is no longer there. Choose it again.") % {"name": upload.file_name}


def record_reading(*, upload: Import, reading: Reading) -> None:
    """Keep what was found, for the page that a person checks."""
    upload.found = reading.found_json()
    upload.mapping = reading.mapping.to_json()
    upload.kind = reading.mapping.kind
    upload.counts = None if reading.counts is None else reading.counts.to_json()
    upload.state = ImportState.TO_CHECK
    upload.problem = ""
    upload.save()


def refuse(*, upload: Import, problem: str) -> None:
    """Close an import with the sentence that says why; of what was begun for it nothing stays."""
    upload.state = ImportState.REFUSED
    upload.problem = problem
    with transaction.atomic():
        upload.save(update_fields=["state", "problem"])
        withdraw(upload=upload)
        transaction.on_commit(lambda: _discard(upload))


def _discard(upload: Import) -> None:
    """Delete an upload that nobody can use; a file that a command line read where it lay is its owner's."""
    if upload.job is None or settings.HOME / "uploads" not in upload.file.parents:
        return
    for path in (upload.path, upload.definition_path):
        if path:
            Path(path).unlink(missing_ok=True)


def understood(*, upload: Import) -> Mapping:
    """The mapping of a file that was read.

    Raises
    ------
    Refused
        The file has not been read yet, or could not be.
    """
    if upload.mapping is None:
        raise Refused(_("This file has not been read yet."))
    return Mapping.from_json(upload.mapping)


def correct_mapping(*, upload: Import, mapping: Mapping, at: datetime) -> None:
    """Keep a person's corrections and count anew what would be stored."""
    if upload.state != ImportState.TO_CHECK:
        raise Refused(_("This file is no longer waiting to be checked."))
    with transaction.atomic():
        upload.mapping = mapping.to_json()
        upload.state = ImportState.READING
        upload.save(update_fields=["mapping", "state"])
        queue_reading(upload=upload, at=at)


def take_as(*, upload: Import, kind: SourceKind, at: datetime) -> None:
    """Understand a file anew as one of another kind; corrections made so far are forgotten."""
    if upload.state not in {ImportState.TO_CHECK, ImportState.STOPPED}:
        raise Refused(_("This file is no longer waiting to be checked."))
    with transaction.atomic():
        upload.kind = kind
        upload.mapping = None
        upload.state = ImportState.READING
        upload.save(update_fields=["kind", "mapping", "state"])
        queue_reading(upload=upload, at=at)


def confirm(*, upload: Import, mapping: Mapping, destination: Destination, at: datetime) -> None:
    """Accept a file as understood and queue its storing.

    Raises
    ------
    Refused
        The file is not waiting to be checked, or a date for the wave is missing.
    """
    with transaction.atomic():
        accept(upload=upload, mapping=mapping, destination=destination, at=at)
        _queue(upload=upload, kind=STORE, at=at)


def accept(*, upload: Import, mapping: Mapping, destination: Destination, at: datetime) -> None:
    """Accept a file as understood, for a wave of a source; raises `Refused` as `confirm` does."""
    if upload.state not in {ImportState.TO_CHECK, ImportState.STOPPED}:
        raise Refused(_("This file is no longer waiting to be checked."))
    if problems := mapping.problems():
        raise Refused(" ".join(problems))
    if mapping.wave_date_needed and destination.wave_date is None:
        raise Refused(_("The file has no full date. Enter the date of this wave."))
    with transaction.atomic():
        try:
            wave = wave_at(
                organisation=upload.organisation, destination=destination, kind=mapping.kind, at=at
            )
        except OtherKind as problem:
            raise Refused(str(problem)) from None
        upload.source = wave.source
        upload.wave = wave
        upload.mapping = mapping.for_wave(name=wave.name, date=destination.wave_date).to_json()
        upload.state = ImportState.STORING
        upload.changes = None
        upload.save()


def store_file(*, upload: Import, at: datetime, progress: Progress) -> None:
    """Write the rows of a confirmed file and replace its wave with them, whole or not at all.

    Segments are written first and belong to nobody; one transaction then makes them the wave, together
    with the survey's questions, the source's mapping and the state of the import. A kill before it leaves
    files that the sweeper removes, a kill after it leaves nothing to do. Customers are recorded before it,
    a lot at a time (`told_customers`).

    Raises
    ------
    ErasedMeanwhile
        Somebody was erased since the file was read; the next run of the job leaves them out.
    Stopped
        Somebody stopped it.
    """
    if upload.state != ImportState.STORING or upload.wave is None or upload.source is None:
        return
    mapping = Mapping.from_json(upload.mapping or {})
    erased = list_length(organisation=upload.organisation_id)
    with desk(scratch=settings.HOME / "uploads") as place:
        try:
            stored = store_batch(upload=upload, mapping=mapping, place=place, progress=progress)
            stored = record_told(upload=upload, stored=stored, progress=progress)
        except (Unreadable, MappingProblem) as problem:
            refuse(upload=upload, problem=str(problem))
            return
        except FileNotFoundError:
            refuse(upload=upload, problem=_vanished(upload))
            return
        done = False
        try:
            done = _commit(upload=upload, mapping=mapping, stored=stored, erased=erased, at=at)
        finally:
            if not done:  # they may hold somebody who is being erased
                for written in stored.segments:
                    delete(written.path)


def _commit(*, upload: Import, mapping: Mapping, stored: Stored, erased: int, at: datetime) -> bool:
    """Make what was written the wave; False where another run, or a stop, was quicker."""
    source, wave = upload.source, upload.wave
    if source is None or wave is None:
        return False
    with transaction.atomic():
        # Behind the lock of the facts nobody can be erased who is not on the list yet.
        lock(upload.organisation_id)
        if list_length(organisation=upload.organisation_id) != erased:
            raise ErasedMeanwhile(_("Somebody was erased while this file was stored. Import it again."))
        # Only one run wins, and none after a stop: the state is the guard that makes a second run harmless.
        waiting = Import.objects.filter(pk=upload.pk, state=ImportState.STORING)
        if not waiting.update(state=ImportState.STORED):
            return False
        commit_batch(
            organisation=upload.organisation_id,
            survey=source.survey_number,
            source=source.pk,
            wave=wave.pk,
            segments=stored.segments,
            at=at,
        )
        _record_stored(upload=upload, mapping=mapping, stored=stored, at=at)
        publish(
            arrival(
                organisation=upload.organisation_id,
                at=at,
                key=f"import-{upload.pk}",
                kind=source.kind,
                survey=source.survey_id,
                source=source.pk,
                wave=wave.pk,
            )
        )
        if stored.counts[ERASED]:
            # What brought somebody back who was erased is not kept for mapping it anew.
            transaction.on_commit(lambda: forget_original(upload=upload))
    return True


def stop(*, upload: Import, at: datetime) -> None:
    """Stop an import that is being stored; what was written belongs to nobody and is swept.

    Customers who were recorded by then stay, and the import says how many (`told_customers`).
    """
    with transaction.atomic():
        if upload.job is not None:
            request_stop(job=upload.job, organisation=upload.organisation_id, at=at)
        stopped = Import.objects.filter(pk=upload.pk, state=ImportState.STORING)
        if stopped.update(state=ImportState.STOPPED):
            withdraw(upload=upload)


def _queue(*, upload: Import, kind: str, at: datetime) -> None:
    job = enqueue(kind=kind, payload={"import": upload.pk}, organisation=upload.organisation_id, at=at)
    upload.job = job.pk
    upload.save(update_fields=["job"])


def _record_stored(*, upload: Import, mapping: Mapping, stored: Stored, at: datetime) -> None:
    source, wave = upload.source, upload.wave
    if source is None or wave is None:
        return
    if source.survey is not None:
        record_questions(survey=source.survey, asked=questions_of(mapping, found=upload.found))
    source.mapping = mapping.to_json()
    source.recipe = upload.recipe or source.recipe
    source.save(update_fields=["mapping", "recipe"])
    wave.rows, wave.date, wave.imported_at = stored.rows, mapping.day, at
    wave.save(update_fields=["rows", "date", "imported_at"])
    upload.counts = stored.counts
    upload.changes = stored.changes
    upload.state = ImportState.STORED
    upload.finished_at = at
    upload.save()
