"""Imports that a command line does by itself, without a job that would be taken up after a kill."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.destinations import withdraw
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.presence import bury, present
from ninefold.people.organisations.models import Organisation

# An import that never had a mark is left alone this long.
UNMARKED_GRACE = timedelta(days=1)
UNDER_WAY = (ImportState.READING, ImportState.TO_CHECK, ImportState.STORING)


@contextmanager
def at_hand(*, upload: Import) -> Iterator[None]:
    """Do the work of an import in this process, which has no job: a kill of it is noticed by the next one."""
    upload.mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with present(mark=upload.mark):
        yield


def stop_abandoned(*, organisation: Organisation, at: datetime) -> int:
    """Close the imports whose process was killed; what they wrote belongs to nobody and is swept.

    Returns
    -------
    int
        How many there were.
    """
    own = Import.objects.for_organisation(organisation)
    under_way = own.filter(job=None, state__in=UNDER_WAY)
    stopped = sum(_abandoned(upload, at=at) for upload in under_way.select_related("source", "wave"))
    # Whoever was killed after the last step of an import left its mark all the same.
    left = [int(mark.stem) for mark in _marks(organisation) if mark.stem.isdigit()]
    for upload in own.filter(pk__in=left).exclude(state__in=UNDER_WAY) if left else ():
        bury(mark=upload.mark, do=_nothing)
    return stopped


def _marks(organisation: Organisation) -> Iterator[Path]:
    return (Path(settings.HOME) / "uploads" / str(organisation.pk)).glob("*.mark")


def _nothing() -> None:
    """All was done before."""


def _abandoned(upload: Import, *, at: datetime) -> bool:
    def close() -> None:
        with transaction.atomic():
            # It may have ended well since it was looked up.
            same = Import.objects.filter(pk=upload.pk, state=upload.state)
            if same.update(state=ImportState.STOPPED):
                withdraw(upload=upload)

    if upload.mark.exists():
        return bury(mark=upload.mark, do=close)
    if at - upload.created_at < UNMARKED_GRACE:
        return False
    close()
    return True
