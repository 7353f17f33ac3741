"""Which encoding a text file is in, and its conversion to UTF-8, streaming, once."""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from ninefold.listen.sources.hostile import zero_byte
from ninefold.listen.sources.opened import Unreadable

_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = [
    "cp1251", "koi8_r", "koi8_u", "cp866", "cp1252", "cp1250", "cp1254", "cp1256", "gb18030", "big5", "cp932",
]  # fmt: skip
_SAMPLE = 60_000


@dataclass(frozen=True, slots=True)
class Bytes:
    """What one look at all bytes of a file tells.

    Parameters
    ----------
    size, sha256
        Of the whole file.
    first_zero
        Line of the first NUL byte, or None.
    bad, good
        Byte sequences that are not UTF-8, and non-ASCII characters that are.
    feeds, returns
        Number of line feeds, and of carriage returns.
    """

    size: int
    sha256: str
    first_zero: int | None
    bad: int
    good: int
    feeds: int
    returns: int


def look(*, path: Path, progress: Callable[[float], None] | None = None, hashed: bool = True) -> Bytes:
    """Check the bytes of a file, and hash it, in one streaming pass.

    Parameters
    ----------
    path
        Any file.
    progress
        Called with the share done, 0 to 1.
    hashed
        Whether anybody will ask whether it is still the same file; else `sha256` is empty.

    Returns
    -------
    Bytes
    """
    total = max(1, path.stat().st_size)
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    size = bad = good = feeds = returns = 0
    first_zero: int | None = None
    for chunk in _hashed(path, digest.update) if hashed else _chunks(path):
        size += len(chunk)
        if first_zero is None and (at := chunk.find(b"\x00")) >= 0:
            first_zero = feeds + chunk.count(b"\n", 0, at) + 1
        feeds += _count(chunk, b"\n")
        returns += _count(chunk, b"\r") if b"\r" in chunk else 0
        if not chunk.isascii() or decoder.getstate()[0]:
            chunk_good, chunk_bad = _weigh(decoder.decode(chunk))
            good += chunk_good
            bad += chunk_bad
        if progress:
            progress(size / total)
    bad += len(decoder.decode(b"", final=True))
    return Bytes(
        size=size,
        sha256=digest.hexdigest() if hashed else "",
        first_zero=first_zero,
        bad=bad,
        good=good,
        feeds=feeds,
        returns=returns,
    )


def _count(chunk: bytes, sign: bytes) -> int:
    """Count a byte as `bytes.count` does, which takes four times as long."""
    return int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == sign[0]))


def _weigh(text: str) -> tuple[int, int]:
    bad = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) - bad, bad


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _hashed(path: Path, update: Callable[[bytes], None]) -> Iterator[bytes]:
    """Hash each chunk while it is looked at: hashing takes longer than all the rest."""
    with ThreadPoolExecutor(1) as beside:
        hashing: Future[None] | None = None
        for chunk in _chunks(path):
            if hashing is not None:
                hashing.result()  # at most two chunks are held
            hashing = beside.submit(update, chunk)
            yield chunk


def detect(*, path: Path, seen: Bytes) -> str:
    """Name the encoding of a text file.

    A file with a UTF-8 mark, or in which ten times more characters are good UTF-8 than bad, is UTF-8
    with some damaged records; those are rejected one by one later.

    Parameters
    ----------
    path
        A text file.
    seen
        What ``look`` told of it.

    Returns
    -------
    str
        A Python codec name: "utf-8", "utf-8-sig", "utf-16", "cp1251", ...

    Raises
    ------
    Unreadable
        If the file has NUL bytes, or no encoding fits.
    """
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if seen.first_zero is not None:
        return _wide(head, seen.first_zero)
    if seen.bad == 0 or seen.good >= 10 * seen.bad:
        return "utf-8"
    return _legacy(path)


def _wide(head: bytes, first_zero: int) -> str:
    """UTF-16 without a mark: the zero bytes of its ASCII characters all fall on one side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) * 50 > max(even, odd) or max(even, odd) * 100 < len(head):
        raise zero_byte(line=first_zero)
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(name, "replace")
    if text.count("\ufffd") > 1 or not re.search(r"[,;\t|\r\n]", text):
        raise zero_byte(line=first_zero)
    return name


def _legacy(path: Path) -> str:
    line, sample = _high_lines(path)
    matches = from_bytes(sample, cp_isolation=_LEGACY, threshold=0.4, enable_fallback=False)
    for name in _west_or_centre([match.encoding for match in matches], sample):
        if _decodes(path, name):
            return name
    raise Unreadable(
        _(
            "The letters of this file cannot be told: from line %(line)d on it is neither UTF-8 nor an "
            "encoding we know. Save it as “CSV UTF-8” and choose that file."
        )
        % {"line": line},
        line=line,
    )


def _west_or_centre(names: list[str], sample: bytes) -> list[str]:
    """Latin letters of western and of central Europe share most bytes and tie often; these do not.

    Read as western, Polish has signs inside words, Czech has both slashed o and grave accents, and
    Hungarian has o with tilde and u with circumflex but no a with tilde.
    """
    if not names or names[0] not in {"cp1250", "cp1252"}:
        return names
    text = sample.decode("cp1252", "replace").lower()
    is_polish = re.search(r"\w[\u00b3\u00b9\u00bf\u00a3\u0178]\w", text)
    is_czech = "\u00f8" in text and re.search("[\u00ec\u00e8\u00f9]", text)
    is_hungarian = "\u00f5" in text and "\u00fb" in text and "\u00e3" not in text
    first = "cp1250" if is_polish or is_czech or is_hungarian else "cp1252"
    return [first, *[name for name in names if name != first]]


def _high_lines(path: Path) -> tuple[int, bytes]:
    """The first line with a byte above 127, and a sample of such lines: plain ones tell nothing."""
    first, kept, size = 0, [], 0
    with path.open("rb") as file:
        number = 0
        while size < _SAMPLE and (line := file.readline(1 << 16)):
            number += 1
            if not line.isascii():
                first = first or number
                kept.append(line)
                size += len(line)
    return first, b"".join(kept)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def to_utf8(*, path: Path, encoding: str, target: Path) -> Path:
    """Convert a text file to UTF-8 without a mark, chunk by chunk.

    Parameters
    ----------
    path, encoding
        The file, and a codec name from ``detect``.
    target
        Where to write.

    Returns
    -------
    Path
        ``path`` itself if it is UTF-8 already, else ``target``.

    Raises
    ------
    Unreadable
        If the bytes do not fit the encoding, or a character is NUL.
    """
    if encoding in ("utf-8", "utf-8-sig"):
        return path
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    lines = 0
    with target.open("wb") as out:
        for chunk in _chunks(path):
            text = _decoded(decoder, chunk, lines)
            at = text.find("\x00")
            if at >= 0:
                raise zero_byte(line=lines + text.count("\n", 0, at) + 1)
            lines += text.count("\n")
            out.write(text.encode("utf-8", "replace"))
    _decoded(decoder, b"", lines, final=True)
    return target


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, lines: int, *, final: bool = False) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        line = lines + error.object[: error.start].decode(decoder_name(error), "ignore").count("\n") + 1
        raise Unreadable(
            _(
                "Near line %(line)d the file has bytes that are no text in its encoding %(encoding)s. "
                "Save it as “CSV UTF-8” and choose that file."
            )
            % {"line": line, "encoding": decoder_name(error)},
            line=line,
        ) from None


def decoder_name(error: UnicodeDecodeError) -> str:
    """Codec that failed, as Python names it."""
    return error.encoding
