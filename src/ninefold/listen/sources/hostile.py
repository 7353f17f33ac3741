"""What a file may not be: the limits, the kinds we do not read, and the sentences that say so."""

from django.utils.translation import gettext as _

from ninefold.listen.sources.opened import Kind, Unreadable

MAX_COLUMNS = 4_000
MAX_CELL = 1_000_000  # bytes
MAX_RECORD = 8_000_000  # bytes; also the longest physical line
MAX_REJECTS = 100_000
MAX_BROKEN_QUOTES = 1_000  # each costs a look ahead of up to MAX_CELL, so they are dear
MAX_DEPTH = 64

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\xfd7zXZ", "XZ"),
    (b"BZh", "BZIP2"),
    (b"(\xb5/\xfd", "Zstandard"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"$FL2", "SPSS"),
    (b"$FL3", "SPSS"),
    (b"<stata_dta>", "Stata"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PAGE = (b"<!doctype html", b"<html", b"<?xml", b"<!--")


def kind_of(*, head: bytes) -> Kind:
    """Tell the format from the first bytes; the file name is not believed.

    Parameters
    ----------
    head
        At least the first 64 bytes, or the whole file if it is shorter.

    Returns
    -------
    Kind
        "xlsx" for any zip archive (``archives.check`` looks closer), "csv" for any text.

    Raises
    ------
    Unreadable
        If the bytes are those of a format that holds no answers we can read.
    """
    if not head.strip(b" \t\r\n\xef\xbb\xbf\x00\xff\xfe"):
        raise empty()
    if head.startswith(_OLE):
        raise Unreadable(
            _(
                "This is an old or password-protected Excel file. Open it, remove the password if there is "
                "one, save it as .xlsx or CSV, and choose that file."
            )
        )
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            raise Unreadable(
                _(
                    "This is a file of type %(kind)s, not a table of answers. Export the answers as CSV, "
                    "XLSX, JSON Lines or Parquet and choose that file."
                )
                % {"kind": name}
            )
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(b"PAR1"):
        return "parquet"
    return _text_kind(head.removeprefix(b"\xef\xbb\xbf").lstrip())


def _text_kind(start: bytes) -> Kind:
    if start.lower().startswith(_PAGE):
        raise Unreadable(
            _(
                "This is a web page or XML document, perhaps an error page saved under a wrong name. "
                "Export the answers as CSV again and choose that file."
            )
        )
    following = start[1:].lstrip()[:1]
    if start.startswith(b"{") and following in (b'"', b"}", b""):
        return "jsonl"
    if start.startswith(b"[") and following in (b"{", b"[", b"]", b""):
        return "jsonl"
    return "csv"


def empty() -> Unreadable:
    """The file holds nothing."""
    return Unreadable(_("The file is empty. Export the answers again and choose the new file."))


def only_header() -> Unreadable:
    """The file holds names of columns and no answer."""
    return Unreadable(
        _(
            "The file holds only the names of its columns and no answers. "
            "Export it again with the answers included."
        ),
        line=1,
    )


def too_many_columns(*, found: int, line: int | None = 1) -> Unreadable:
    """More than MAX_COLUMNS columns."""
    return Unreadable(
        _(
            "The file has %(found)d columns, more than the %(limit)d that can be read. "
            "Export fewer questions, or check that the right separator was used."
        )
        % {"found": found, "limit": MAX_COLUMNS},
        line=line,
    )


def line_too_long(*, line: int) -> Unreadable:
    """A physical line or record longer than MAX_RECORD."""
    return Unreadable(
        _(
            "Line %(line)d is longer than %(limit)d MB. That is not a table of answers, or its line ends "
            "are missing. Export the answers as CSV again."
        )
        % {"line": line, "limit": MAX_RECORD // 1_000_000},
        line=line,
    )


def cell_too_long(*, line: int, column: str) -> Unreadable:
    """A cell longer than MAX_CELL."""
    return Unreadable(
        _(
            "In line %(line)d the column “%(column)s” holds more than 1 MB of text. "
            "Shorten or remove that cell and choose the file again."
        )
        % {"line": line, "column": column[:80]},
        line=line,
        column=column,
    )


def unclosed_quote(*, line: int, column: str) -> Unreadable:
    """A quote that is opened and not closed up to the end of the file."""
    return Unreadable(
        _(
            "A quotation mark opened in line %(line)d, column “%(column)s”, is never closed, so "
            "all that follows would be one cell. Close or remove it and choose the file again."
        )
        % {"line": line, "column": column[:80]},
        line=line,
        column=column,
    )


def zero_byte(*, line: int) -> Unreadable:
    """A NUL byte in a text file."""
    return Unreadable(
        _(
            "Line %(line)d contains a zero byte, so the file is damaged or not a text file. "
            "Export the answers as CSV in UTF-8 again."
        )
        % {"line": line},
        line=line,
    )


def mostly_broken(*, line: int, count: int, reason: str) -> Unreadable:
    """More rejects than an honest file has."""
    return Unreadable(
        _(
            "%(count)d rows cannot be read; the first is in line %(line)d: %(reason)s "
            "Export the file again, or save it as CSV with quotation marks around all texts."
        )
        % {"line": line, "count": count, "reason": reason},
        line=line,
    )
