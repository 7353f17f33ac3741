"""What makes two spellings one identifier, what their hashes are, and what a certificate is signed by."""

import hmac
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from ninefold.customers.profiles.choices import Kind
from ninefold.customers.profiles.rules import normalised


def forms(identifier: str) -> frozenset[str]:
    """Give the forms under which an identifier is recognised: as a text, and as a phone number.

    Examples
    --------
    >>> sorted(forms(" +47 22 33 44 55")), forms("  ")
    (['+47 22 33 44 55', '+4722334455'], frozenset())
    """
    return frozenset({normalised(Kind.OTHER, identifier), normalised(Kind.PHONE, identifier)} - {""})


def digests(identifiers: Iterable[str], *, secret: str) -> frozenset[str]:
    """Hash every form of some identifiers with the secret of an organisation (HMAC-SHA-256)."""
    key = bytes.fromhex(secret)
    return frozenset(
        hmac.digest(key, form.encode("utf-8", "surrogatepass"), "sha256").hex()
        for identifier in identifiers
        for form in forms(identifier)
    )


def signature(certificate: Mapping[str, Any]) -> str:
    """Work out the checksum of a certificate, written as JSON in one way only.

    Examples
    --------
    >>> signature({"key": "a"})[:12]
    '93fb108e4b95'
    """
    written = json.dumps(certificate, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(written.encode()).hexdigest()
