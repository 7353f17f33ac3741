"""What a certificate is signed by."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def signature(certificate: Mapping[str, Any]) -> str:
    """Work out the checksum of a certificate, written as JSON in one way only.

    Examples
    --------
    >>> signature({"key": "a"})[:12]
    '93fb108e4b95'
    """
    written = json.dumps(certificate, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(written.encode()).hexdigest()
