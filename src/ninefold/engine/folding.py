"""Text as the search sees it: spelling variants that a reader takes for the same become the same."""

import unicodedata
from typing import Final

# Arabic and Persian write the same letters with different code points; vowel signs, the tatweel and the
# zero-width joiners change nothing a searcher types. Digits of either script become western ones.
_UNIFIED: Final = {
    **dict.fromkeys(map(ord, "\u064a\u0649\u06d2"), "\u06cc"),  # yeh
    **dict.fromkeys(map(ord, "\u0643\u06aa"), "\u06a9"),  # kaf
    **dict.fromkeys(map(ord, "\u0623\u0625\u0622\u0671"), "\u0627"),  # alef
    **dict.fromkeys(map(ord, "\u0629\u06c0\u06d5\u06c1"), "\u0647"),  # heh
    ord("\u0624"): "\u0648",  # waw
    ord("\u0626"): "\u06cc",
    ord("\u0451"): "\u0435",  # Russian io is written as ie by most
    **dict.fromkeys([*range(0x064B, 0x0660), 0x0670, 0x0640, *range(0x200B, 0x2010), 0xFEFF, 0x00AD], None),
    **{ord("\u0660") + digit: str(digit) for digit in range(10)},
    **{ord("\u06f0") + digit: str(digit) for digit in range(10)},
}


def fold(text: str) -> str:
    r"""Fold a text for searching.

    Parameters
    ----------
    text : str
        A comment, or what somebody searches for.

    Returns
    -------
    str
        NFKC, case folded, Arabic and Persian letters unified, digits western, runs of white space made
        one space. Search and comment must both be folded.

    Examples
    --------
    >>> fold("  STRASSE\n\u06f1\u06f2 ")
    'strasse 12'
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(plain.translate(_UNIFIED).split())
