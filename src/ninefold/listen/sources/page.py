"""A file as the page shows it before it is stored: what was understood, column by column."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.forms import ROLE_NAMES
from ninefold.listen.sources.mapping import ColumnRule, Mapping, Role
from ninefold.listen.sources.models import Import

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
    roles: tuple[tuple[str, object, bool], ...]

    @property
    def role_name(self) -> object:
        """What the column is taken as, in words."""
        return ROLE_NAMES[self.rule.role]

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

    tool: str
    encoding: str
    delimiter: object
    columns: tuple[ColumnRow, ...]
    left_out: tuple[ColumnRow, ...]
    counts: dict[str, Any]
    changes: dict[str, Any]
    wave_date_needed: bool
    problems: tuple[str, ...]
    fixed: bool


def import_page(*, upload: Import) -> ImportPage:
    """Lay out a file that was read; columns with something to decide come first."""
    mapping = Mapping.from_json(upload.mapping or {})
    found, counts = upload.found, upload.counts or {}
    by_column = {each["column"]: each for each in counts.get("columns", ())}
    rows = [
        _row(place, rule, found=found["columns"][place], counts=by_column.get(rule.column, {}))
        for place, rule in enumerate(mapping.rules)
    ]
    return ImportPage(
        tool=TOOLS.get(found["tool"], ""),
        encoding=found["encoding"],
        delimiter=DELIMITERS.get(found["delimiter"], ""),
        columns=tuple(row for row in rows if row.rule.role is not Role.LEAVE_OUT),
        left_out=tuple(row for row in rows if row.rule.role is Role.LEAVE_OUT),
        counts=counts,
        changes=upload.changes or {},
        wave_date_needed=mapping.wave_date_needed,
        problems=mapping.problems(),
        fixed=upload.state not in {ImportState.TO_CHECK, ImportState.STOPPED},
    )


def _row(place: int, rule: ColumnRule, *, found: dict[str, Any], counts: dict[str, Any]) -> ColumnRow:
    return ColumnRow(
        place=place,
        rule=rule,
        text=found["text"],
        samples=() if rule.personal else tuple(found["samples"]),
        counts=counts,
        roles=tuple((role.value, name, role is rule.role) for role, name in ROLE_NAMES.items()),
    )
