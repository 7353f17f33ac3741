"""Which rows somebody asks for: keywords of a notebook read into the filter that all pages use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from ninefold.engine.facts import DIMENSIONS, Table
from ninefold.engine.filters import Filter
from ninefold.engine.sight import Sight
from ninefold.listen.surveys.queries import surveys_of
from ninefold.people.organisations.models import Organisation
from ninefold.site.notebook.refusals import Unclear

_DAYS: Final = ("since", "until")
_COMMON: Final = (*_DAYS, *DIMENSIONS)
# What rows of each table can be narrowed down by.
NAMES: Final[Mapping[Table, tuple[str, ...]]] = {
    "feedback": (*_COMMON, "survey", "attributes"),
    "comment": (*_COMMON, "survey", "words"),
    "event": (*_COMMON, "kind", "attributes"),
    "outcome": (*_COMMON, "attributes"),
}


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """What rows are narrowed down to.

    Attributes
    ----------
    where : the filter, with the sight of the member in it.
    kinds : kinds of event; none means all.
    """

    where: Filter
    kinds: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """Name the filters, without their values, as the audit log keeps them."""
        return [*self.where.to_query(), *(["kind"] if self.kinds else [])]


def narrowed(*, table: Table, organisation: Organisation, sight: Sight, asked: Mapping[str, Any]) -> Narrowed:
    """Read keywords.

    Parameters
    ----------
    asked : values by name: `since` and `until` (the day after the last one) as dates or "2026-01-31";
        `survey` by number or name; `touchpoint`, `unit`, `channel`, `segment`, `language` and `kind` as one
        text or several; `attributes` as a mapping; `words` as a text.

    Raises
    ------
    Unclear
        If there is no such filter, or a value cannot be read.
    """
    known = NAMES[table]
    if strange := [name for name in asked if name not in known]:
        raise Unclear(
            _("There is no filter “%(name)s” here. There are: %(known)s.")
            % {"name": strange[0], "known": ", ".join(known)}
        )
    given = {name: value for name, value in asked.items() if value is not None}
    places: dict[str, Any] = {name: _texts(given[name], name=name) for name in DIMENSIONS if name in given}
    return Narrowed(
        where=Filter(
            sight=sight,
            survey=_survey(given["survey"], organisation=organisation) if "survey" in given else None,
            since=_day(given.get("since"), name="since"),
            until=_day(given.get("until"), name="until"),
            attributes=_attributes(given.get("attributes", {})),
            words=str(given.get("words", "")),
            **places,
        ),
        kinds=_texts(given["kind"], name="kind") if "kind" in given else (),
    )


def _survey(value: object, *, organisation: Organisation) -> int:
    surveys = surveys_of(organisation=organisation)
    found = [each.pk for each in surveys if value in {each.pk, each.name}]
    if len(found) != 1 or isinstance(value, bool):
        listed = ", ".join(f"{each.pk} ({each.name})" for each in surveys)
        raise Unclear(
            _("There is no survey %(name)r. There are: %(known)s.") % {"name": value, "known": listed}
        )
    return found[0]


def _day(value: object, *, name: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Unclear(
            _("Write %(name)s as a day such as 2026-01-31, not %(value)r.") % {"name": name, "value": value}
        ) from None


def _texts(value: object, *, name: str) -> tuple[str, ...]:
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, Sequence) or not all(isinstance(each, str) for each in several):
        raise Unclear(
            _("Give %(name)s as a text or a list of texts, not %(value)r.") % {"name": name, "value": value}
        )
    if not several:
        raise Unclear(_("The list of %(name)s is empty: leave it out to have all.") % {"name": name})
    return tuple(dict.fromkeys(several))


def _attributes(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, Mapping):
        raise Unclear(
            _("Give attributes as a mapping such as {'plan': 'gold'}, not %(value)r.") % {"value": value}
        )
    named = {str(name).removeprefix("a_"): _texts(texts, name=str(name)) for name, texts in value.items()}
    return tuple(sorted(named.items()))
