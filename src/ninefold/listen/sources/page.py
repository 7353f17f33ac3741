"""A file as the page shows it before it is stored: what was understood, column by column."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ninefold.listen.sources.choices import ImportState, SourceKind
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.roles import DATED, SCORES, Role
from ninefold.listen.sources.wording import WORDING, WRITTEN, Wording, role_names

TOOLS = {
    "qualtrics": "Qualtrics",
    "surveymonkey": "SurveyMonkey",
    "typeform": "Typeform",
    "google-forms": "Google Forms",
    "limesurvey": "LimeSurvey",
}
DELIMITERS = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
SURE = {"sure": "s-yes", "check": "s-part", "unsure": "s-no"}
SURE_NAMES = {"sure": _("Sure"), "check": _("Please check"), "unsure": _("Unsure")}


@dataclass(frozen=True, kw_only=True)
class ColumnRow:
    """One column of the file: what it is taken as, and what its cells look like."""

    place: int
    rule: ColumnRule
    text: str
    samples: tuple[str, ...]
    counts: dict[str, Any]
    kind: SourceKind

    @property
    def role_name(self) -> object:
        """What the column is taken as, in words; a mapping from elsewhere may name what no such file has."""
        return role_names(kind=self.kind).get(self.rule.role, self.rule.role.value)

    @property
    def roles(self) -> tuple[tuple[str, object, bool], ...]:
        """What it can be taken as: value, name, whether it is."""
        names = role_names(kind=self.kind)
        return tuple((role.value, name, role is self.rule.role) for role, name in names.items())

    @property
    def scaled(self) -> bool:
        """Whether a person says between which numbers the answers lie."""
        asked = self.kind is SourceKind.ANSWERS and self.rule.role is Role.ITEM
        return asked or self.rule.role in SCORES

    @property
    def named(self) -> bool:
        """Whether a person says what happened on its dates."""
        return self.rule.role is Role.HAPPENED

    @property
    def written(self) -> tuple[tuple[str, object, bool], ...]:
        """How its dates can be written, where they count: value, name, whether they are."""
        if self.rule.role not in DATED:
            return ()
        return tuple((value, name, value == self.rule.date_format) for value, name in WRITTEN.items())

    @property
    def mark(self) -> str:
        """The shape that stands for how sure the guess is."""
        return SURE[self.rule.sure]

    @property
    def sure(self) -> object:
        """How sure the guess is, in words."""
        return SURE_NAMES[self.rule.sure]

    @property
    def codes(self) -> str:
        """The codes that count as not answered, as a person edits them."""
        return ", ".join(self.rule.not_answered)


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    """What the page needs of a file that was read."""

    kind: SourceKind
    kind_mark: str
    kind_sure: object
    words: Wording
    tool: str
    encoding: str
    delimiter: object
    columns: tuple[ColumnRow, ...]
    left_out: tuple[ColumnRow, ...]
    counts: dict[str, Any]
    changes: dict[str, Any]
    wave_date_needed: bool
    wave_dates: bool
    problems: tuple[str, ...]
    fixed: bool

    @property
    def rows(self) -> int:
        """Rows of the file, of which each may bring several events."""
        return int(self.counts.get("records") or self.counts.get("rows") or 0)


def import_page(*, upload: Import) -> ImportPage:
    """Lay out a file that was read; columns with something to decide come first."""
    mapping = Mapping.from_json(upload.mapping or {})
    found, counts = upload.found, upload.counts or {}
    by_column = {each["column"]: each for each in counts.get("columns", ())}
    rows = [
        _row(
            place,
            rule,
            kind=mapping.kind,
            found=found["columns"][place],
            counts=by_column.get(rule.column, {}),
        )
        for place, rule in enumerate(mapping.rules)
    ]
    return ImportPage(
        kind=mapping.kind,
        kind_mark=SURE[mapping.kind_sure],
        kind_sure=SURE_NAMES[mapping.kind_sure],
        words=WORDING[mapping.kind],
        tool=TOOLS.get(found["tool"], ""),
        encoding=found["encoding"],
        delimiter=DELIMITERS.get(found["delimiter"], ""),
        columns=tuple(row for row in rows if row.rule.role is not Role.LEAVE_OUT),
        left_out=tuple(row for row in rows if row.rule.role is Role.LEAVE_OUT),
        counts=counts,
        changes=upload.changes or {},
        wave_date_needed=mapping.wave_date_needed,
        wave_dates=mapping.shape.wave_dates,
        problems=mapping.problems(),
        fixed=upload.state not in {ImportState.TO_CHECK, ImportState.STOPPED},
    )


def _row(
    place: int, rule: ColumnRule, *, kind: SourceKind, found: dict[str, Any], counts: dict[str, Any]
) -> ColumnRow:
    return ColumnRow(
        place=place,
        rule=rule,
        text=found["text"],
        samples=() if rule.personal else tuple(found["samples"]),
        counts=counts,
        kind=kind,
    )
