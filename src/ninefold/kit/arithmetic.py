"""Arithmetic written out, line by line: signs from left to right, words and digits as the reader has them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ninefold.kit.digits import localise, number
from ninefold.kit.locales import Reader

# A word, or what writes a number for a reader, such as `partial(number, 0.5, decimals=3)`.
Part = str | Callable[..., str]
_PLACE = re.compile(r"(\{\w+\}|\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line.

    Parameters
    ----------
    shape : str
        Signs, symbols and plain numbers, with `{names}` where a part belongs.
    parts : mapping
        The words and numbers by name.
    """

    shape: str
    parts: Mapping[str, Part] = field(default_factory=dict)


def pieces(line: Line, *, reader: Reader) -> list[tuple[str, bool]]:
    """Part a line into texts, and say of each whether it must be isolated.

    Words and numbers of a script from right to left would otherwise change places across the signs between
    them: 3 − 2 would read as 2 − 3.

    Examples
    --------
    >>> pieces(Line(shape="{a} / 2", parts={"a": "sum"}), reader=Reader(language="fa"))
    [('sum', True), (' / ', False), ('۲', True)]
    """
    found = ((each, bool(_PLACE.fullmatch(each))) for each in _PLACE.split(line.shape) if each)
    return [(_written(each, line=line, reader=reader) if place else each, place) for each, place in found]


def _written(place: str, *, line: Line, reader: Reader) -> str:
    if not place.startswith("{"):
        return number(float(place), reader=reader, decimals=len(place.partition(".")[2]))
    part = line.parts[place[1:-1]]
    return localise(part, reader=reader) if isinstance(part, str) else part(reader=reader)
