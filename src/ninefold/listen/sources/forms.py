"""What a person says about a file: which file, what it holds and its columns mean, where its rows belong."""

import re
from collections.abc import Mapping as Dict
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ninefold.kit.digits import parse_number, western
from ninefold.listen.sources.activity import as_active
from ninefold.listen.sources.choices import SourceKind
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.roles import SCORES, Role


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
    wave_date = forms.DateField(
        label=gettext_lazy("Date of the wave"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


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
        return _moved(rule, role=role)
    codes = tuple(code for code in re.split(r"[,،;\s]+", western(field("not_answered"))) if code)
    changed = replace(
        rule,
        title=field("title") or rule.title,
        low=_number(field("low"), rule=rule),
        high=_number(field("high"), rule=rule),
        reversed=bool(posted.get(f"reversed-{place}")),
        not_answered=codes,
    )
    return _moved(changed, role=role)


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


def _moved(rule: ColumnRule, *, role: Role) -> ColumnRule:
    """Give a rule another role, with the target and the scale that the role needs."""
    if role is rule.role:
        return rule
    prefix = {Role.ITEM: "q_", Role.ATTRIBUTE: "a_", Role.COMMENT: ""}.get(role)
    target = "" if prefix is None else prefix + _slug(rule.target or rule.column)
    if role is Role.ACTIVE:
        return as_active(replace(rule, role=role, target="", sure="sure"))
    scaled = role in SCORES or role is Role.ITEM
    return replace(
        rule,
        role=role,
        target=target,
        low=rule.low if scaled else None,
        high=rule.high if scaled else None,
        reversed=rule.reversed and scaled,
        sure="sure",
    )


def _slug(text: str) -> str:
    bare = re.sub(r"^[qa]_", "", text.casefold())
    return re.sub(r"\W+", "_", bare).strip("_")[:50] or "column"
