"""Guess what a file holds: answers, events, months of customers, or customers."""

from collections.abc import Mapping, Sequence

from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.evidence import Seen, claim
from ninefold.listen.sources.mapping import MONTH_FORMATS, Sure
from ninefold.listen.sources.opened import Opened
from ninefold.listen.sources.roles import FIGURES, SCORES, Role

_BATTERY = 3
_ONCE_EACH = 0.99


class Claims:
    """What the columns of a file claim to be."""

    def __init__(self, seen: Sequence[Seen], *, sizes: Mapping[int, int]) -> None:
        self._seen = seen
        self._sizes = sizes

    def best(self, role: Role) -> Seen | None:
        """Give the column that claims a role most strongly."""
        claims = [(claim(one, role, battery=self._size(one)), one) for one in self._seen]
        strength, one = max(claims, key=lambda pair: pair[0], default=(0.0, None))
        return one if strength > 0 else None

    def asked(self) -> bool:
        """Whether anybody was asked for an opinion: a score, a battery of questions, words of their own."""
        if any(self._size(one) >= _BATTERY and one.item is not None and one.item.wide for one in self._seen):
            return True
        if any(one.asked or (one.prose and one.points_to("comment")) for one in self._seen):
            return True
        return any(self.best(role) is not None for role in SCORES)

    def _size(self, one: Seen) -> int:
        return self._sizes.get(one.column.position, 0)


def guess_kind(*, opened: Opened, seen: Sequence[Seen], sizes: Mapping[int, int]) -> tuple[SourceKind, Sure]:
    """Guess what a file holds, and say how sure the guess is.

    Parameters
    ----------
    opened, seen
        The file and its columns.
    sizes
        Of the batteries of questions, by position.

    Returns
    -------
    tuple of SourceKind and Sure
        Answers where nothing speaks for anything else.
    """
    if opened.kind == "xes":
        return SourceKind.EVENTS, "sure"
    claims = Claims(seen, sizes=sizes)
    if opened.tool:
        return SourceKind.ANSWERS, "sure"
    case, kind, at = (claims.best(role) for role in (Role.CASE, Role.KIND, Role.AT))
    if case and kind and at and case.profile.unique < _ONCE_EACH:
        plain = case.points_to("case") == 3 and kind.points_to("kind") == 3 and not claims.asked()
        return SourceKind.EVENTS, "sure" if plain else "check"
    if claims.asked():
        return SourceKind.ANSWERS, "sure"
    customer = claims.best(Role.CUSTOMER)
    paying = bool(customer and at) and any(claims.best(role) for role in FIGURES)
    if paying and at and (at.profile.date_format in MONTH_FORMATS or at.points_to("month") >= 2):
        return SourceKind.OUTCOMES, "sure"
    if at and (case or (kind and customer)):
        return SourceKind.EVENTS, "check"
    if paying:
        return SourceKind.OUTCOMES, "check"
    if customer and customer.profile.unique >= _ONCE_EACH and len(seen) > 1 and not kind:
        return SourceKind.CUSTOMERS, "check"
    return SourceKind.ANSWERS, "sure"
