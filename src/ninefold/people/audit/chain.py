"""How an entry of the audit log is tied to the one before it: by a digest over all that it says."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that an entry says.

    Attributes
    ----------
    organisation : number of the organisation; an entry cannot be moved to another chain.
    previous : digest of the entry before, "" for the first.
    """

    organisation: int
    number: int
    at: datetime
    actor: int | None
    action: str
    subject: str
    details: Any
    previous: str


def digest_of(said: Said) -> str:
    """Hash an entry with SHA-256, written as JSON in one way only: names in order, no blanks, time in UTC.

    Raises
    ------
    TypeError, ValueError
        When something cannot be written as JSON.

    Examples
    --------
    >>> digest_of(Said(organisation=1, number=1, at=datetime(2026, 1, 15, tzinfo=UTC), actor=None,
    ...     action="signed_in", subject="", details={}, previous=""))[:16]
    '66c7da2400fd0146'
    """
    fields = asdict(said) | {"at": said.at.astimezone(UTC).isoformat(timespec="microseconds")}
    written = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return sha256(written.encode()).hexdigest()
