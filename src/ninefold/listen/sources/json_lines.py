"""JSON Lines, or one JSON array of records: flattened by one level and written in the plain form."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from ninefold.listen.sources.dialects import decimal_sign
from ninefold.listen.sources.encodings import Bytes, detect, to_utf8
from ninefold.listen.sources.headers import Heads, unique_names
from ninefold.listen.sources.hostile import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_REJECTS,
    cell_too_long,
    empty,
    mostly_broken,
    too_many_columns,
)
from ninefold.listen.sources.json_records import Cells, NoRecord, flat, texts
from ninefold.listen.sources.opened import FileColumn, Reject, Unreadable
from ninefold.listen.sources.relations import PlainCsv, csv_view, plain_path
from ninefold.listen.sources.tables import Table, Task

_RAW = 400


def open_json_lines(*, task: Task, seen: Bytes) -> Table:
    """Open a file of JSON records.

    Parameters
    ----------
    task
        The file.
    seen
        What a look at its bytes told.

    Returns
    -------
    Table

    Raises
    ------
    Unreadable
        If a record is nested too deeply, has a key twice or a value that is no number, or none is good.
    """
    encoding = detect(path=task.path, seen=seen)
    text = to_utf8(path=task.path, encoding=encoding, target=task.scratch / "converted.txt")
    reading = _Reading(text)
    target = task.scratch / "records.csv"
    while not reading.write(target, task.progress):
        pass  # a later record brought a new key; now all keys are known
    if not reading.lines:
        raise reading.nothing()
    csv_view(
        connection=task.connection,
        relation=task.relation,
        path=plain_path(path=target, scratch=task.scratch),
        delimiter=",",
        width=len(reading.keys),
        kept=len(reading.keys),
        skip=0,
        longest=reading.longest,
    )
    return Table(
        heads=Heads(records=0, tool="", zone=None, columns=_columns(list(reading.keys)), nameless=0),
        kept=len(reading.keys),
        encoding=encoding,
        delimiter="",
        decimal=decimal_sign(rows=reading.sample),
        lines=np.asarray(reading.lines, dtype=np.int64),
        rejects=tuple(reading.rejects),
    )


def _columns(keys: list[str]) -> tuple[FileColumn, ...]:
    return tuple(
        FileColumn(position=i, name=name, renamed_from=key if key != name else "")
        for i, (name, key) in enumerate(zip(unique_names(names=keys), keys, strict=True))
    )


class _Reading:
    """One file; its keys are learned on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys: dict[str, int] = {}
        self.lines: list[int] = []
        self.rejects: list[Reject] = []
        self.sample: list[list[str]] = []
        self.longest = 0

    def write(self, target: Path, progress: Callable[[float], None] | None) -> bool:
        """Write all records; False if a key came up after the first record was written."""
        self.lines, self.rejects, self.sample = [], [], []
        known = bool(self.keys)
        complete = True
        with PlainCsv(target) as out:
            for line, cells in self.records():
                fresh = [key for key in cells if key not in self.keys]
                if fresh:
                    complete = complete and not (known or self.lines)
                    self.learn(fresh, line)
                self.lines.append(line)
                if complete:
                    self.put([cells.get(key, "") for key in self.keys], line, out)
                if progress and len(self.lines) % 20_000 == 0:
                    progress(0.5)
            self.longest = out.longest
        return complete

    def learn(self, fresh: list[str], line: int) -> None:
        for key in fresh:
            self.keys[key] = len(self.keys)
        if len(self.keys) > MAX_COLUMNS:
            raise too_many_columns(found=len(self.keys), line=line)

    def put(self, row: list[str], line: int, out: PlainCsv) -> None:
        if max(map(len, row), default=0) * 4 > MAX_CELL:
            for key, cell in zip(self.keys, row, strict=True):
                if len(cell.encode("utf-8", "replace")) > MAX_CELL:
                    raise cell_too_long(line=line, column=key)
        if len(self.sample) < 400:
            self.sample.append(row)
        out.write(row)

    def records(self) -> Iterator[tuple[int, Cells]]:
        for line, text in texts(path=self.path):
            try:
                cells = flat(text=text, line=line)
            except NoRecord:
                self.reject(line, text)
                continue
            yield line, cells

    def reject(self, line: int, text: str) -> None:
        raw = text.strip()[:_RAW].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self.rejects.append(Reject(line=line, reason=_("This line is not a JSON record."), raw=raw))
        if len(self.rejects) > MAX_REJECTS:
            raise self.nothing()

    def nothing(self) -> Unreadable:
        if not self.rejects:
            return empty()
        first = self.rejects[0]
        return mostly_broken(line=first.line, count=len(self.rejects), reason=first.reason)
