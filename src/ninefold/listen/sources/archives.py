"""An XLSX file is a zip archive; what may be wrong with one is found here, before anything is unpacked."""

import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from ninefold.listen.sources.opened import Unreadable

MAX_ENTRIES = 2_000
MAX_UNPACKED = 400_000_000
MAX_RATIO = 100
_SMALL = 1_000_000  # a part that small may be packed as tightly as it likes
_STEP = 1 << 20


def check(*, path: Path) -> int:
    """Refuse archives that are no workbook or that would grow beyond all measure.

    The sizes in the directory are the packer's word, so each part is also unpacked into nothing and counted.

    Parameters
    ----------
    path
        A file that starts like a zip archive.

    Returns
    -------
    int
        Bytes of all parts unpacked.

    Raises
    ------
    Unreadable
        If the archive is damaged, no workbook, or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise _damaged() from error
    if len(parts) > MAX_ENTRIES:
        raise _bomb()
    _check_sizes(parts, path.stat().st_size)
    _check_kind({part.filename for part in parts})
    with path.open("rb") as file:
        for part in parts:
            _check_part(file, part)
    return sum(part.file_size for part in parts)


def _check_sizes(parts: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED:
        raise _bomb()
    if total > MAX_RATIO * packed and total > _SMALL:
        raise _bomb()
    for part in parts:
        if part.file_size > max(_SMALL, MAX_RATIO * part.compress_size):
            raise _bomb()
    if sum(part.compress_size for part in parts) > packed:
        raise _bomb()  # parts that overlap


def _check_kind(names: set[str]) -> None:
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise Unreadable(
            _(
                "This spreadsheet is not of type .xlsx. Open it in your spreadsheet program, save it as "
                ".xlsx or CSV, and choose that file."
            )
        )
    raise Unreadable(
        _("This is an archive, not a spreadsheet. Unpack it and choose the file with the answers inside.")
    )


def _check_part(file: BinaryIO, part: zipfile.ZipInfo) -> None:
    if stat.S_ISLNK(part.external_attr >> 16) or part.flag_bits & 0x1 or part.compress_type not in (0, 8):
        raise _damaged()
    data = _packed(file, part)
    if part.compress_type == 0:
        if part.compress_size != part.file_size:
            raise _bomb()
        _check_markup(data[:_STEP])
        return
    _check_markup(_inflate(data, part.file_size))


def _packed(file: BinaryIO, part: zipfile.ZipInfo) -> bytes:
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise _damaged()
    name, extra = struct.unpack("<HH", header[26:30])
    file.seek(name + extra, 1)
    data = file.read(part.compress_size)
    if len(data) < part.compress_size:
        raise _damaged()
    return data


def _inflate(data: bytes, told: int) -> bytes:
    """Count what the part unpacks to, keep its first megabyte."""
    engine = zlib.decompressobj(-15)
    count, first, rest = 0, b"", data
    try:
        while rest and not engine.eof:
            piece = engine.decompress(rest, _STEP)
            first = first or piece
            count += len(piece)
            rest = engine.unconsumed_tail
            if count > told:
                raise _bomb()
            if not piece and not rest:
                break
    except zlib.error as error:
        raise _damaged() from error
    if not engine.eof or count != told:
        raise _damaged()
    return first


def _check_markup(start: bytes) -> None:
    """Office files declare no document type; one that does tries to define entities.

    XML in UTF-16 would hide the words, and no spreadsheet program writes it.
    """
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"))
    if is_wide or b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise Unreadable(
            _(
                "The spreadsheet contains definitions that no spreadsheet program writes, so it is not "
                "opened. Save the answers as CSV and choose that file."
            )
        )


def _bomb() -> Unreadable:
    return Unreadable(
        _(
            "The spreadsheet would unpack to more than %(limit)d MB, or its sizes do not agree, so it was "
            "not unpacked. Save the answers as CSV and choose that file."
        )
        % {"limit": MAX_UNPACKED // 1_000_000}
    )


def _damaged() -> Unreadable:
    return Unreadable(
        _(
            "The spreadsheet is cut off or damaged: it was probably not copied to its end. "
            "Copy or save it again and choose the new file."
        )
    )
