"""Deleting files at once that hold a person who is being erased, in place of the usual grace of an hour."""

import time
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from ninefold.engine import segments
from ninefold.engine.models import Segment
from ninefold.engine.operations import lock
from ninefold.engine.sought import Sought

# Readers that began before get this long; it is far more than a page takes. Whoever is slower reads again.
READERS: Final = 3.0  # seconds


def drop_removed(*, organisation: int, sought: Sought, wait: float | None = None) -> int:
    """Delete the files that hold the person and are in no manifest any more, without the usual grace.

    Parameters
    ----------
    organisation : int
        Whose files.
    sought : Sought
        The person.
    wait : float
        Seconds left to whoever reads them at this moment; `READERS` when left out.

    Returns
    -------
    int
        How many files went. Those that somebody is writing stay; they are in no manifest, and whoever writes
        them hears of the erasure when he commits.
    """
    gone = Segment.objects.filter(organisation=organisation).exclude(removed_in=None)
    paths = list(gone.values_list("path", flat=True))
    if paths:
        time.sleep(READERS if wait is None else wait)
    with transaction.atomic():
        lock(organisation)
        for path in paths:
            segments.delete(path)
        Segment.objects.filter(organisation=organisation, path__in=paths).exclude(removed_in=None).delete()
        listed = frozenset(Segment.objects.filter(organisation=organisation).values_list("path", flat=True))
    left = [
        path
        for path in segments.unlisted(organisation=organisation, listed=listed)
        if _suspicious(path, sought)
    ]
    for path in left:
        segments.delete(path)
    return len(paths) + len(left)


def _suspicious(path: str, sought: Sought) -> bool:
    """Tell whether a file that nobody lists may hold the person: it does, or it cannot be read."""
    if path.endswith(segments.TEMPORARY):
        return True
    try:
        with pq.ParquetFile(segments.folder() / path) as opened:
            texts = [each.name for each in opened.schema_arrow if pa.types.is_string(each.type)]
            for batch in opened.iter_batches(columns=texts):
                for name in texts:
                    if pc.any(pc.or_(sought.is_one(batch[name]), sought.names(batch[name]))).as_py():
                        return True
    except FileNotFoundError:
        return False
    except (OSError, pa.ArrowException):
        return True
    return False
