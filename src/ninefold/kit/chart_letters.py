"""Letters that stand for others while a chart is drawn.

Where a text has one letter that the font of the engine lacks, the engine looks through the fonts of the
machine each time it measures the text: 2 ms for a Persian one, 10 ms for a Chinese one, some dozens of times
a chart. Texts are only measured there, and set in the fonts of whoever reads the page. So letters of its own
font, of about the same width, stand for those while it draws, and give their places back afterwards.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

# Latin, Greek, Cyrillic, punctuation and signs.
_FOREIGN: Final = re.compile("[^\u0000-\u052f\u1e00-\u1eff\u2000-\u25ff]")
# Of its letters those that no word of our languages has. Two of them stand for one as wide as it is high;
# all others are about as wide as one, the narrow first.
_FIRST: Final = "ƀƃƅƌƍƒƞƥƻƿǎǒǔǖǘǚǜǝǟǡǥǧǫǭǵǹǻȁȃȅȇȍȏȕȗȟȧȩȫȭ"
_SECOND: Final = "ƽѯҙҭӟԑқҝҟ"
_SINGLE: Final = "ƈƙƛƨƴƶǩșȥȳȼȿɀɏҁҫүұҳӯӱӳćĉċčĸśŝşšŷźżžȯȱɇɋāăąēĕėęěĝğġģĥħńņňŋōŏőũūŭůűų"


@dataclass(frozen=True, kw_only=True)
class StandIns:
    """Which letters stand for which, in one drawing.

    Attributes
    ----------
    singles, pairs : by letter, the one or the two that stand for it.
    """

    singles: Mapping[str, str]
    pairs: Mapping[str, str]

    @cached_property
    def _there(self) -> dict[int, str]:
        return {ord(letter): there for letter, there in (*self.singles.items(), *self.pairs.items())}

    @cached_property
    def _here(self) -> dict[str, str]:
        return {there: letter for letter, there in (*self.singles.items(), *self.pairs.items())}

    @cached_property
    def _found(self) -> re.Pattern[str]:
        """A pair, or what is left of one that the engine cut through, or one letter."""
        firsts, seconds = ("".join(pair[place] for pair in self.pairs.values()) for place in (0, 1))
        singles = "".join(self.singles.values())
        # No drawing holds a NUL; without it a class could be empty.
        return re.compile(f"[\0{firsts}][\0{seconds}]?|[\0{seconds}{singles}]")

    def put(self, text: str) -> str:
        """Put stand-ins in the place of the letters they stand for."""
        return text.translate(self._there)

    def back(self, markup: str) -> str:
        """Put the letters back; of a pair that the engine cut through, nothing is left."""
        return self._found.sub(lambda match: self._here.get(match[0], ""), markup)


def stand_ins(spec: Any) -> StandIns:
    """Choose stand-ins for the letters of a specification that the font of the engine lacks.

    Parameters
    ----------
    spec : JSON value
        A specification, filled.

    Returns
    -------
    StandIns
        None of which stands anywhere in the specification. Where letters outnumber them, the last have none.

    Examples
    --------
    >>> letters = stand_ins({"title": "Нічого нового"})
    >>> letters.singles, letters.pairs
    ({}, {})
    >>> letters = stand_ins({"title": "نظر 客户"})
    >>> shown = letters.put("نظر 客户")
    >>> len(shown), letters.back(f"<text>{shown}</text>")
    (8, '<text>نظر 客户</text>')
    """
    written = json.dumps(spec, ensure_ascii=False)
    foreign = list(dict.fromkeys(_FOREIGN.findall(written)))
    wide = [letter for letter in foreign if unicodedata.east_asian_width(letter) in "WF"]
    narrow = [letter for letter in foreign if unicodedata.east_asian_width(letter) not in "WF"]
    first, second, single = (_unused(letters, written) for letters in (_FIRST, _SECOND, _SINGLE))
    pairs = [one + other for one in first for other in second]
    return StandIns(
        singles=dict(zip(narrow, single, strict=False)), pairs=dict(zip(wide, pairs, strict=False))
    )


def _unused(letters: Sequence[str], written: str) -> list[str]:
    return [letter for letter in letters if letter not in written]
