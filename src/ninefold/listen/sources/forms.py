"""What a person says about a file: which file, what it holds and its columns mean, where its rows belong."""

import re
from collections.abc import Mapping as Dict
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.day_fields import DayField, read_days_for
from ninefold.kit.digits import parse_number, western
from ninefold.kit.locales import Reader
from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.correcting import moved
from ninefold.listen.sources.mapping import DATE_FORMATS, ColumnRule, Mapping
from ninefold.listen.sources.roles import DATED, Role

LONGEST_TITLE: Final = 120


class UploadForm(forms.Form):
    """A file to read, and the definition that came with it."""

    file = forms.FileField(
        label=gettext_lazy("Choose a file"),
        error_messages={
            "required": gettext_lazy("Choose the file to import."),
            "empty": gettext_lazy("This file is empty. Export it again and choose the new file."),
        },
    )
    definition = forms.FileField(label=gettext_lazy("Survey definition (Qualtrics .qsf)"), required=False)


class KindForm(forms.Form):
    """What the file holds."""

    kind = forms.TypedChoiceField(
        label=gettext_lazy("We take this file as"), choices=SourceKind.choices, coerce=SourceKind
    )


def _either_way() -> forms.TextInput:
    """A name in any script: it is written in its own direction."""
    return forms.TextInput(attrs={"dir": "auto"})


class DestinationForm(forms.Form):
    """Where the rows belong: a source, one of its waves, and the wave's date."""

    source = forms.CharField(label=gettext_lazy("Source"), max_length=200, widget=_either_way())
    wave = forms.CharField(label=gettext_lazy("Wave"), max_length=200, widget=_either_way())
    wave_date = DayField(label=gettext_lazy("Date of the wave"), required=False)

    def __init__(self, *args: Any, reader: Reader, **options: Any) -> None:
        """Ask for the date in the reader's calendar."""
        super().__init__(*args, **options)
        read_days_for(self, reader=reader)


def mapping_from(*, posted: Dict[str, Any], mapping: Mapping) -> Mapping:
    """Read a person's corrections of a mapping.

    Parameters
    ----------
    posted : the fields of the page, `role-3`, `low-3` ... by place of the column.
    mapping : as it was shown.

    Raises
    ------
    ValidationError
        One translated sentence for every mistake.
    """
    problems: list[str] = []
    rules = []
    for place, rule in enumerate(mapping.rules):
        try:
            rules.append(_corrected(rule, posted=posted, place=place))
        except ValidationError as problem:
            problems += problem.messages
    corrected = replace(mapping, rules=tuple(rules) if not problems else mapping.rules)
    problems += corrected.problems() if not problems else ()
    if problems:
        raise ValidationError(problems)
    return corrected


def _corrected(rule: ColumnRule, *, posted: Dict[str, Any], place: int) -> ColumnRule:
    def field(name: str) -> str:
        return str(posted.get(f"{name}-{place}", "")).strip()

    role = _role(field("role"), rule=rule)
    if f"low-{place}" not in posted:
        return _said(moved(rule, role=role), posted=posted, place=place)
    codes = tuple(code for code in re.split(r"[,،;\s]+", western(field("not_answered"))) if code)
    changed = replace(
        rule,
        title=field("title") or rule.title,
        low=_number(field("low"), rule=rule),
        high=_number(field("high"), rule=rule),
        reversed=bool(posted.get(f"reversed-{place}")),
        not_answered=codes,
    )
    return moved(changed, role=role)


def _said(rule: ColumnRule, *, posted: Dict[str, Any], place: int) -> ColumnRule:
    """Take what a person says of dates: how they are written, and what happened on them."""
    written = posted.get(f"written-{place}", rule.date_format)
    if rule.role in DATED and written in DATE_FORMATS:
        rule = replace(rule, date_format=written)
    if rule.role is not Role.HAPPENED or f"title-{place}" not in posted:
        return rule
    title = " ".join(str(posted[f"title-{place}"]).split())[:LONGEST_TITLE]
    return rule if title == rule.title else replace(rule, title=title, sure="sure", why="")


def _role(text: str, *, rule: ColumnRule) -> Role:
    try:
        return Role(text) if text else rule.role
    except ValueError:
        raise ValidationError(
            _("Choose what the column “%(column)s” means from the list.") % {"column": rule.column}
        ) from None


def _number(text: str, *, rule: ColumnRule) -> float | None:
    if not text:
        return None
    try:
        return parse_number(text)
    except ValueError:
        raise ValidationError(
            _("The scale of the column “%(column)s” must be two numbers.") % {"column": rule.column}
        ) from None
