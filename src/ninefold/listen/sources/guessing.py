"""Guess what each column of a file means, and say how sure the guess is and why."""

import hashlib
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.engine.folding import fold
from ninefold.listen.sources.activity import as_active
from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.evidence import Seen, batteries, claim, look
from ninefold.listen.sources.guessing_dates import own_event, own_events
from ninefold.listen.sources.guessing_kind import guess_kind
from ninefold.listen.sources.guessing_rest import MOST_VALUES, unasked
from ninefold.listen.sources.mapping import ColumnRule, Mapping, Sure
from ninefold.listen.sources.matching import remembered
from ninefold.listen.sources.opened import Opened
from ninefold.listen.sources.profiling import ColumnProfile
from ninefold.listen.sources.roles import OF_ONE, SCORES, Role
from ninefold.listen.sources.scales import Fit, Kind
from ninefold.listen.sources.shapes import ANSWERS, SHAPES, Shape
from ninefold.listen.sources.zones import known_zone

_FEW: Final = 12  # whole numbers up to so many different ones are categories


@dataclass(frozen=True, slots=True)
class _Winner:
    role: Role
    strength: float
    rivals: int


def guess(
    *,
    opened: Opened,
    profiles: Sequence[ColumnProfile],
    saved: Mapping | None = None,
    time_zone: str = "UTC",
    kind: SourceKind | None = None,
) -> Mapping:
    """Guess the mapping of a file.

    Parameters
    ----------
    opened : Opened
        The file.
    profiles : sequence of ColumnProfile
        One per column, as ``profiling.profile`` gives them.
    saved : Mapping or None
        The mapping of an earlier wave; columns it knows keep their meaning, the others are guessed.
    time_zone : str
        Of the organisation; used where neither the file nor ``saved`` tells one.
    kind : SourceKind or None
        What the file holds, where somebody has said so. Of ``saved`` of another kind nothing is used.

    Returns
    -------
    Mapping
        One rule per column, every single role at most once, targets unique.
    """
    seen = look(opened=opened, profiles=profiles)
    sizes = batteries(seen)
    sure: Sure = "sure"
    if kind is None:
        kind, sure = (saved.kind, "sure") if saved else guess_kind(opened=opened, seen=seen, sizes=sizes)
    saved = saved if saved is not None and saved.kind == kind else None
    shape = SHAPES[kind]
    known = {} if saved is None else remembered(seen=seen, saved=saved)
    taken = {rule.role for rule in known.values()}
    free = [one for one in seen if one.column.position not in known]
    events = own_events(free, known=taken, shape=shape)
    winners = _each_once(free, events=events, taken=taken, sizes=sizes, shape=shape)
    rules = []
    used = {rule.target for rule in known.values() if rule.target}
    for one in seen:
        place = one.column.position
        if (rule := known.get(place)) is None and one in events:
            rule = own_event(one, among=events)
        rule = rule or _rule(one, winners.get(place), battery=sizes.get(place, 0), shape=shape)
        if place not in known:
            rule = _named(rule, one, used)
        rules.append(_told(rule, one))
    zone = opened.zone or (saved.time_zone if saved is not None else time_zone)
    found = Mapping(
        rules=tuple(rules),
        time_zone=zone if known_zone(zone) else time_zone,
        decimal=opened.decimal,
        kind=kind,
        kind_sure=sure,
    )
    return replace(found, kind_sure="unsure") if found.missing() else found


def _each_once(
    free: Sequence[Seen],
    *,
    events: Sequence[Seen],
    taken: AbstractSet[Role],
    sizes: dict[int, int],
    shape: Shape,
) -> dict[int, _Winner]:
    """Give the roles that one column alone can have, by the place of the column."""
    of_one = OF_ONE if events or Role.HAPPENED in taken else ()
    roles = [role for role in shape.once if role not in taken and role not in of_one]
    found = _winners([one for one in free if one not in events], sizes=sizes, roles=roles)
    if of_one and Role.CASE not in taken | {winner.role for winner in found.values()}:
        found |= _cases(free, sizes=sizes)
    return found


def _cases(seen: Sequence[Seen], *, sizes: dict[int, int]) -> dict[int, _Winner]:
    """Take the id of a row of several events for their case."""
    found = _winners(seen, sizes=sizes, roles=[Role.RECORD])
    return {place: replace(winner, role=Role.CASE) for place, winner in found.items()}


