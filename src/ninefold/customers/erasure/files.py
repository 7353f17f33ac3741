"""Whether a file names a person, whatever its format: read as text, part by part, packed parts unpacked."""

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.engine.sought import Sought

STEP: Final = 1 << 20
OVERLAP: Final = 1 << 12  # longer than any identifier, so that none is cut in two
_CELL: Final = re.compile(r"[,;\t|\"'\r\n<>\[\]{}:]+")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
# Encodings in which an identifier with letters beyond English can stand, where the file is no UTF-8.
_OLD: Final = ("cp1252", "cp1251", "cp1256", "gb18030")


def holds(path: Path, *, sought: Sought, cells: bool = False) -> bool:
    """Tell whether a file names a person.

    Parameters
    ----------
    path : pathlib.Path
        A table, a workbook, JSON, Parquet, or anything else.
    sought : Sought
        The person.
    cells : bool
        Whether a cell that is a short identifier counts as well, such as customer number 17.

    Returns
    -------
    bool
        True also where a packed file cannot be unpacked: what cannot be read is not kept.
    """
    try:
        return any(_named(text, sought, cells=cells) for text in _texts(path))
    except FileNotFoundError:
        return False
    except (OSError, zipfile.BadZipFile, pa.ArrowException, NotImplementedError, RuntimeError):
        return True


def named_cells(text: str, *, sought: Sought) -> bool:
    """Tell whether a line of a file names a person, in a text or by a cell of its own."""
    return _named(text, sought, cells=True)


def _named(text: str, sought: Sought, *, cells: bool) -> bool:
    if sought.names_text(text):
        return True
    return cells and bool(pc.any(sought.is_one(pa.array(_CELL.split(text), pa.string()))).as_py())


def _texts(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start == b"PAR1":
            yield from _columns(path)
        elif start == b"PK\x03\x04":
            yield from _packed(file)
        else:
            yield from _decoded(file)


def _columns(path: Path) -> Iterator[str]:
    with pq.ParquetFile(path) as opened:
        for batch in opened.iter_batches(batch_size=10_000):
            for column in batch.columns:
                yield "\n".join(text for text in column.cast(pa.string(), safe=False).to_pylist() if text)


def _packed(file: BinaryIO) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            with archive.open(part) as opened:
                for text in _decoded(opened):  # type: ignore[arg-type]  # it reads, which is all that is asked
                    yield html.unescape(text)


def _decoded(file: BinaryIO) -> Iterator[str]:
    last = b""
    while step := file.read(STEP):
        yield from _readings(last + step)
        last = (last + step)[-OVERLAP:]


def _readings(raw: bytes) -> Iterator[str]:
    """Read bytes in every way that may be meant."""
    if raw.count(0) > len(raw) // 10:
        for shift in (0, 1):
            yield raw[shift:].decode("utf-16-le", "replace")
            yield raw[shift:].decode("utf-16-be", "replace")
        return
    text = raw.decode("utf-8", "replace")
    yield text
    if "\\u" in text:
        yield _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if text.count("\ufffd") > 2:  # the ends of a step may be cut
        yield from (raw.decode(encoding, "replace") for encoding in _OLD)
