"""How long what somebody uploaded is kept once the answers in it have been stored, or never will be."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import
from ninefold.people.organisations.models import Organisation

# An import under way needs its file, however old it is.
UNDER_WAY = (ImportState.READING, ImportState.STORING)
# Set in what was found in a file, once the file and the cells shown from it are gone.
FORGOTTEN = "forgotten"


def days_kept(*, written: str = os.environ.get("NINEFOLD_UPLOAD_DAYS", "30")) -> timedelta:
    """Read the setting: for so many days a file stays, so that its wave can be mapped again.

    Raises
    ------
    ImproperlyConfigured
        When it is no whole number of days.
    """
    if not written.isascii() or not written.isdecimal():
        raise ImproperlyConfigured(f"NINEFOLD_UPLOAD_DAYS must be a whole number of days, not {written!r}.")
    return timedelta(days=int(written))


KEPT = days_kept()


def forget_uploads(*, organisation: Organisation, at: datetime, kept: timedelta = KEPT) -> int:
    """Delete the uploads whose time is over: the file, its rows not taken, and the cells shown from it.

    Returns
    -------
    int
        How many imports had something to delete.
    """
    due = _due(organisation=organisation, since=at - kept)
    for upload in due:
        _forget(upload)
    return len(due)


def forget_original(*, upload: Import) -> int:
    """Delete the file of an upload at once, and the cells shown from it; its rows not taken stay their time.

    Returns
    -------
    int
        How many files went.
    """
    found = originals(upload)
    for path in found:
        path.unlink(missing_ok=True)
    _forget_cells(upload)
    return len(found)


def originals(upload: Import) -> list[Path]:
    """Give the files of an upload that lie in the data folder."""
    return [path for path in _ours(upload) if path.exists()]


def _due(*, organisation: Organisation, since: datetime) -> QuerySet[Import]:
    ended = Import.objects.for_organisation(organisation).exclude(state__in=UNDER_WAY)
    old = ended.alias(last=Coalesce("finished_at", "created_at")).filter(last__lte=since)
    return old.exclude(found__has_key=FORGOTTEN)


def _forget(upload: Import) -> None:
    """Delete files first: killed after it, the rest is done the next time."""
    for path in (*_ours(upload), upload.rejects_file):
        path.unlink(missing_ok=True)
    _forget_cells(upload, **{FORGOTTEN: True})


def _forget_cells(upload: Import, **more: bool) -> None:
    columns = [{**column, "samples": []} for column in upload.found.get("columns", ())]
    upload.found = {**upload.found, **more} | ({"columns": columns} if columns else {})
    upload.save(update_fields=["found"])


def _ours(upload: Import) -> list[Path]:
    """Leave out a file that a command line read where it lay: it is its owner's."""
    uploads = Path(settings.HOME) / "uploads"
    named = [Path(path) for path in (upload.path, upload.definition_path) if path]
    return [path for path in named if uploads in path.parents]
