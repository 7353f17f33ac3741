"""One change after the other: whoever changes journeys, touchpoints or owners takes a turn first."""

from ninefold.people.organisations.models import Organisation


class GoneError(Exception):
    """Somebody else has removed it, or what it needs, a moment ago: found only behind the lock."""


def take_turn(organisation: int) -> Organisation:
    """Lock the organisation's row until the transaction ends, so that no two changes overlap.

    It is the lock of the audit log too (`people/audit/operations.py`), taken before any other: nobody waits
    in a circle. On SQLite a transaction begins IMMEDIATE and holds the whole database already.
    """
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation)
