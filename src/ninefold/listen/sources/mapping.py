"""What each column of a file means: the mapping a person checks before anything is stored."""

import datetime
import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.roles import DATED, MANY, NUMBERS, OF_ONE, SCORES, Role
from ninefold.listen.sources.rule_json import day_field, kind_field, rule_fields, sure_field
from ninefold.listen.sources.shapes import SHAPES, Need, Shape
from ninefold.listen.sources.zones import known_zone

VERSION: Final = 1
Sure = Literal["sure", "check", "unsure"]
NO_LABELS: Final[Dict[str, float]] = MappingProxyType({})


_PREFIX: Final = {Role.ITEM: "q_", Role.ATTRIBUTE: "a_"}
_TARGET: Final = re.compile(r"[qa]_[^\W_]\w{0,58}")
_PERSIAN: Final = ("persian-ymd", "persian-dmy")
MONTH_FORMATS: Final = ("ym", "my")
DATE_FORMATS: Final = ("ymd", "dmy", "mdy", *_PERSIAN, *MONTH_FORMATS, "epoch-s", "epoch-ms", "excel")


class MappingProblem(ValueError):
    """The mapping cannot be used; ``problems`` says why, one translated sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRule:
    """What one column of the file becomes.

    Parameters
    ----------
    column
        The column's name in the file.
    role, target
        Its meaning, and the column of the facts: ``q_...`` for an item, ``a_...`` for an attribute, the
        question's slug for a comment, "" for the fixed ones.
    title
        What people read: the question, the column's name made readable, or what happened on its dates.
    low, high
        The scale; answers outside are not taken and counted. Both None: any number.
    reversed
        1 is best in the file; stored as low + high - x.
    not_answered
        Codes that count as "not answered": numbers ("11") or texts ("Blank").
    labels
        Text answers and their number on the scale as the file means it, before any reversal.
    date_format
        One of ``DATE_FORMATS`` where the cells can be read as dates, else "".
    sure, why
        How sure the guess is, and a short sentence for the page.
    personal
        Names a person; left out unless somebody chooses otherwise.
    asked
        The file tells that people were asked this: an attribute that is an answer too.
    """

    column: str
    role: Role
    target: str = ""
    title: str = ""
    low: float | None = None
    high: float | None = None
    reversed: bool = False
    not_answered: tuple[str, ...] = ()
    labels: Dict[str, float] = field(default_factory=lambda: NO_LABELS)
    date_format: str = ""
    sure: Sure = "sure"
    why: str = ""
    personal: bool = False
    asked: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its answers are numbers."""
        return self.role in NUMBERS

    def meets(self, need: Need) -> bool:
        """Whether a value here gives a row what it needs."""
        return need.met_by(role=self.role, asked=self.asked)

    @property
    def scale(self) -> tuple[float, float] | None:
        """Lowest and highest answer, None where any number may stand (a measure, not a question)."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON values."""
        return {
            "column": self.column,
            "role": self.role.value,
            "target": self.target,
            "title": self.title,
            "low": self.low,
            "high": self.high,
            "reversed": self.reversed,
            "not_answered": list(self.not_answered),
            "labels": dict(self.labels),
            "date_format": self.date_format,
            "sure": self.sure,
            "why": self.why,
            "personal": self.personal,
            "asked": self.asked,
        }

    @classmethod
    def from_json(cls, value: object) -> "ColumnRule":
        """Read what ``to_json`` wrote; raises ValueError for anything else."""
        return cls(**rule_fields(value, roles={role.value: role for role in Role}))

    def problems(self) -> list[str]:
        """Say in translated sentences what is wrong with this rule alone."""
        told: list[str] = []
        column = {"column": self.column}
        if self.role in _PREFIX and not (
            self.target.startswith(_PREFIX[self.role]) and _TARGET.fullmatch(self.target)
        ):
            told.append(_("The column “%(column)s” needs a short name for its question.") % column)
        if self.role in SCORES and self.scale is None:
            told.append(_("Enter the lowest and the highest answer of the column “%(column)s”.") % column)
        if (self.low is None) != (self.high is None):
            told.append(_("The scale of the column “%(column)s” has only one end.") % column)
        if self.scale is not None and self.scale[0] >= self.scale[1]:
            told.append(_("In the column “%(column)s” the lowest answer is not below the highest.") % column)
        if self.reversed and self.scale is None:
            told.append(_("The column “%(column)s” is reversed but has no scale.") % column)
        if self.role in DATED and self.date_format not in DATE_FORMATS:
            told.append(_("Choose how the dates of the column “%(column)s” are written.") % column)
        if self.role is Role.HAPPENED and not self.title:
            told.append(_("Say what happened on the dates of the column “%(column)s”.") % column)
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The rules of a whole file.

    Parameters
    ----------
    rules
        One per column of the file, in file order.
    wave, wave_date
        Name of the delivery, and its date where the file has no full dates.
    time_zone
        Of moments written without an offset: an IANA name, or an offset such as "+03:30".
    decimal
        "." or ",".
    kind, kind_sure
        What the file holds, and how sure the guess is.
    """

    rules: tuple[ColumnRule, ...]
    wave: str = ""
    wave_date: datetime.date | None = None
    time_zone: str = "UTC"
    decimal: str = "."
    kind: SourceKind = SourceKind.ANSWERS
    kind_sure: Sure = "sure"

    @property
    def shape(self) -> Shape:
        """What a file of this kind holds."""
        return SHAPES[self.kind]

    @property
    def day(self) -> datetime.date | None:
        """The date of rows without one of their own: that of the wave, where the kind allows it."""
        if self.wave_date is None or not self.shape.wave_dates:
            return None
        return self.wave_date.replace(day=1) if self.shape.monthly else self.wave_date

    def for_role(self, role: Role) -> tuple[ColumnRule, ...]:
        """Give the rules of one role in file order."""
        return tuple(rule for rule in self.rules if rule.role is role)

    def one(self, role: Role) -> ColumnRule | None:
        """Give the rule of a role that stands at most once."""
        found = self.for_role(role)
        return found[0] if found else None

    @property
    def wave_date_needed(self) -> bool:
        """Whether no column tells the date and nobody has entered one."""
        return self.shape.wave_dates and self.one(Role.AT) is None and self.wave_date is None

    def for_wave(self, *, name: str, date: datetime.date | None) -> "Mapping":
        """Give the same rules for one delivery."""
        return replace(self, wave=name, wave_date=date)

    def with_rule(self, rule: ColumnRule) -> "Mapping":
        """Give the mapping with one column's rule replaced."""
        rules = tuple(rule if old.column == rule.column else old for old in self.rules)
        return replace(self, rules=rules)

    def problems(self) -> tuple[str, ...]:
        """Say in translated sentences why this mapping cannot be used; empty if it can."""
        told = [problem for rule in self.rules for problem in rule.problems()]
        told += [*self._strange(), *self._doubled(), *self._torn(), *self.missing()]
        if not known_zone(self.time_zone):
            told.append(_("The time zone “%(zone)s” is not known.") % {"zone": self.time_zone})
        if self.decimal not in (".", ","):
            told.append(_("The decimal sign is a point or a comma."))
        return tuple(told)

    def checked(self) -> "Mapping":
        """Give this mapping if it can be used.

        Raises
        ------
        MappingProblem
            If it cannot; every reason is named.
        """
        if told := self.problems():
            raise MappingProblem(told)
        return self

    def to_json(self) -> dict[str, Any]:
        """Write as plain JSON values, with the version of the shape."""
        return {
            "version": VERSION,
            "rules": [rule.to_json() for rule in self.rules],
            "wave": self.wave,
            "wave_date": None if self.wave_date is None else self.wave_date.isoformat(),
            "time_zone": self.time_zone,
            "decimal": self.decimal,
            "kind": self.kind.value,
            "kind_sure": self.kind_sure,
        }

    @classmethod
    def from_json(cls, value: object) -> "Mapping":
        """Read what ``to_json`` wrote.

        Raises
        ------
        MappingProblem
            If it was written by another version, or is no mapping at all.
        """
        if not isinstance(value, Dict) or "version" not in value:
            raise MappingProblem((_("This is not a mapping that Ninefold wrote."),))
        if value["version"] != VERSION:
            raise MappingProblem((_("This mapping was saved by another version of Ninefold."),))
        try:
            return cls(
                rules=tuple(ColumnRule.from_json(rule) for rule in value["rules"]),
                wave=str(value["wave"]),
                wave_date=day_field(value["wave_date"]),
                time_zone=str(value["time_zone"]),
                decimal=str(value["decimal"]),
                kind=kind_field(value.get("kind")),
                kind_sure=sure_field(value.get("kind_sure")),
            )
        except (KeyError, TypeError) as problem:
            raise MappingProblem((_("This is not a mapping that Ninefold wrote."),)) from problem
        except ValueError as problem:
            raise MappingProblem((str(problem),)) from problem

    def missing(self) -> list[str]:
        """Say in translated sentences which columns a file of this kind needs and does not have."""
        needs = self.shape.needs
        return [str(need.column) for need in needs if not any(rule.meets(need) for rule in self.rules)]

    def _strange(self) -> list[str]:
        told = _("In a file of this kind the column “%(column)s” cannot be what it is taken as. Choose anew.")
        return [told % {"column": rule.column} for rule in self.rules if rule.role not in self.shape.roles]

    def _doubled(self) -> list[str]:
        told = []
        seen: dict[str, str] = {}
        for rule in self.rules:
            place = rule.target if rule.role in MANY else rule.role.value
            if rule.role is Role.LEAVE_OUT or not place:
                continue
            if place in seen:
                names = {"first": seen[place], "second": rule.column}
                told.append(_("The columns “%(first)s” and “%(second)s” mean the same thing.") % names)
            seen.setdefault(place, rule.column)
        return told

    def _torn(self) -> list[str]:
        """Dates that are events of their own leave nothing to be said by one column of a whole row."""
        events = self.for_role(Role.HAPPENED)
        if not events:
            return []
        apart = _(
            "The dates of “%(first)s” are events of their own, so “%(second)s” cannot tell when or what an "
            "event was, or its id. Take it as something else."
        )
        told = [
            apart % {"first": events[0].column, "second": rule.column}
            for rule in self.rules
            if rule.role in OF_ONE
        ]
        other = next((rule for rule in events if rule.date_format != events[0].date_format), None)
        if other is not None:
            unlike = _(
                "The dates of “%(first)s” and “%(second)s” are written in different ways. Leave one of them "
                "out, and import it as another source."
            )
            told.append(unlike % {"first": events[0].column, "second": other.column})
        return told