def _told(rule: ColumnRule, one: Seen) -> ColumnRule:
    """Say how its dates are written, whatever it is, and that its name stands more than once in the file."""
    if not rule.date_format:
        rule = replace(rule, date_format=one.profile.date_format)
    if not one.column.renamed_from:
        return rule
    told = _("The name “%(name)s” stands more than once.") % {"name": one.column.renamed_from}
    return replace(rule, why=" ".join(sentence for sentence in (told, rule.why) if sentence))


def _winners(seen: Sequence[Seen], *, sizes: dict[int, int], roles: Sequence[Role]) -> dict[int, _Winner]:
    """Give each single role to the column that claims it most strongly."""
    won: dict[int, _Winner] = {}
    for role in roles:
        claims = {
            one.column.position: claim(one, role, battery=sizes.get(one.column.position, 0))
            for one in seen
            if one.column.position not in won
        }
        best = max(claims.values(), default=0.0)
        if best <= 0:
            continue
        rivals = [place for place, strength in claims.items() if strength > best - 0.2]
        # A word inside several names ("rating staff", "rating price") makes none of them the rating.
        if role is Role.RATING and best < 30 and len(rivals) > 1:
            continue
        first = next(place for place, strength in claims.items() if strength == best)
        won[first] = _Winner(role, best, len(rivals) - 1)
    return won


def _rule(one: Seen, winner: _Winner | None, *, battery: int, shape: Shape) -> ColumnRule:
    name = one.column.name
    title = _title(one)
    if one.profile.filled == 0:
        return ColumnRule(column=name, role=Role.LEAVE_OUT, title=title, why=_("The column is empty."))
    if one.personal:
        return _personal(one, title)
    if winner is not None:
        return _single(one, winner, title)
    if one.profile.constant and not one.asked:
        why = _("Every record says the same.")
        return ColumnRule(column=name, role=Role.LEAVE_OUT, title=title, why=why)
    if shape is not ANSWERS:
        return unasked(one, title=title, shape=shape)
    if one.prose:
        return ColumnRule(
            column=name, role=Role.COMMENT, title=title, why=_("Answers in people's own words.")
        )
    found = one.item
    if found is not None and _is_question(one, found, battery):
        alone = battery < 2 and not found.labels and not _asks(one)
        return _scored(one, Role.ITEM, found, title=title, sure="check" if alone else "sure")
    return _other(one, title)


def _asks(one: Seen) -> bool:
    """Whether name or question ask for an opinion."""
    return any(one.points_to(kind) for kind in ("rated", "csat", "ces", "nps"))


def _personal(one: Seen, title: str) -> ColumnRule:
    why = _("Names a person, so it is left out.")
    if one.profile.emails > 0.5:
        why = _("E-mail addresses are left out. You can choose them to recognise the customer.")
    return ColumnRule(
        column=one.column.name, role=Role.LEAVE_OUT, title=title, sure="sure", why=why, personal=True
    )


def _single(one: Seen, winner: _Winner, title: str) -> ColumnRule:
    role = winner.role
    if role in SCORES:
        kind: Kind = role.value  # type: ignore[assignment]
        found = one.scale(kind)
        if found is not None:
            sure: Sure = "sure" if winner.strength >= 20 else "check"
            return _scored(one, role, found, title=title, sure="unsure" if winner.rivals else sure)
    rule = ColumnRule(column=one.column.name, role=role, title=title)
    if role is Role.ACTIVE:
        return replace(
            as_active(rule), sure="check", why=_("1 for a customer, 0 for somebody who no longer is one.")
        )
    if role is Role.AT:
        unclear = one.profile.date_unclear
        why = _("Day and month could be exchanged. Look at an example.") if unclear else ""
        sure = "check" if unclear or not one.points_to("at") else "sure"
        return replace(rule, date_format=one.profile.date_format, sure=sure, why=why)
    if role is Role.WEIGHT:
        return replace(rule, why=_("Positive numbers around 1 under a name that says weight."))
    coded = one.profile.integer > 0.98 and one.profile.distinct <= _FEW
    exact = one.points_to(role.value) == 3 and not coded
    return replace(rule, sure="sure" if exact and not winner.rivals else "check")


def _is_question(one: Seen, found: Fit, battery: int) -> bool:
    if found.labels or found.reversed:
        return True
    often = one.profile.filled >= 0.2 * one.profile.rows
    if found.high - found.low >= 9 and not found.labels and len(found.codes) > 1:
        often = False  # more than one code beyond ten steps: categories
    if found.wide and battery >= 3 and often:
        return True
    if one.points_to("category") >= 2 or one.points_to("measure") >= 2:
        return False
    if _asks(one):
        return found.wide or found.high == 4
    if one.statement and found.wide and found.certain and often:
        return True
    if found.wide:
        return battery >= 2 and often and found.high <= 7
    return found.high == 4 and battery >= 3 and often


