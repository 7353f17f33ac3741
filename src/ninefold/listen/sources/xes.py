"""Event logs in XES: read as a stream and written in the plain form, one row an event in file order.

An attribute of the case stands in a column ``case:...``, one of the event under its own key. Attributes
within attributes, and those of the log as a whole, are not read. What the log declares for all its events
only names the columns: the value there is none of any event.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from xml.parsers import expat

import numpy as np
from django.utils.translation import gettext as _

from ninefold.listen.sources.headers import Heads, unique_names
from ninefold.listen.sources.hostile import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_RECORD,
    cell_too_long,
    line_too_long,
    too_many_columns,
)
from ninefold.listen.sources.opened import FileColumn, Unreadable
from ninefold.listen.sources.packed import pieces
from ninefold.listen.sources.relations import PlainCsv, csv_view, plain_path
from ninefold.listen.sources.tables import Table, Task

OF_CASE: Final = "case:"
_LOG: Final = re.compile(rb"<(?:\w+:)?log[\s>]")


def is_log(*, head: bytes) -> bool:
    """Tell from the first bytes (unpacked) whether a file is an event log."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<?xml", b"<!--", b"<!DOCTYPE", b"<log")) and _LOG.search(start) is not None


def open_xes(*, task: Task) -> Table:
    """Open an event log, packed with gzip or not.

    Parameters
    ----------
    task
        The file.

    Returns
    -------
    Table
        ``lines`` are those in which the events begin.

    Raises
    ------
    Unreadable
        If it is no proper XML, declares a document type, or holds no event.
    """
    target = task.scratch / "events.csv"
    keys: dict[str, int] = {}
    while True:
        log = _written(task, target=target, keys=keys)
        if log.complete:
            break  # else a later event brought a new key; now all keys are known
    if not log.lines:
        raise Unreadable(_("The event log holds no events. Export it again with the events included."))
    csv_view(
        connection=task.connection,
        relation=task.relation,
        path=plain_path(path=target, scratch=task.scratch),
        delimiter=",",
        width=len(keys),
        kept=len(keys),
        skip=0,
        longest=log.out.longest,
    )
    return Table(
        heads=Heads(records=0, tool="", zone=None, columns=_columns(list(keys)), nameless=0),
        kept=len(keys),
        encoding="",
        delimiter="",
        decimal=".",
        lines=np.asarray(log.lines, dtype=np.int64),
    )


def _columns(keys: list[str]) -> tuple[FileColumn, ...]:
    return tuple(
        FileColumn(position=i, name=name, renamed_from=key if key != name else "")
        for i, (name, key) in enumerate(zip(unique_names(names=keys), keys, strict=True))
    )


def _written(task: Task, *, target: Path, keys: dict[str, int]) -> "_Log":
    with PlainCsv(target) as out:
        log = _Log(keys, out)
        log.read(task.path, task.progress)
        return log


class _Log:
    """One pass over a log; what it meets on the way it writes, once all keys are known."""

    def __init__(self, keys: dict[str, int], out: PlainCsv) -> None:
        self.keys = keys
        self.out = out
        self.lines: list[int] = []
        self.complete = True
        self._depth = 0
        self._of_all = ""  # the prefix of what is declared for all cases or events
        self._declaring = False
        self._case: dict[str, str] | None = None
        self._case_began = 0
        self._event: dict[str, str] | None = None
        self._event_depth = 0
        self._line = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, path: Path, progress: Callable[[float], None] | None) -> None:
        """Read all of it."""
        size = max(1, path.stat().st_size)
        fed = 0
        try:
            for piece, read in pieces(path=path):
                self._parser.Parse(piece)
                fed += len(piece)
                if fed - self._parser.CurrentByteIndex > MAX_RECORD:
                    raise line_too_long(line=self._parser.CurrentLineNumber)
                if progress:
                    progress(min(1.0, read / size))
            self._parser.Parse(b"", True)  # noqa: FBT003 - expat takes no names
        except expat.ExpatError as error:
            raise _broken(error.lineno) from error
        except (LookupError, UnicodeError) as error:  # an encoding that nobody knows
            raise _broken(1) from error

    def _start(self, name: str, given: dict[str, str]) -> None:
        self._depth += 1
        if self._event is not None:
            if self._depth == self._event_depth + 1:
                self._keep(self._event, "", given)
            elif self._depth > MAX_DEPTH:
                raise _broken(self._parser.CurrentLineNumber)
        elif self._depth <= 3:
            self._outside(name.rpartition(":")[2], given)

    def _outside(self, name: str, given: dict[str, str]) -> None:
        """Take an element that is no part of an event."""
        if self._depth == 1 and name != "log":
            raise _broken(self._parser.CurrentLineNumber)
        if name == "event" and (self._depth == 2 or self._case is not None):
            self._event, self._event_depth = {}, self._depth
            self._line = self._parser.CurrentLineNumber
        elif self._depth == 2:
            self._declaring = name == "global"
            self._of_all = OF_CASE if given.get("scope") == "trace" else ""
            self._case = {} if name == "trace" else None
            self._case_began = len(self.lines)
        elif self._depth == 3 and self._case is not None:
            if len(self.lines) > self._case_began:
                raise _late(self._parser.CurrentLineNumber)
            self._keep(self._case, OF_CASE, given)
        elif self._depth == 3 and self._declaring and "key" in given:
            self._learn(self._of_all + given["key"])

    def _end(self, _name: str) -> None:
        if self._event is not None and self._depth == self._event_depth:
            self._write(self._event)
            self._event = None
        elif self._depth == 2:
            self._case, self._declaring = None, False
        self._depth -= 1

    def _keep(self, cells: dict[str, str], prefix: str, given: dict[str, str]) -> None:
        key, value = given.get("key"), given.get("value")
        if key is None or value is None:
            return
        if len(value) * 4 > MAX_CELL and len(value.encode()) > MAX_CELL:
            raise cell_too_long(line=self._parser.CurrentLineNumber, column=key)
        cells.setdefault(prefix + key, value)

    def _write(self, event: dict[str, str]) -> None:
        cells = {**self._case, **event} if self._case else event
        if not cells.keys() <= self.keys.keys():
            self.complete = self.complete and not self.lines
            for key in cells:
                self._learn(key)
        self.lines.append(self._line)
        if self.complete:
            self.out.write([cells.get(key, "") for key in self.keys])

    def _learn(self, key: str) -> None:
        self.keys.setdefault(key, len(self.keys))
        if len(self.keys) > MAX_COLUMNS:
            raise too_many_columns(found=len(self.keys), line=self._parser.CurrentLineNumber)

    def _doctype(self, *_declared: object) -> None:
        raise Unreadable(
            _(
                "Line %(line)d of the event log declares a document type, which no event log needs and which "
                "could do harm. Remove it and choose the file again."
            )
            % {"line": self._parser.CurrentLineNumber},
            line=self._parser.CurrentLineNumber,
        )


def _broken(line: int) -> Unreadable:
    return Unreadable(
        _(
            "Line %(line)d of the event log is not proper XML, or not of an event log. The file was perhaps "
            "not copied to its end. Export the log again as XES and choose the new file."
        )
        % {"line": line},
        line=line,
    )


def _late(line: int) -> Unreadable:
    return Unreadable(
        _(
            "In line %(line)d of the event log an attribute of a case stands behind its events. It has to "
            "stand before them. Export the log again as XES and choose the new file."
        )
        % {"line": line},
        line=line,
    )
