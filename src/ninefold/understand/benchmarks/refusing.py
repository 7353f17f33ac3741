"""Why a metric cannot be held against a set, and what would make it comparable."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.understand.benchmarks.beside import Beside
from ninefold.understand.benchmarks.choices import Method, SetKind
from ninefold.understand.benchmarks.comparing import Held
from ninefold.understand.benchmarks.countries import WORLD, country_name, country_of
from ninefold.understand.benchmarks.rules import Fit
from ninefold.understand.benchmarks.wording import end_words
from ninefold.understand.metrics.registry import Metric

FAR_APART: Final = 24  # months


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One reason against a comparison, and its cure."""

    why: str
    cure: str


def refusals(held: Held, *, reader: Reader) -> tuple[Refusal, ...]:
    """Tell every reason why nothing is compared; none where it may be."""
    if held.metric is None or held.fit is None:
        return ()
    found = []
    if not held.fit.kind:
        found.append(_of_kind(held, metric=held.metric))
    if not held.fit.scale:
        found.append(_of_scale(held, metric=held.metric, reader=reader))
    elif not held.fit.top:
        found.append(_of_top(held, metric=held.metric, reader=reader))
    if not held.fit.method:
        found.append(_of_method(held))
    return tuple(found)


def _of_kind(held: Held, *, metric: Metric) -> Refusal:
    told = {
        "theirs": SetKind(held.benchmark.kind).label,
        "yours": SetKind(metric.kind.value).label,
    }
    return Refusal(
        why=_(
            "Their figures are of the kind “%(theirs)s”, yours of the kind “%(yours)s”: two numbers "
            "that mean different things."
        )
        % told,
        cure=_("Choose a metric of the kind “%(theirs)s”, or bring a set of the kind “%(yours)s”.") % told,
    )


def _of_scale(held: Held, *, metric: Metric, reader: Reader) -> Refusal:
    told = {
        "their_low": end_words(held.benchmark.low, reader=reader),
        "their_high": end_words(held.benchmark.high, reader=reader),
        "low": end_words(metric.low, reader=reader),
        "high": end_words(metric.high, reader=reader),
    }
    why = {
        SetKind.MEAN: _(
            "They ask %(their_low)s to %(their_high)s, you ask %(low)s to %(high)s: a mean of one "
            "scale is not a mean of the other."
        ),
        SetKind.TOP: _(
            "They ask %(their_low)s to %(their_high)s, you ask %(low)s to %(high)s: a share of one "
            "scale is not a share of the other."
        ),
    }
    other = _("They ask %(their_low)s to %(their_high)s, you ask %(low)s to %(high)s: one is not the other.")
    return Refusal(
        why=why.get(SetKind(held.benchmark.kind), other) % told,
        cure=_(
            "Ask the question from %(their_low)s to %(their_high)s in one of your surveys, or bring a "
            "set that asks %(low)s to %(high)s."
        )
        % told,
    )


def _of_top(held: Held, *, metric: Metric, reader: Reader) -> Refusal:
    told = {
        "theirs": end_words(held.benchmark.top or 0.0, reader=reader),
        "yours": end_words(metric.top or 0.0, reader=reader),
    }
    return Refusal(
        why=_(
            "They count answers of %(theirs)s and above, you count %(yours)s and above: the shares "
            "are not of the same answers."
        )
        % told,
        cure=_("Bring a set that counts answers of %(yours)s and above.") % told,
    )


def _of_method(held: Held) -> Refusal:
    told = {"theirs": Method(held.benchmark.method).label, "yours": Method(held.method).label}
    return Refusal(
        why=_(
            "Their answers were collected otherwise than yours (theirs: %(theirs)s; yours: "
            "%(yours)s): people answer one way otherwise than another, by as much as many real "
            "differences."
        )
        % told,
        cure=_(
            "Narrow the page down to a survey that is asked as theirs, or bring a set that was asked "
            "as yours."
        )
        % told,
    )


def forbidden(held: Held, *, reader: Reader) -> tuple[str, ...]:
    """Tell what is not stated, and what that forbids."""
    found = []
    fit: Fit | None = held.fit
    if fit is not None and fit.comparable and not fit.known:
        found += _unknown_method(held)
    if not held.benchmark.question:
        found.append(_("Their question is not stated: whether it means the same as yours nobody can tell."))
    if not held.benchmark.licence:
        found.append(_("Their licence is not stated: ask the source before you pass these figures on."))
    bare = sum(not row.ranged for row in held.found.rows)
    if bare:
        found.append(_unranged(bare, of=held.found.rows, reader=reader))
    return tuple(found)


def _unknown_method(held: Held) -> list[str]:
    found = []
    if not held.benchmark.method:
        found.append(
            _(
                "How their answers were collected is not stated: a difference could be one of asking, so "
                "none is judged."
            )
        )
    if not held.method:
        found.append(
            _(
                "How your own answers are collected is not stated: a difference could be one of asking, "
                "so none is judged."
            )
        )
    return found


def _unranged(bare: int, *, of: tuple[Beside, ...], reader: Reader) -> str:
    told = ngettext(
        "%(count)s of %(total)s figures has no stated uncertainty: how far it is from yours has no interval.",
        "%(count)s of %(total)s figures have no stated uncertainty: "
        "how far they are from yours has no interval.",
        bare,
    )
    return told % {"count": number(bare, reader=reader), "total": number(len(of), reader=reader)}


def warnings(held: Held, *, time_zone: str, reader: Reader) -> tuple[str, ...]:
    """Tell what a reader must know beside the number, though it forbids nothing."""
    if held.fit is None or not held.fit.comparable:
        return ()
    return (*_far(held, reader=reader), *_abroad(held, time_zone=time_zone, reader=reader), *_mixed(held))


def _far(held: Held, *, reader: Reader) -> list[str]:
    months = held.months_apart
    if months <= FAR_APART:
        return []
    told = ngettext(
        "%(count)s month lies between their period and yours: what has changed since is in the difference.",
        "%(count)s months lie between their period and yours: what has changed since is in the difference.",
        months,
    )
    return [told % {"count": number(months, reader=reader)}]


def _abroad(held: Held, *, time_zone: str, reader: Reader) -> list[str]:
    home = country_of(time_zone)
    theirs = held.benchmark.country
    if not theirs:
        return [_("Their country is not stated: people of different countries use a scale differently.")]
    if theirs in (home, WORLD) or not home:
        return []
    told = _(
        "Their figures are of %(theirs)s, your organisation is in %(home)s: people of different "
        "countries use a scale differently."
    )
    names = {"theirs": country_name(theirs, reader=reader), "home": country_name(home, reader=reader)}
    return [told % names]


def _mixed(held: Held) -> list[str]:
    if held.method != Method.MIXED:
        return []
    return [_("Both were collected in several ways; the mixture need not be the same.")]
