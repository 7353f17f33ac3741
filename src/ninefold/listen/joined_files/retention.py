"""How long the files of a bundle are kept: until what was made of them is stored, and never for ever."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from ninefold.listen.joined_files.choices import BundleState
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.queries import UNDER_WAY
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.retention import KEPT
from ninefold.people.organisations.models import Organisation

# Until then somebody may still want to join them in another way.
_OPEN: Final = (ImportState.READING, ImportState.TO_CHECK, ImportState.STORING, ImportState.STOPPED)
# An upload under way has a folder before it has a row.
_GRACE: Final = timedelta(days=1)


def forget_bundles(*, organisation: Organisation, at: datetime, kept: timedelta = KEPT) -> int:
    """Delete the files that nobody needs any more, the bundles they were, and what a kill has left.

    Returns
    -------
    int
        How many bundles went.
    """
    due = []
    for bundle in Bundle.objects.for_organisation(organisation).select_related("upload"):
        if bundle.state in UNDER_WAY:
            continue
        done = bundle.state == BundleState.JOINED and (
            bundle.upload is None or bundle.upload.state not in _OPEN
        )
        old = bundle.created_at <= at - kept
        if done or old or bundle.state in {BundleState.REFUSED, BundleState.STOPPED}:
            shutil.rmtree(bundle.folder, ignore_errors=True)
        if done or old:
            due.append(bundle.pk)
    Bundle.objects.for_organisation(organisation).filter(pk__in=due).delete()
    for path in _strays(organisation, since=at - _GRACE):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return len(due)


def _strays(organisation: Organisation, *, since: datetime) -> Iterator[Path]:
    """Find folders without a bundle, and joined files without an import."""
    place = Path(settings.HOME) / "uploads" / str(organisation.pk)
    known = {bundle.folder.name for bundle in Bundle.objects.for_organisation(organisation)}
    paths = set(Import.objects.for_organisation(organisation).values_list("path", flat=True))
    for path in place.glob("bundle-*"):
        old = path.stat().st_mtime <= since.timestamp()
        if old and path.name.partition(".")[0] not in known and str(path) not in paths:
            yield path
