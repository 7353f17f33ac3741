"""The columns of a file as a report lists them: what each was taken as, and how its cells fell."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ninefold.kit.digits import localise, number
from ninefold.kit.locales import Reader
from ninefold.listen.sources.counting import ColumnCounts
from ninefold.listen.sources.mapping import ColumnRule
from ninefold.listen.sources.page import SURE, SURE_NAMES
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.wording import ROLE_NAMES
from ninefold.understand.metrics.registry import Metric
from ninefold.understand.reports.contents import Report

# So many attributes can stand in the table; more of them are only named below it.
TABLED_ATTRIBUTES = 12


@dataclass(frozen=True, kw_only=True)
class ColumnLine:
    """One column of the file: what it was taken as, and how its cells fell."""

    rule: ColumnRule
    role: object
    mark: str
    sure: object
    counts: ColumnCounts | None


@dataclass(frozen=True, kw_only=True)
class Columns:
    """All columns of a file: those with something to tell, those only named, and those left out."""

    tabled: tuple[ColumnLine, ...]
    named: tuple[ColumnLine, ...]
    left_out: tuple[ColumnLine, ...]


def columns_of(*, report: Report) -> Columns:
    """Sort the columns of a file."""
    lines = [_line(rule, report=report) for rule in report.mapping.rules]
    used = [line for line in lines if line.rule.role is not Role.LEAVE_OUT]
    plain = [line for line in used if line.rule.role is Role.ATTRIBUTE and line.rule.sure == "sure"]
    named = plain if len(plain) > TABLED_ATTRIBUTES else []
    return Columns(
        tabled=tuple(line for line in used if line not in named),
        named=tuple(named),
        left_out=tuple(line for line in lines if line.rule.role is Role.LEAVE_OUT),
    )


def left_out(*, metric: Metric, report: Report) -> str:
    """Say how many answers to one question were not counted, and why: "81 coded 11, 1 blank"."""
    reader = report.asked.reader
    rules = [rule for rule in report.mapping.rules if metric.column in {rule.target, rule.role.value}]
    counts = next((each for each in report.counts.columns if rules and each.column == rules[0].column), None)
    return "" if counts is None else _(", ").join(_reasons(counts, reader=reader))


def _reasons(counts: ColumnCounts, *, reader: Reader) -> Sequence[str]:
    told = [
        _("%(count)s coded %(code)s")
        % {"count": number(count, reader=reader), "code": localise(f"\u2068{code}\u2069", reader=reader)}
        for code, count in counts.not_answered.items()
        if count
    ]
    sentences = (
        (counts.blank, _("%(count)s blank")),
        (counts.outside, _("%(count)s outside the scale")),
        (counts.unreadable, _("%(count)s not a number")),
    )
    return told + [
        sentence % {"count": number(count, reader=reader)} for count, sentence in sentences if count
    ]


def _line(rule: ColumnRule, *, report: Report) -> ColumnLine:
    counts = next((each for each in report.counts.columns if each.column == rule.column), None)
    return ColumnLine(
        rule=rule, role=ROLE_NAMES[rule.role], mark=SURE[rule.sure], sure=SURE_NAMES[rule.sure], counts=counts
    )
