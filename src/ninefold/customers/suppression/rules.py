"""What makes two spellings one identifier, and what their hashes are."""

import hmac
from collections.abc import Iterable
from typing import Final

from ninefold.engine.folding import fold
from ninefold.engine.sought import packed_number

CASE: Final = "case: "


def case_form(case: str) -> str:
    """Write a case so that no identifier of a person is written the same: order 17 is not customer 17."""
    return f"{CASE}{case}"


def forms(identifier: str) -> frozenset[str]:
    """Give the forms under which an identifier is recognised: as a text, and as a phone number.

    Examples
    --------
    >>> sorted(forms(" +47 22 33 44 55")), forms("  ")
    (['+47 22 33 44 55', '4722334455'], frozenset())
    """
    folded = fold(identifier)
    return frozenset({folded, packed_number(folded)} - {""})


def digests(identifiers: Iterable[str], *, secret: str) -> frozenset[str]:
    """Hash every form of some identifiers with the secret of an organisation (HMAC-SHA-256)."""
    key = bytes.fromhex(secret)
    return frozenset(
        hmac.digest(key, form.encode("utf-8", "surrogatepass"), "sha256").hex()
        for identifier in identifiers
        for form in forms(identifier)
    )
