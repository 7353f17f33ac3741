"""JSON records one by one: found in the file, parsed strictly, flattened by one level."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from ninefold.listen.sources.hostile import MAX_DEPTH, MAX_RECORD, line_too_long
from ninefold.listen.sources.opened import Unreadable

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(")?|[\[\]{}\n]', re.DOTALL)
_CHUNK = 1 << 20

Cells = dict[str, str]


class NoRecord(Exception):
    """Not a JSON object."""


def texts(*, path: Path) -> Iterator[tuple[int, str]]:
    """Find the records: lines, or the items of one array.

    Parameters
    ----------
    path
        UTF-8 text; bad bytes become lone surrogates.

    Yields
    ------
    tuple of int and str
        First physical line of a record, from 1, and its text.

    Raises
    ------
    Unreadable
        If a line or an item is too long, or nested too deeply.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        start = file.read(1)
        while start.isspace():
            start = file.read(1)
    if start == "[":
        yield from _items(path)
        return
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
        number = 0
        while line := file.readline(MAX_RECORD):
            number += 1
            if len(line) >= MAX_RECORD:
                raise line_too_long(line=number)
            if line.strip():
                yield number, line


def _items(path: Path) -> Iterator[tuple[int, str]]:
    """Items of an array, found by counting brackets outside strings, a chunk at a time."""
    scan = _Scan()
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as file:
        while chunk := file.read(_CHUNK):
            yield from scan.add(chunk)
            if len(scan.buffer) > MAX_RECORD:
                raise line_too_long(line=scan.started)
    if scan.depth:
        yield scan.started, scan.buffer


class _Scan:
    """Where in the array we are."""

    def __init__(self) -> None:
        self.buffer = ""
        self.at = self.begin = self.depth = 0
        self.line = self.started = 1

    def add(self, chunk: str) -> Iterator[tuple[int, str]]:
        self.buffer += chunk
        for match in _TOKEN.finditer(self.buffer, self.at):
            sign = match[0]
            if sign[0] == '"' and not match[1]:
                break  # the string goes on in the next chunk
            self.at = match.end()
            self.line += sign.count("\n")
            if sign in ("[", "{"):
                self.open(match.start())
            elif sign in ("]", "}"):
                self.depth -= 1
                if self.depth == 1:
                    yield self.started, self.buffer[self.begin : self.at]
        keep = self.begin if self.depth > 1 else self.at
        self.buffer = self.buffer[keep:]
        self.at -= keep
        self.begin = 0

    def open(self, position: int) -> None:
        self.depth += 1
        _refuse_depth(self.depth - 1, self.line)
        if self.depth == 2:
            self.begin, self.started = position, self.line


def _parsed(text: str, line: int) -> object:
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(text, line)
    try:
        return json.loads(
            text,
            object_pairs_hook=lambda pairs: _single(pairs, line),
            parse_constant=lambda name: _no_number(name, line),
            parse_int=lambda digits: int(digits) if len(digits) < 19 else digits,
            parse_float=str,
        )
    except (ValueError, RecursionError) as error:
        raise NoRecord from error


def _check_depth(text: str, line: int) -> None:
    depth = 0
    for sign in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if sign in "[{" else -1
        _refuse_depth(depth, line)


def _refuse_depth(depth: int, line: int) -> None:
    if depth > MAX_DEPTH:
        raise Unreadable(
            _(
                "In line %(line)d the record is nested more than %(limit)d levels deep. "
                "Export the answers flat, as CSV, and choose that file."
            )
            % {"line": line, "limit": MAX_DEPTH},
            line=line,
        )


def _single(pairs: list[tuple[str, object]], line: int) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _value in pairs]
        raise _double(next(key for key in keys if keys.count(key) > 1), line)
    return record


def _double(key: str, line: int) -> Unreadable:
    return Unreadable(
        _(
            "In line %(line)d the record has the key “%(key)s” twice, so its value is not certain. "
            "Give each key once and choose the file again."
        )
        % {"line": line, "key": key[:80]},
        line=line,
        column=key,
    )


def _no_number(name: str, line: int) -> object:
    raise Unreadable(
        _(
            "In line %(line)d a value is %(name)s, which is not a number. "
            "Leave such values out or write null, and choose the file again."
        )
        % {"line": line, "name": name},
        line=line,
    )


def flat(*, text: str, line: int) -> Cells:
    """Parse a record; one level of nesting becomes ``outer.inner``, what is deeper, and lists, stay JSON.

    Parameters
    ----------
    text
        The record.
    line
        Physical line it starts in, for messages.

    Returns
    -------
    Cells
        Key -> text; "" for null.

    Raises
    ------
    NoRecord
        If it is no JSON object.
    Unreadable
        If it is nested too deeply, has a key twice, or a value that is no number.
    """
    record = _parsed(text, line)
    if not isinstance(record, dict):
        raise NoRecord
    cells: Cells = {}
    for key, value in record.items():
        inner = {f"{key}.{k}": v for k, v in value.items()} if isinstance(value, dict) else {key: value}
        for name, item in inner.items():
            if name in cells:
                raise _double(name, line)
            cells[name] = _cell(item)
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if "\x00" in text or not _sound(text):
        raise NoRecord
    return text


def _sound(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
