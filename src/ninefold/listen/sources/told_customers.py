"""Recording what a file says of customers, lot by lot: nobody waits long, and a stop is heard."""

import time
from dataclasses import replace
from typing import Final

from ninefold.customers.profiles.recording import CHUNK, Recorded, recorded_lots
from ninefold.listen.sources.batches import Stored
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.reading import Progress, Stopped
from ninefold.listen.sources.suppressed import ERASED

PAUSE: Final = 0.1  # seconds: who waits for SQLite looks that often whether it is free


def record_told(*, upload: Import, stored: Stored, progress: Progress) -> Stored:
    """Record the customers of a file, if it tells of any; nobody is ever gone.

    Each lot stands once it is recorded, with what it changed noted at the import. Killed in between, the next
    run goes through all rows: those recorded before change nothing, and what they had changed is counted.

    Raises
    ------
    Stopped
        The import was stopped; what was recorded by then stays, and the import says how much.
    """
    if stored.customers is None:
        return stored
    found, rows = Recorded(), max(1, stored.rows)
    lots = recorded_lots(
        organisation=upload.organisation,
        rows=stored.customers,
        source="" if upload.source is None else upload.source.name,
        # The same in each run: what was said since then by others is the newer word.
        at=upload.created_at,
        beside=lambda lot: _note(upload, lot),
    )
    for number, lot in enumerate(lots, start=1):
        found += lot
        progress(0.5 + 0.45 * min(1.0, number * CHUNK / rows))
        time.sleep(PAUSE)
    return _with_customers(upload, stored, found=found)


def _note(upload: Import, lot: Recorded) -> None:
    """Add up what this import has changed, in the transaction of the lot; nothing more after a stop."""
    row = Import.objects.select_for_update().filter(pk=upload.pk, state=ImportState.STORING).first()
    if row is None:
        raise Stopped
    before = row.changes or {"new": 0, "changed": 0}
    row.changes = {"new": before["new"] + lot.new, "changed": before["changed"] + lot.changed}
    row.save(update_fields=["changes"])


def _with_customers(upload: Import, stored: Stored, *, found: Recorded) -> Stored:
    changes = Import.objects.values_list("changes", flat=True).get(pk=upload.pk) or {"new": 0, "changed": 0}
    # Who is the same for this run may have been new for one before it.
    everybody = found.new + found.changed + found.same
    same = max(0, everybody - changes["new"] - changes["changed"])
    taken = stored.rows - found.erased
    return replace(
        stored,
        rows=taken,
        counts=stored.counts | {"taken": taken, ERASED: stored.counts[ERASED] + found.erased},
        changes=changes | {"gone": 0, "same": same, "torn": found.torn},
    )
