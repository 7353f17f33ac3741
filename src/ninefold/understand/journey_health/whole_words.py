"""What the whole against its parts says in words: never more than the looks carry."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cxstats.estimate import Difference, Estimate
from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.kit.units import PlainUnit
from ninefold.understand.journey_health.whole import Looked, Untold, Whole, WholeTold
from ninefold.understand.metrics.registry import Metric

SHARE = PlainUnit(factor=100.0, decimals=1, is_percent=True)
POINTS = PlainUnit(factor=100.0, decimals=1)
MEAN = PlainUnit(decimals=2)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One number of the section: what it is, itself, its unit, and what may be said of it."""

    title: str
    found: Estimate | Difference
    unit: PlainUnit
    n: int
    told: str


def findings(whole: Whole) -> tuple[str, ...]:
    """Say what the looks carry, the whole first, or why nothing is said."""
    if whole.told is None:
        return (_untold(whole.silence or Untold.FEW),)
    return (*_lead(whole.told), _weakest(whole.told), *_failed(whole.told))


def cure(whole: Whole) -> str:
    """Say what to do where nothing is told."""
    told = {
        Untold.NO_OUTCOME: _("Bring in a survey that asks for a recommendation, satisfaction or effort."),
        Untold.NO_PARTS: _("Bring in a survey that also asks about single touchpoints or qualities."),
        Untold.FEW: _("Widen the period or take a filter away."),
        Untold.ALIKE: _("Widen the period or take a filter away."),
    }
    return told[whole.silence] if whole.silence else ""


def basis(told: WholeTold, *, reader: Reader) -> str:
    """Say whose answers these are, and how many looks were taken."""
    said = [
        ngettext(
            "%(people)s person rated all of these, one answer each: %(parts)s.",
            "%(people)s people rated all of these, one answer each: %(parts)s.",
            told.n,
        )
        % {
            "people": number(told.n, reader=reader),
            "parts": _quoted(told.parts),
        },
        ngettext(
            "%(looks)s look here; the chance of any false alarm among them is held to 1 in 20.",
            "%(looks)s looks here; the chance of any false alarm among them is held to 1 in 20.",
            told.family.size,
        )
        % {"looks": number(told.family.size, reader=reader)},
    ]
    if told.blocks < 100:
        said.append(
            ngettext(
                "So that the page stays quick, %(blocks)s of 100 equal parts of all people was read.",
                "So that the page stays quick, %(blocks)s of 100 equal parts of all people were read.",
                told.blocks,
            )
            % {"blocks": number(told.blocks, reader=reader)}
        )
    return " ".join(said)


def foretelling(told: WholeTold) -> tuple[Line, ...]:
    """Set how much of the outcome goes with the whole beside how much goes with its parts."""
    if told.against is None or told.lead is None or told.whole is None:
        return ()
    found, whole = told.against, str(told.whole.name)
    said = {1: _("foretells more"), -1: _("foretells less"), 0: _("cannot be told")}[told.lead.way]
    return (
        Line(title=whole, found=found.journey_r2, unit=SHARE, n=told.n, told=""),
        Line(title=_("Mean of the touchpoints"), found=found.touchpoints_r2, unit=SHARE, n=told.n, told=""),
        Line(
            title=_("%(whole)s less the mean, in points") % {"whole": whole},
            found=told.lead.shown,
            unit=POINTS,
            n=told.n,
            told=said,
        ),
    )


def beyond(told: WholeTold) -> tuple[Line, ...]:
    """Tell what one point more goes with, the mean of the touchpoints being the same."""
    lines = [_point(_("The weakest touchpoint"), told.added.weakest)]
    if told.whole is not None and told.added.whole and told.added.peak_end:
        lines.append(_point(str(told.whole.name), told.added.whole))
        lines.append(_point(_("Peak and end"), told.added.peak_end))
    return tuple(lines)


def scores(told: WholeTold) -> tuple[Line, ...]:
    """Set the score that forgives nothing beside the mean that does."""
    score = told.score
    return (
        Line(title=_("No touchpoint failed"), found=score.unbroken, unit=SHARE, n=score.unbroken.n, told=""),
        Line(
            title=_("The same, if touchpoints failed independently of one another"),
            found=score.if_independent,
            unit=SHARE,
            n=score.if_independent.n,
            told="",
        ),
        Line(title=_("Mean of the touchpoints"), found=score.mean, unit=MEAN, n=score.mean.n, told=""),
    )


def goes_with(way: int) -> str:
    """Say in few words what a look carries."""
    return {1: _("goes with more"), -1: _("goes with less"), 0: _("cannot be told")}[way]


def _point(title: str, looked: Looked) -> Line:
    return Line(title=title, found=looked.shown, unit=MEAN, n=looked.shown.n, told=goes_with(looked.way))


def _lead(told: WholeTold) -> tuple[str, ...]:
    if told.lead is None or told.whole is None:
        return ()
    words = {"whole": str(told.whole.name), "outcome": str(told.outcome.name)}
    said = {
        1: _("%(whole)s, a score of the whole, foretells %(outcome)s better than the mean of its parts."),
        -1: _("The mean of the parts foretells %(outcome)s better than %(whole)s, a score of the whole."),
        0: _("Whether %(whole)s or the mean of the parts foretells %(outcome)s better cannot be told."),
    }
    return (said[told.lead.way] % words,)


def _weakest(told: WholeTold) -> str:
    said = {
        1: _("The weakest touchpoint goes with %(outcome)s beyond the mean of all."),
        -1: _("The mean of all being the same, a better weakest touchpoint goes with a lower %(outcome)s."),
        0: _("Whether the weakest touchpoint goes with %(outcome)s beyond the mean of all cannot be told."),
    }
    return said[told.added.weakest.way] % {"outcome": str(told.outcome.name)}


def _failed(told: WholeTold) -> tuple[str, ...]:
    """Name the failing touchpoints that go with a lower outcome; no test puts them in an order."""
    lower = [each.part for each in told.failing if each.way < 0]
    if not lower:
        return ()
    said = _("A failing of these alone goes with a lower %(outcome)s: %(names)s.")
    return (said % {"outcome": str(told.outcome.name), "names": _quoted(lower)},)


def _quoted(parts: Sequence[Metric]) -> str:
    return _(", ").join(_("“%(name)s”") % {"name": str(each.name)} for each in parts)


def _untold(silence: Untold) -> str:
    told = {
        Untold.NO_OUTCOME: _("Cannot be told: no score of the whole was asked."),
        Untold.NO_PARTS: _("Cannot be told: the whole was not asked together with its touchpoints."),
        Untold.FEW: _("Cannot be told: too few people rated the whole and several touchpoints at once."),
        Untold.ALIKE: _("Cannot be told: the answers are too much alike."),
    }
    return told[silence]
