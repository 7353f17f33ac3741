"""The versions of a definition: the standard one is the first, those of the organisation follow."""

from collections.abc import Mapping
from dataclasses import replace

from ninefold.people.organisations.models import Organisation
from ninefold.understand.metrics.models import MetricVersion
from ninefold.understand.metrics.registry import Metric, answers_from

VERSION = "version"
# More than anybody makes, and less than a database can hold.
_MOST = 1_000_000


class NoSuchVersion(LookupError):
    """Somebody asks for a version of a definition that there never was."""


def asked_version(query: Mapping[str, str]) -> int | None:
    """Read which version an address asks for; None is the one that holds now.

    What is no number asks for version 0, which never was: the one that holds now must not pass for it.
    """
    text = query.get(VERSION, "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def version_of(*, organisation: Organisation, slug: str, number: int) -> MetricVersion | None:
    """Find one version of a definition; None is the standard one, version 1.

    Raises
    ------
    NoSuchVersion
        If there never was one of this number.
    """
    if number == 1:
        return None
    known = MetricVersion.objects.for_organisation(organisation)
    found = known.filter(slug=slug, number=number).first() if 1 < number < _MOST else None
    if found is None:
        raise NoSuchVersion(f"There is no version {number} of {slug}.")
    return found


def versions_of(*, organisation: Organisation, slug: str | None = None) -> list[MetricVersion]:
    """List the versions that an organisation has made, of one metric or of all, the latest first."""
    known = MetricVersion.objects.for_organisation(organisation).select_related("made_by")
    return list((known if slug is None else known.filter(slug=slug)).order_by("slug", "-number"))


def defined(metric: Metric, *, definition: MetricVersion | None) -> Metric:
    """Give a metric as a version defines it; None leaves it as the standard does."""
    if definition is None:
        return metric
    top = metric.top if definition.top is None or metric.top is None else definition.top
    counted = answers_from(top) if top is not None and top != metric.top else metric.meaning
    return replace(
        metric,
        name=definition.name or metric.name,
        meaning=definition.meaning or counted,
        top=top,
        clamped=definition.clamped,
        version=definition.number,
    )
