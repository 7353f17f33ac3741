"""What holds of a hierarchy, whoever arranges it."""

from typing import Final

from ninefold.people.units.models import Unit

# Ten levels are more than any organisation has; a path has room for them.
DEEPEST: Final = 10


def stands_below(*, unit: Unit, other: Unit) -> bool:
    """Tell whether a unit is the other or stands somewhere below it."""
    return unit.path.startswith(other.path)


def levels(*, paths: list[str], top: Unit) -> int:
    """Count the levels of a part of the tree, its top included."""
    return max((path.count("/") for path in paths), default=top.path.count("/")) - top.path.count("/") + 1
