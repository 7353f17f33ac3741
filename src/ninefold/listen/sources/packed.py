"""Files packed with gzip, read as a stream: never more in memory than a piece, never a bomb to its end."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from ninefold.listen.sources.opened import Unreadable

MAGIC: Final = b"\x1f\x8b"
MAX_UNPACKED: Final = 8_000_000_000
MAX_RATIO: Final = 200  # event logs say the same over and over: 60 to 80 is common
_SMALL: Final = 20_000_000  # a file that small may be packed as tightly as it likes
_STEP: Final = 1 << 18


def pieces(*, path: Path) -> Iterator[tuple[bytes, int]]:
    """Read a file piece by piece, unpacked if it is packed.

    Parameters
    ----------
    path
        The file.

    Yields
    ------
    tuple of bytes and int
        The next piece, and how many bytes of the file have been read for it.

    Raises
    ------
    Unreadable
        If it is packed and damaged or cut off, or would unpack beyond all measure.
    """
    with path.open("rb") as file:
        if file.read(2) != MAGIC:
            file.seek(0)
            while piece := file.read(_STEP):
                yield piece, file.tell()
            return
        file.seek(0)
        given = 0
        for piece in _unpacked(iter(lambda: file.read(_STEP), b"")):
            given += len(piece)
            if given > MAX_UNPACKED or given > max(_SMALL, MAX_RATIO * file.tell()):
                raise _bomb()
            yield piece, file.tell()


def beginning(*, path: Path, size: int = 16_384) -> bytes:
    """Give the first bytes of a file, unpacked if it is packed; b"" of one that cannot be unpacked."""
    found = b""
    try:
        for piece, _read in pieces(path=path):
            found += piece
            if len(found) >= size:
                break
    except Unreadable:
        pass
    return found[:size]


def _unpacked(packed: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack one member after the other: a packed file may be several put together."""
    engine = zlib.decompressobj(31)
    begun = False
    try:
        for block in packed:
            rest = block
            while rest:
                begun = True
                yield engine.decompress(rest, _STEP)
                rest = engine.unconsumed_tail
                if engine.eof:
                    rest = engine.unused_data.lstrip(b"\x00")  # some tools fill up with these
                    engine, begun = zlib.decompressobj(31), False
    except zlib.error as error:
        raise _damaged() from error
    if begun:
        raise _damaged()


def _bomb() -> Unreadable:
    return Unreadable(
        _(
            "The packed file would unpack beyond all measure, so it was not unpacked to its end. "
            "Unpack it and choose the file inside."
        )
    )


def _damaged() -> Unreadable:
    return Unreadable(
        _(
            "The packed file is cut off or damaged: it was probably not copied to its end. "
            "Copy or save it again and choose the new file."
        )
    )