def _scored(one: Seen, role: Role, found: Fit, *, title: str, sure: Sure) -> ColumnRule:
    if sure == "sure" and not found.certain and (found.codes or role is Role.ITEM or found.explained < 1):
        sure = "check"
    return ColumnRule(
        column=one.column.name,
        role=role,
        title=title,
        low=found.low,
        high=found.high,
        reversed=found.reversed,
        not_answered=tuple(code for code, _count in found.codes),
        labels=found.labels,
        sure=sure,
        why=_why(found, whole=one.profile.whole),
    )


def _why(found: Fit, *, whole: bool) -> str:
    scale = {"low": f"{found.low:g}", "high": f"{found.high:g}"}
    if len(found.codes) == 1 and whole:
        code, count = found.codes[0]
        told = {"count": count, "code": code}
        return (
            ngettext(
                "%(count)d answer coded %(code)s counts as not answered.",
                "%(count)d answers coded %(code)s count as not answered.",
                count,
            )
            % told
        )
    if found.codes:
        codes = ", ".join(code for code, _count in found.codes)
        return _("Answers coded %(codes)s count as not answered.") % {"codes": codes}
    if found.reversed:
        return _("%(low)s is the best answer here, so the scale is turned round.") % scale
    if found.labels:
        return _("The answers are words; they become numbers from %(low)s to %(high)s.") % scale
    return _("Answers from %(low)s to %(high)s.") % scale


def _other(one: Seen, title: str) -> ColumnRule:
    """Take what is no question: a category, a quantity, or nothing worth keeping."""
    seen = one.profile
    attribute = ColumnRule(column=one.column.name, role=Role.ATTRIBUTE, title=title, asked=one.asked)
    quantity = seen.numeric > 0.98 and (seen.integer < seen.numeric or one.points_to("measure") >= 2)
    categories = seen.distinct <= _FEW and seen.integer > 0.98
    if quantity and not (categories and (one.points_to("category") or not one.points_to("measure"))):
        why = _("A quantity without a scale. It is kept as a number.")
        return replace(attribute, role=Role.ITEM, sure="check", why=why)
    if one.asked and seen.numeric < 0.2 and seen.unique > 0.5 and seen.distinct > _FEW:
        return replace(attribute, role=Role.COMMENT, asked=False, why=_("Answers in people's own words."))
    if seen.unique > 0.5 and seen.distinct > _FEW:
        why = _("Almost every record has another value, so it tells no groups apart.")
        return replace(attribute, role=Role.LEAVE_OUT, sure="check", why=why)
    if seen.distinct > MOST_VALUES:
        why = _("Too many different values to tell groups apart.")
        return replace(attribute, role=Role.LEAVE_OUT, sure="check", why=why)
    return attribute


def _title(one: Seen) -> str:
    text = " ".join(one.column.text.split())
    return text or " ".join(re.sub(r"_+", " ", one.column.renamed_from or one.column.name).split())


def _named(rule: ColumnRule, one: Seen, used: set[str]) -> ColumnRule:
    """Give an item, attribute or comment its own target."""
    prefix = {Role.ITEM: "q_", Role.ATTRIBUTE: "a_", Role.COMMENT: ""}.get(rule.role)
    if prefix is None:
        return rule
    first = prefix + slug(one.column.renamed_from or one.column.name)
    target, number = first, 2
    while target in used:
        target, number = f"{first}_{number}", number + 1
    used.add(target)
    return replace(rule, target=target)


def slug(name: str) -> str:
    """Make a short stable name of plain letters, digits and underscores.

    Names in other scripts get a stable hash, as no spelling of them would be everybody's.

    Examples
    --------
    >>> slug("Q7O_WHOLE"), slug("Ease of Online booking"), slug("رضایت")
    ('q7o_whole', 'ease_of_online_booking', 'c_202133ba')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:40].strip("_")
    letters = sum(letter.isalpha() for letter in fold(name))
    if letters and sum(letter.isalpha() for letter in plain) >= 0.5 * min(letters, 40):
        return plain
    if plain and not letters:
        return plain
    digest = hashlib.md5(fold(name).encode(), usedforsecurity=False).hexdigest()[:8]
    return f"c_{digest}"
