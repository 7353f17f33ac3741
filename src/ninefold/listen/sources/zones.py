"""Time zones as files and people name them."""

import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET: Final = re.compile(r"[+-](0\d|1[0-4]):?[0-5]\d")


def known_zone(name: str) -> bool:
    """Say whether a time zone can be used: an IANA name or an offset such as ``+03:30``."""
    if _OFFSET.fullmatch(name):
        return True
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
