"""Read a file as far as a person can check it: what it is, what its columns mean, what would be stored."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.counting import Counts, count
from ninefold.listen.sources.guessing import guess
from ninefold.listen.sources.mapping import ColumnRule, Mapping, MappingProblem
from ninefold.listen.sources.opened import Opened
from ninefold.listen.sources.opening import open_file
from ninefold.listen.sources.presence import bury, present
from ninefold.listen.sources.profiling import ColumnProfile, profile
from ninefold.listen.sources.roles import Role

SAMPLES = 3
Progress = Callable[[float], None]


class Stopped(Exception):
    """The work was asked to stop; raised by the progress callback."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A place to work on one file: a database in memory and a folder, both gone afterwards."""

    connection: duckdb.DuckDBPyConnection
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A file as understood so far; it is not counted while its mapping cannot be used."""

    opened: Opened
    profiles: tuple[ColumnProfile, ...]
    mapping: Mapping
    counts: Counts | None

    def found_json(self) -> dict[str, Any]:
        """What the page shows of the file itself."""
        return {
            "kind": self.opened.kind,
            "tool": self.opened.tool,
            "encoding": self.opened.encoding,
            "delimiter": self.opened.delimiter,
            "decimal": self.opened.decimal,
            "sha256": self.opened.sha256,
            "columns": [
                {
                    "name": column.name,
                    "text": column.text,
                    "renamed_from": column.renamed_from,
                    "samples": list(found.samples[:SAMPLES]),
                    "values": found.distinct,
                }
                for column, found in zip(self.opened.columns, self.profiles, strict=True)
            ],
        }


@contextmanager
def desk(*, memory: str = "400MB", scratch: Path | None = None) -> Iterator[Desk]:
    """Open a desk for one file; everything on it is swept away at the end.

    A killed process cannot sweep; the next one that opens a desk in the same place does it for it.
    """
    place = scratch or Path(gettempdir())
    name = f"ninefold-{uuid.uuid4().hex}"
    clear_left_behind(place)
    with present(mark=place / f"{name}.mark"):
        folder = place / name
        folder.mkdir(mode=0o700)
        try:
            with duckdb.connect(":memory:") as connection:
                _set_up(connection, memory=memory, folder=folder)
                yield Desk(connection=connection, folder=folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _set_up(connection: duckdb.DuckDBPyConnection, *, memory: str, folder: Path) -> None:
    connection.execute("SET memory_limit = $1", [memory])
    connection.execute("SET temp_directory = $1", [str(folder)])
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")


def clear_left_behind(place: Path) -> None:
    """Sweep the desks of processes that were killed."""
    for mark in place.glob("ninefold-*.mark"):
        folder = mark.with_suffix("")
        try:
            bury(mark=mark, do=lambda folder=folder: shutil.rmtree(folder, ignore_errors=True))  # type: ignore[misc]
        except PermissionError:
            continue  # another user's, in a place that many use


def read_file(
    *,
    path: Path,
    name: str,
    definition: Path | None,
    saved: Mapping | None,
    given: Mapping | None,
    kind: SourceKind | None,
    at: datetime,
    progress: Progress,
    scratch: Path | None = None,
) -> Reading:
    """Open a file, guess its mapping unless a person gave one, and count what it would bring.

    Parameters
    ----------
    kind : what the file holds, where somebody has said so.
    at : what lies behind this moment is in the future.

    Raises
    ------
    Unreadable
        The file cannot be read; the message says why and what to do.
    MappingProblem
        The mapping that a person gave is one of another file.
    """
    with desk(scratch=scratch) as place:
        opened = open_file(
            path=path,
            name=name,
            connection=place.connection,
            scratch=place.folder,
            definition=definition,
            progress=lambda share: progress(0.6 * share),
        )
        profiles = profile(opened=opened, connection=place.connection)
        progress(0.7)
        if given is None:
            mapping = guess(opened=opened, profiles=profiles, saved=saved, kind=kind)
        else:
            mapping = _fitted(given, opened=opened)
        usable = not mapping.problems()
        counts = None
        if usable:
            counts = count(opened=opened, mapping=mapping, connection=place.connection, at=at)
        return Reading(opened=opened, profiles=profiles, mapping=mapping, counts=counts)


def _fitted(given: Mapping, *, opened: Opened) -> Mapping:
    """Bring the rules into the order of the file; a column that no rule names is left out."""
    rules = {rule.column: rule for rule in given.rules}
    names = [column.name for column in opened.columns]
    strange = [rule.column for rule in given.rules if rule.column not in names]
    if strange:
        told = _("The mapping names the column “%(column)s”, which this file does not have.")
        raise MappingProblem((told % {"column": strange[0][:80]},))
    why = _("The mapping that was given does not name it.")
    return replace(
        given,
        rules=tuple(
            rules.get(name) or ColumnRule(column=name, role=Role.LEAVE_OUT, title=name, why=why)
            for name in names
        ),
    )
