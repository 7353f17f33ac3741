"""Imports for tests, done as the command line does them, in this process."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
from tests import factories

from ninefold.engine.facts import Table
from ninefold.engine.snapshot import snapshot
from ninefold.listen.sources.models import Import, Source
from ninefold.listen.sources.operations import (
    Destination,
    accept,
    begin_import,
    store_file,
    understand_file,
    understood,
)
from ninefold.people.organisations.models import Organisation

HEAD = "response_id,responded_at,touchpoint,nps,comment\n"


def unseen(_share: float) -> None:
    """Nobody looks at the progress."""


def rows(*numbers: int, score: int = 9) -> str:
    """Write rows of answers, one a number."""
    return "".join(
        f"r{n},2026-01-{1 + n % 28:02d},{('shop', 'web')[n % 2]},{(n + score) % 11},said {n}\n"
        for n in numbers
    )


def read(of: Organisation, file: Path, *, source: str = "Shop") -> Import:
    """Read a file and store nothing."""
    known = Source.objects.filter(organisation=of, name=source).first()
    upload = begin_import(
        organisation=of, by=None, file=file, name=file.name, definition=None, source=known, at=factories.AT
    )
    understand_file(upload=upload, progress=unseen)
    return upload


def store(
    of: Organisation, file: Path, *, source: str = "Shop", wave: str = "First", day: date | None = None
) -> Import:
    """Read a file and store it as it was understood."""
    upload = read(of, file, source=source)
    assert upload.problem == ""
    destination = Destination(source=source, wave=wave, wave_date=day)
    accept(upload=upload, mapping=understood(upload=upload), destination=destination, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    upload.refresh_from_db()
    return upload


def facts(of: Organisation, table: Table = "feedback") -> list[dict[str, object]]:
    """Give all rows of a table as they stand in its files."""
    files = snapshot(organisation=of.pk, table=table).files
    return [row for one in files for row in pq.read_table(one.path).to_pylist()]
