"""What may be said of groups side by side, in one sentence that the intervals carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cxstats.estimate import Verdict
from ninefold.kit.digits import number
from ninefold.kit.locales import Reader
from ninefold.understand.comparisons.fair import Fair, Look
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.comparisons.standings import Doubt, Standing

NAMED: Final = 3  # so many groups of each kind are named in a title


@dataclass(frozen=True, kw_only=True)
class Told:
    """The groups that really differ, those surest first, and how many were looked at."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    looked: int


def told_of(fair: Fair) -> Told:
    """Find the groups that really differ, from the others or from their past."""
    found = fair.found
    real: Sequence[Standing | Change] = (
        [each for each in found.changes if each.verdict in {Verdict.BETTER, Verdict.WORSE}]
        if found.standings is None
        else found.standings.real
    )
    sure = sorted(real, key=_surety, reverse=True)
    return Told(
        above=tuple(str(row.group) for row in sure if row.verdict is Verdict.BETTER),
        below=tuple(str(row.group) for row in sure if row.verdict is Verdict.WORSE),
        looked=found.family.size,
    )


def finding(fair: Fair, *, reader: Reader) -> str:
    """The title of the page."""
    told = told_of(fair)
    if fair.found.doubt is not Doubt.NONE or not told.looked:
        return _doubtful(fair)
    past = fair.look is Look.BEFORE
    if not told.above and not told.below:
        if past:
            return _("%(metric)s: no real change can be told in any group.") % {"metric": fair.metric.name}
        return _("%(metric)s: no group can be told from the others.") % {"metric": fair.metric.name}
    words = {
        "metric": fair.metric.name,
        "count": number(len(told.above) + len(told.below), reader=reader),
        "all": number(told.looked, reader=reader),
        "names": _named(told, past=past, reader=reader),
    }
    return _changed(told, words) if past else _differing(told, words)


def _differing(told: Told, words: Mapping[str, object]) -> str:
    sentence = ngettext(
        "%(metric)s: %(count)s of %(all)s groups really differs from the others: %(names)s.",
        "%(metric)s: %(count)s of %(all)s groups really differ from the others: %(names)s.",
        len(told.above) + len(told.below),
    )
    return sentence % words


def _changed(told: Told, words: Mapping[str, object]) -> str:
    sentence = ngettext(
        "%(metric)s: %(count)s of %(all)s groups really changed: %(names)s.",
        "%(metric)s: %(count)s of %(all)s groups really changed: %(names)s.",
        len(told.above) + len(told.below),
    )
    return sentence % words


def _doubtful(fair: Fair) -> str:
    if fair.found.doubt is Doubt.HIDDEN:
        return _("Too few answers to show any group.")
    if fair.found.doubt is Doubt.ONE:
        return _("There is only one group to show here, and nothing to hold it against.")
    if fair.found.doubt is Doubt.STAFF:
        return _("Too few members of staff stand here to compare them without pointing at somebody.")
    if fair.found.doubt is Doubt.ALIKE:
        return _("Within every group all gave the same answer, so it cannot be told whether groups differ.")
    if fair.found.doubt is Doubt.THIN:
        return _("With so much held equal, nothing is left by which groups could be told apart.")
    if fair.look is Look.BEFORE and all(each.before.few for each in fair.found.changes):
        return _("There is nothing earlier to hold the groups against.")
    return _("There are too few answers to tell one group from the others.")


def _named(told: Told, *, past: bool, reader: Reader) -> str:
    words = {
        "above": _names(told.above, reader=reader),
        "below": _names(told.below, reader=reader),
    }
    if told.above and told.below:
        if past:
            return _("%(below)s got worse, %(above)s got better") % words
        return _("%(below)s below, %(above)s above") % words
    if told.above:
        return _("%(above)s got better") % words if past else _("%(above)s above") % words
    return _("%(below)s got worse") % words if past else _("%(below)s below") % words


def _names(names: Sequence[str], *, reader: Reader) -> str:
    # Each in its own direction inside a sentence of another one.
    shown = [f"\u2068{name}\u2069" for name in names[:NAMED]]
    if more := len(names) - len(shown):
        text = ngettext("%(count)s more", "%(count)s more", more)
        shown.append(text % {"count": number(more, reader=reader)})
    return format_list(shown, locale=reader.locale)


def _surety(row: Standing | Change) -> float:
    """How far a difference lies from none, in units of its own range."""
    found = row.difference if isinstance(row, Change) else row.others
    if found is None or found.value is None or found.low is None or found.high is None:
        return 0.0
    return abs(found.value) / (found.high - found.low) if found.high > found.low else 0.0
