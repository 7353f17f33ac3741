"""What an address asks for that nothing answers to is said, so that no page passes for another."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

LONGEST: Final = 40
"""So much of what nobody knows is repeated."""


def left_out(*, name: str, value: str) -> str:
    """Say that a parameter of an address was left out."""
    told = _("The address asks for %(name)s “%(value)s”, which cannot be read; it was left out.")
    return told % {"name": name, "value": value[:LONGEST]}


def unheard(asked: Mapping[str, str], *, heard: Mapping[str, str]) -> list[str]:
    """Say which wishes of an address were not followed.

    Parameters
    ----------
    asked : the parameters of the address; who asks for nothing leaves the choice to the page.
    heard : what the page shows, by parameter.

    Returns
    -------
    A sentence each.
    """
    return [
        left_out(name=name, value=asked[name])
        for name, shown in heard.items()
        if asked.get(name, "") not in {"", shown}
    ]
