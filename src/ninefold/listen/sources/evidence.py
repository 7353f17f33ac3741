"""What speaks for each role of a column: its name, its question, its values, and the columns beside it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ninefold.listen.sources.activity import activity
from ninefold.listen.sources.exports.qualtrics import is_own
from ninefold.listen.sources.hints import hinted, words_of
from ninefold.listen.sources.mapping import MONTH_FORMATS
from ninefold.listen.sources.moments import WHOLE
from ninefold.listen.sources.opened import FileColumn, Opened
from ninefold.listen.sources.profiling import ColumnProfile
from ninefold.listen.sources.roles import DIMENSIONS, MONEY, SCORES, Role
from ninefold.listen.sources.scales import Fit, Kind, fit

RUN: Final = 4  # neighbours on one scale that make a battery without a common name
SAID: Final = 3  # the same where every name is a statement
_NUMBERED: Final = re.compile(r"([^\W\d_]{1,3}\d+)(?=[^\W\d]|[#. -])")
_FIRST_WORD: Final = re.compile(r"([^\W_]+)[_.\-: ]")
_COUNTED: Final = re.compile(r"([^\W\d_]+?)[_ .-]?\d+[a-z]?")
_JUST_NUMBERED: Final = frozenset(("q", "v", "var", "question", "column", "col", "field", "frage", "вопрос"))
_QUANTITY: Final = frozenset(
    ("number", "no", "count", "amount", "total", "type", "kind", "date", "time", "age", "id", "code", "level")
)
_MOST_VALUES: Final = {
    Role.TOUCHPOINT: 300,
    Role.CHANNEL: 60,
    Role.LANGUAGE: 80,
    Role.SEGMENT: 200,
    Role.UNIT: 5_000,
}
_MOST_KINDS: Final = 2_000


# Not slotted: the expensive parts are worked out once, when they are first asked for.
@dataclass(frozen=True)
class Seen:
    """A column with everything known of it; `asked` says that the file itself calls it a question."""

    column: FileColumn
    profile: ColumnProfile
    asked: bool = False

    @cached_property
    def name(self) -> str:
        """The words of its name, or of its question if the name is a mere number and the question short."""
        own = words_of(self.column.renamed_from or self.column.name)
        number = own.split(" ")[0] in _JUST_NUMBERED and own[-1:].isdigit()
        return self.text if number and 1 <= len(self.text.split()) <= 3 else own

    @cached_property
    def text(self) -> str:
        """The words of its question."""
        return words_of(self.column.text)

    def points_to(self, kind: str) -> int:
        """Say how clearly name (3, 2) or question (1) point to a role; see ``hints.hinted``."""
        return hinted(kind, name=self.name, text=self.text)

    def scale(self, kind: Kind = "item") -> Fit | None:
        """Give the scale its values stand on."""
        return fit(column=self.column, profile=self.profile, kind=kind)

    @cached_property
    def item(self) -> Fit | None:
        """Give the scale its values stand on if nothing but the values decides."""
        return self.scale("item")

    @property
    def statement(self) -> bool:
        """Whether its name is a sentence one can agree with, such as "Staff knew the answer"."""
        words = (self.column.renamed_from or self.column.name).split()
        return len(words) >= 3 and not any(word.strip(".,:?").lower() in _QUANTITY for word in words)

    @property
    def group(self) -> str:
        """What its name shares with the other questions of its battery, "" if nothing."""
        for pattern in (_NUMBERED, _FIRST_WORD):
            if found := pattern.match(self.column.name):
                return found[1].lower()
        found = _COUNTED.fullmatch(self.column.name)
        # "Q1" to "Q30" are all the questions there are, not one battery.
        return "" if found is None or found[1].lower() in _JUST_NUMBERED else found[1].lower()

    @property
    def personal(self) -> bool:
        """Whether it names a person."""
        seen = self.profile
        if seen.emails > 0.5 or seen.addresses > 0.5 or seen.phones > 0.8:
            return True
        return self.points_to("personal") >= 2

    @property
    def prose(self) -> bool:
        """Whether people wrote here in their own words."""
        seen = self.profile
        if seen.filled == 0 or seen.numeric > 0.2 or seen.dates > 0.5 or seen.clocks > 0.5:
            return False
        asked = self.points_to("comment")
        long = seen.words >= 3 and seen.length >= 20 and seen.unique > 0.1
        return long or (asked > 0 and self.item is None and (seen.length >= 12 or seen.unique > 0.5))


def batteries(seen: Sequence[Seen]) -> dict[int, int]:
    """Count, for each column that stands on a scale, the columns of its battery.

    Returns
    -------
    dict
        Position -> number of columns (itself included) that share name and scale, or stand in one run of
        at least four neighbours on one scale, three if their names are statements. Columns on no scale are
        absent.
    """
    fitted = {one.column.position: one.item for one in seen if one.item is not None}
    named = Counter(
        (one.group, fitted[one.column.position].ends)
        for one in seen
        if one.group and one.column.position in fitted
    )
    sizes = {
        one.column.position: named.get((one.group, fitted[one.column.position].ends), 1) if one.group else 1
        for one in seen
        if one.column.position in fitted
    }
    strangers = {place: found for place, found in fitted.items() if sizes[place] < 3}
    stating = {one.column.position for one in seen if one.statement}
    for run in _runs(seen, strangers):
        if len(run) >= (SAID if stating.issuperset(run) else RUN):
            sizes |= {place: max(len(run), sizes[place]) for place in run}
    return sizes


def _runs(seen: Sequence[Seen], fitted: dict[int, Fit]) -> list[list[int]]:
    runs: list[list[int]] = [[]]
    for one in seen:
        place = one.column.position
        found = fitted.get(place)
        if found is None or not found.wide:
            runs.append([])
        elif runs[-1] and fitted[runs[-1][-1]].ends != found.ends:
            runs.append([place])
        else:
            runs[-1].append(place)
    return runs


def look(*, opened: Opened, profiles: Sequence[ColumnProfile]) -> tuple[Seen, ...]:
    """Put columns and profiles together, in file order."""
    return tuple(
        Seen(column, profile, asked=_asked(opened, column))
        for column, profile in zip(opened.columns, profiles, strict=True)
    )


def _asked(opened: Opened, column: FileColumn) -> bool:
    if not opened.tool or not column.text:
        return False
    return opened.tool != "qualtrics" or not is_own(name=column.name, text=column.text)


def claim(one: Seen, role: Role, *, battery: int) -> float:
    """Say how strongly a column claims a role that only one column can have.

    Parameters
    ----------
    one : Seen
        The column.
    role : Role
        Any role that stands once.
    battery : int
        Size of the battery it belongs to, 0 if it stands on no scale.

    Returns
    -------
    float
        0 if it does not; else larger is stronger. Comparable within one role only.
    """
    if one.profile.filled == 0 or one.personal:
        return 0.0
    if role is Role.AT:
        return _moment(one)
    if role is Role.RECORD:
        return _record(one)
    if role is Role.WEIGHT:
        return _weight(one)
    if role in SCORES:
        return _score(one, role, battery)
    if role in (*MONEY, Role.ACTIVE):
        return _figure(one, role)
    if role in (Role.KIND, Role.CASE):
        return _process(one, role)
    return _dimension(one, role, battery)


def _moment(one: Seen) -> float:
    seen = one.profile
    if not seen.date_format or seen.filled < 0.5 * seen.rows:
        return 0.0
    named = one.points_to("at")
    named = max(named, one.points_to("month")) if seen.date_format in MONTH_FORMATS else named
    if seen.dates < 0.9 and not (seen.date_format in WHOLE and named):
        return 0.0
    order = 4.0 * (one.points_to("later") > 0) - 4.0 * (one.points_to("earlier") > 0)
    return max(0.5, 6.0 + named + order + seen.dates)


def _record(one: Seen) -> float:
    seen = one.profile
    named = one.points_to("record")
    if named < 2 or seen.filled < 0.99 * seen.rows or seen.unique < 0.99 or seen.dates > 0.5 or one.prose:
        return 0.0
    return named + (one.points_to("customer") < 3) + seen.unique


def _weight(one: Seen) -> float:
    seen = one.profile
    if one.points_to("weight") < 2 or seen.numeric < 0.99 or seen.low is None or seen.mean is None:
        return 0.0
    return float(one.points_to("weight")) if seen.low >= 0 and 0.2 < seen.mean < 5 else 0.0


def _score(one: Seen, role: Role, battery: int) -> float:
    kind: Kind = role.value  # type: ignore[assignment]
    named = one.points_to(role.value)
    overall = one.points_to("overall")
    if role is Role.CSAT and not named and overall >= 2 and battery >= 3:
        return 1.0 + battery / 10 if one.item is not None and one.item.wide else 0.0
    if not named or one.prose:
        return 0.0
    found = one.scale(kind)
    if found is None or (role is Role.NPS and not _recommends(one, found)):
        return 0.0
    return named * 10.0 + (5.0 if role is Role.CSAT and overall else 0.0) + found.explained


def _recommends(one: Seen, found: Fit) -> bool:
    """Whether 0 to 10 was really asked, not 1 to 5 or a group number."""
    top = max((number for number in one.profile.numbers if number <= found.high), default=found.high)
    few = one.profile.filled < 50
    return bool(found.labels) or (top >= 7 and (few or one.profile.distinct >= 4))


def _figure(one: Seen, role: Role) -> float:
    """Money, or whether somebody is a customer still: two words or numbers."""
    seen, named = one.profile, one.points_to(role.value)
    if named < 2:
        return 0.0
    if role is Role.ACTIVE:
        return float(named) if seen.distinct <= 2 and activity(seen) else 0.0
    return named + 0.5 * seen.filled / seen.rows if seen.numeric > 0.95 else 0.0


def _process(one: Seen, role: Role) -> float:
    """What happened, or the case it happened to."""
    seen, named = one.profile, one.points_to(role.value)
    if named < 2 or seen.dates > 0.5 or seen.clocks > 0.5 or (role is Role.KIND and one.prose):
        return 0.0
    if role is Role.KIND and (seen.distinct > _MOST_KINDS or seen.filled < 0.9 * seen.rows):
        return 0.0
    return named + 0.5 * seen.filled / seen.rows


def _dimension(one: Seen, role: Role, battery: int) -> float:
    seen = one.profile
    named = one.points_to(role.value)
    if named < 2 or seen.dates > 0.5 or seen.clocks > 0.5 or one.prose:
        return 0.0
    if any(one.points_to(other.value) > named for other in DIMENSIONS):
        return 0.0
    if battery >= 3 and one.item is not None and one.item.wide:
        return 0.0
    if seen.distinct > _MOST_VALUES.get(role, seen.distinct) or (seen.numeric > 0.5 and seen.integer < 0.9):
        return 0.0
    if role in (Role.AGENT, Role.CUSTOMER, Role.ACCOUNT) and seen.constant:
        return 0.0
    finer = min(seen.distinct, 999) / 1000 if role is Role.UNIT else 0.0
    return named + finer + 0.5 * seen.filled / seen.rows
