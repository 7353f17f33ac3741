"""Who answers, in few words: on the map of a journey, on the Overview, in files."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from ninefold.journeys.owners.queries import Answering

NAMED: Final = 2


def owners_text(owners: Sequence[Answering]) -> str:
    """Name who answers everywhere, else the first who answer in units; "" where nobody does.

    Parameters
    ----------
    owners : as `Book` has them, first everywhere, then by unit.
    """
    everywhere = [owner.member.name for owner in owners if owner.unit is None]
    names = everywhere or list(dict.fromkeys(owner.member.name for owner in owners))
    shown = _(", ").join(names[:NAMED])
    return shown if len(names) <= NAMED else _("%(names)s and others") % {"names": shown}
