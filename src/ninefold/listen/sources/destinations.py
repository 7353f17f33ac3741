"""Where the rows of a file belong: a source, a wave of it, the questions of its survey."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ninefold.listen.sources.choices import ImportState, SourceKind
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.sources.roles import SCORES, Role
from ninefold.listen.surveys.models import Survey
from ninefold.listen.surveys.operations import Asked, survey_named
from ninefold.people.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where the rows of a file belong."""

    source: str
    wave: str
    wave_date: date | None


def stem_of(name: str) -> str:
    """Give a file's name without its ending, and without the one before that of a packed file."""
    path = Path(name)
    return Path(path.stem).stem if path.suffix.lower() == ".gz" else path.stem


class OtherKind(Exception):
    """A source of another kind has this name; the message says what to do."""


def wave_at(*, organisation: Organisation, destination: Destination, kind: SourceKind, at: datetime) -> Wave:
    """Find the wave of a destination, or begin it; pages show it once it has been stored.

    Raises
    ------
    OtherKind
        The source brings something else than the file holds.
    """
    found = Source.objects.filter(organisation=organisation, name=destination.source).first()
    if found is None:
        survey = None
        if kind is SourceKind.ANSWERS:
            survey = survey_named(organisation=organisation, name=destination.source, at=at)
        found, _created = Source.objects.get_or_create(
            organisation=organisation,
            name=destination.source,
            defaults={"kind": kind, "survey": survey, "created_at": at},
        )
    if found.kind != kind:
        told = gettext("The source “%(source)s” holds something else: %(kind)s. Enter another name.")
        raise OtherKind(told % {"source": found.name, "kind": SourceKind(found.kind).label})
    wave, _created = Wave.objects.get_or_create(
        organisation=organisation,
        source=found,
        name=destination.wave,
        defaults={"date": destination.wave_date},
    )
    return wave


def withdraw(*, upload: Import) -> None:
    """Take away what was begun for an import that stored nothing, unless something else stands on it."""
    with transaction.atomic():
        wave, source = upload.wave, upload.source
        if wave is None or source is None or wave.imported_at is not None:
            return
        others = Import.objects.filter(organisation=upload.organisation_id).exclude(pk=upload.pk)
        if others.filter(wave=wave, state=ImportState.STORING).exists():
            return
        Import.objects.filter(pk=upload.pk).update(wave=None)
        wave.delete()
        upload.wave = None
        if source.waves.exists() or source.mapping is not None or others.filter(source=source).exists():
            return
        Import.objects.filter(pk=upload.pk).update(source=None)
        source.delete()
        upload.source = None
        if source.survey_id is not None:
            Survey.objects.filter(pk=source.survey_id, sources=None, questions=None).delete()


def questions_of(mapping: Mapping, *, found: dict[str, Any] | None = None) -> list[Asked]:
    """Tell what a file asked, as its survey writes it down.

    Parameters
    ----------
    found : what was found in the file, as its import keeps it.
    """
    values = {each["name"]: each.get("values") for each in (found or {}).get("columns", ())}
    return [
        Asked(
            column=rule.role.value if rule.role in SCORES else rule.target,
            role=rule.role.value,
            title=rule.title or rule.column,
            low=rule.low,
            high=rule.high,
            values=values.get(rule.column),
        )
        for rule in mapping.rules
        if rule.role in SCORES or rule.role in {Role.ITEM, Role.ATTRIBUTE}
    ]
