"""How identifiers are compared, and what may stand in one."""

import re
from typing import Final

from ninefold.customers.profiles.choices import Kind
from ninefold.engine.folding import fold

# Marks that people put between the digits of a phone number.
_BETWEEN: Final = re.compile(r"[\s()./\-\u2010-\u2015]+")
_DIGITS: Final = re.compile(r"\+?\d{4,20}")


def normalised(kind: str, text: str) -> str:
    """Write an identifier as a search sees it: two spellings of one identifier become the same.

    Letters are compared without case and in one spelling of each script, digits as western ones. Phone
    numbers lose what stands between their digits, and an international prefix of zeros becomes a plus.

    Parameters
    ----------
    kind
        A value of `Kind`.
    text
        As somebody wrote it.

    Returns
    -------
    str
        "" for a text of which nothing is left.

    Examples
    --------
    >>> normalised("email", " Ingrid@Example.ORG "), normalised("phone", "0047 (22) 33-44-55")
    ('ingrid@example.org', '+4722334455')
    >>> normalised("number", "C-\u06f1\u06f2\u06f3")
    'c-123'
    """
    # What has no other signs needs no more folding, and a file of customers has very many of these.
    folded = " ".join(text.casefold().split()) if text.isascii() else fold(text)
    if kind != Kind.PHONE:
        return folded
    packed = _BETWEEN.sub("", folded)
    if not _DIGITS.fullmatch(packed):
        return folded
    return f"+{packed[2:]}" if packed.startswith("00") else packed
