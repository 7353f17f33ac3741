"""The versions of a definition as a page tells them: what each says, since when, by whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.understand.metrics.models import MetricVersion
from ninefold.understand.metrics.registry import Metric


@dataclass(frozen=True, kw_only=True)
class Told:
    """One version.

    Attributes
    ----------
    says : in what it differs from the standard, a sentence each; one sentence where it does not.
    since, until : from when and until when it held; None is the beginning, or now.
    by : who made it; nobody made the standard.
    """

    number: int
    says: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    by: str
    reason: str


def history(*, versions: Sequence[MetricVersion], metric: Metric, reader: Reader) -> tuple[Told, ...]:
    """Tell the versions of one definition, the latest first and the standard last.

    Parameters
    ----------
    versions : those that the organisation has made, the latest first.
    """
    ends = [None, *(each.made_at for each in versions)]
    made = [
        Told(
            number=each.number,
            says=_says(each, metric=metric, reader=reader),
            since=each.made_at,
            until=end,
            by="" if each.made_by is None else each.made_by.name,
            reason=each.reason,
        )
        for each, end in zip(versions, ends, strict=False)
    ]
    first = Told(
        number=1, says=(_("The standard definition."),), since=None, until=ends[-1], by="", reason=""
    )
    return (*made, first)


def _says(version: MetricVersion, *, metric: Metric, reader: Reader) -> tuple[str, ...]:
    told = []
    if version.name:
        told.append(_("It is called “%(name)s”.") % {"name": version.name})
    if version.meaning:
        told.append(_("It means: %(meaning)s.") % {"meaning": version.meaning.rstrip(".")})
    if version.top is not None and metric.top is not None:
        top = number(version.top, reader=reader, decimals=0 if version.top.is_integer() else 2)
        told.append(_("Answers of %(top)s or more count.") % {"top": top})
    if version.clamped:
        told.append(_("Answers outside the scale count as its nearer end."))
    return tuple(told) or (_("The standard definition."),)
