"""What an address asks of the comparison of groups; nonsense asks nothing."""

from collections.abc import Mapping
from typing import Final

from ninefold.understand.comparisons.fair import Asked, Look

MOST_FIELDS: Final = 6
BETWEEN: Final = ","


def asked_of(query: Mapping[str, str]) -> Asked:
    """Read metric, side, mix and look from query parameters, such as ``by=unit&mix=segment,channel``."""
    look = query.get("look", "")
    return Asked(
        metric=query.get("metric", "nps"),
        by=query.get("by", ""),
        mix=tuple(dict.fromkeys(query.get("mix", "").split(BETWEEN)))[:MOST_FIELDS],
        look=Look(look) if look in set(Look) else Look.OTHERS,
    )


def written_mix(columns: tuple[str, ...]) -> list[str]:
    """Write what is held equal as the value of a parameter; nothing is an empty one."""
    return [BETWEEN.join(columns)]
