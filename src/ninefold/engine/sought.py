"""Whom an erasure looks for: identifiers as patterns, the same for columns of facts and for single texts.

A cell that is nothing but an identifier says whose row it is. An identifier that tells by itself who it is
(an e-mail address, a phone number, any of six signs or more) is looked for inside texts too; a short one,
such as customer number 17, would be found in every other sentence.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.folding import fold

MASK: Final = "█████"
TELLING: Final = 6  # signs
Strings: TypeAlias = pa.Array  # plain, or as a dictionary

_PHONE: Final = re.compile(r"\+?\d{7,20}")
_BETWEEN: Final = re.compile(r"[\s()./\-\u2010-\u2015]+")
_GAP: Final = r"[\s()./\-\x{2010}-\x{2015}]*"
# What stands before or after an identifier inside a text; an address may go on with more signs at its front.
_EDGE: Final = r"[^\pL\pN]"
_EDGE_OF_ADDRESS: Final = r"[^\pL\pN._%+\-]"


@dataclass(frozen=True, kw_only=True)
class Sought:
    """A person, by all that the data call them.

    Parameters
    ----------
    identifiers : frozenset of str
        As the data write them, or as a search sees them; blank ones are passed over.

    Examples
    --------
    >>> ingrid = Sought(identifiers=frozenset({"Ingrid@Example.org", "17"}))
    >>> ingrid.masked_text("Write to INGRID@example.org, table 17.")
    'Write to █████, table 17.'
    """

    identifiers: frozenset[str]

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The identifiers that are not blank, in a fixed order."""
        return tuple(sorted({text.strip() for text in self.identifiers if text.strip()}))

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """Those that tell by themselves who it is."""
        return tuple(text for text in self.known if len(fold(text)) >= TELLING)

    def is_one(self, cells: Strings) -> pa.Array:
        """Tell of every cell whether it is nothing but an identifier; an empty one is not."""
        return _each(cells, lambda texts: _found(texts, self._whole))

    def names(self, cells: Strings) -> pa.Array:
        """Tell of every text whether it names the person, as it is written or as a search sees it."""
        return _each(cells, lambda texts: _found(texts, "|".join(self._inside)))

    def names_as_written(self, cells: Strings) -> pa.Array:
        """Tell the same of texts beside which stands already what a search sees of them."""
        return _each(cells, lambda texts: _matches(texts, "|".join(self._inside)))

    def masked(self, cells: Strings) -> pa.Array:
        """Give the texts with a mask in place of each identifier."""
        return _each(cells, self._masked, values=True)

    def names_text(self, text: str) -> bool:
        """Tell whether one text names the person."""
        return bool(self.names(pa.array([text], pa.string()))[0].as_py())

    def masked_text(self, text: str) -> str:
        """Give one text with a mask in place of each identifier."""
        return str(self.masked(pa.array([text], pa.string()))[0].as_py())

    @cached_property
    def _whole(self) -> str:
        return rf"(?i)^\s*(?:{_either(self.known)})\s*$" if self.known else ""

    @cached_property
    def _inside(self) -> tuple[str, ...]:
        """One pattern for addresses and one for the rest: what may stand before them differs."""
        parts = (
            (_EDGE_OF_ADDRESS, [text for text in self.telling if "@" in text]),
            (_EDGE, [text for text in self.telling if "@" not in text]),
        )
        return tuple(rf"(?i)(^|{edge})(?:{_either(texts)})($|{_EDGE})" for edge, texts in parts if texts)

    def _masked(self, texts: pa.Array) -> pa.Array:
        for pattern in self._inside:
            # Twice: two identifiers side by side share the sign between them.
            for _time in range(2):
                texts = pc.replace_substring_regex(texts, pattern=pattern, replacement=rf"\1{MASK}\2")
        # A spelling that the patterns do not know, but a search would find.
        return pc.if_else(self.names(texts), pa.scalar(MASK), texts)


def _either(texts: Iterable[str]) -> str:
    spellings = {spelling for text in texts for spelling in (text, fold(text)) if spelling}
    return "|".join(sorted((_pattern(text) for text in spellings), key=len, reverse=True))


def packed_number(text: str) -> str:
    """Give the digits of a phone number without what stands between and before them; "" for any other text.

    Examples
    --------
    >>> packed_number("+47 22-33-44-55"), packed_number("0047 22334455"), packed_number("C-17")
    ('4722334455', '4722334455', '')
    """
    packed = _BETWEEN.sub("", text)
    return packed.removeprefix("+").removeprefix("00") if _PHONE.fullmatch(packed) else ""


def _pattern(text: str) -> str:
    """Write one identifier as a pattern: digits of any script, any white space, gaps in a phone number."""
    packed = _BETWEEN.sub("", text)
    if _PHONE.fullmatch(packed) and (packed != text or packed[0] in "+0"):
        digits = packed.lstrip("+")
        front = r"(?:\+|00)?" if packed.startswith("+") else ""
        return front + _GAP.join(_sign(sign) for sign in digits)
    return r"\s+".join("".join(_sign(sign) for sign in word) for word in text.split())


def _sign(sign: str) -> str:
    if sign.isdecimal():
        digit = int(sign)
        return f"[{digit}\\x{{{0x660 + digit:x}}}\\x{{{0x6F0 + digit:x}}}\\x{{{0xFF10 + digit:x}}}]"
    return sign if sign.isalnum() else f"\\x{{{ord(sign):x}}}"


def _matches(texts: pa.Array, pattern: str) -> pa.Array:
    if not pattern:
        return pa.array([False] * len(texts), pa.bool_())
    return pc.fill_null(pc.match_substring_regex(texts, pattern=pattern), fill_value=False)


def _found(texts: pa.Array, pattern: str) -> pa.Array:
    """Match texts as they are written; those with signs beyond ASCII also as a search sees them."""
    found = _matches(texts, pattern)
    foreign = pc.fill_null(pc.invert(pc.string_is_ascii(texts)), fill_value=False)
    open_still = pc.and_not(foreign, found)
    if not pattern or not pc.any(open_still).as_py():
        return found
    folded = pa.array([fold(text) for text in texts.filter(open_still).to_pylist()], pa.string())
    return pc.replace_with_mask(found, open_still, _matches(folded, pattern))


def _each(cells: Strings, work: Callable[[pa.Array], pa.Array], *, values: bool = False) -> pa.Array:
    """Work on every cell; of a dictionary on every word of it, once."""
    if isinstance(cells, pa.ChunkedArray):
        parts = [_each(chunk, work, values=values) for chunk in cells.chunks]
        return pa.chunked_array(parts, pa.string() if values else pa.bool_())
    if not isinstance(cells, pa.DictionaryArray):
        return work(cells)
    found = work(cells.dictionary).take(cells.indices)
    return found if values else pc.fill_null(found, fill_value=False)
