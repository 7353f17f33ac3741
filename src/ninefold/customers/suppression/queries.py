"""Which identifiers belong to people who were erased."""

from collections.abc import Iterable

from ninefold.customers.suppression.models import Suppression, SuppressionSecret
from ninefold.customers.suppression.rules import digests


def suppressed(*, organisation: int, values: Iterable[str]) -> frozenset[str]:
    """Find which of some identifiers belong to people who were erased.

    Parameters
    ----------
    organisation : int
        Whose suppression list.
    values : iterable of str
        Identifiers as they arrive; spellings of one are recognised as one.

    Returns
    -------
    frozenset of str
        Those that must not be stored. Without a list nothing is hashed, so that most pay nothing.
    """
    own = SuppressionSecret.objects.filter(organisation=organisation)
    secret = own.values_list("secret", flat=True).first()
    if secret is None:
        return frozenset()
    listed = frozenset(
        Suppression.objects.filter(organisation=organisation).values_list("digest", flat=True).iterator()
    )
    return frozenset(value for value in values if digests((value,), secret=secret) & listed)


def list_length(*, organisation: int) -> int:
    """Give the length of a suppression list: it only grows, so that two lengths tell two states apart."""
    return Suppression.objects.filter(organisation=organisation).count()
