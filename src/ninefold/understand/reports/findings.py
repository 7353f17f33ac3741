"""What a report says first: the differences that are real, the weakest question, in a few sentences."""

from django.utils.translation import gettext as _

from cxstats.estimate import Verdict
from ninefold.kit.digits import localise, number
from ninefold.kit.locales import Reader, isolated
from ninefold.kit.units import value_text
from ninefold.understand.comparisons.pairs import Change
from ninefold.understand.comparisons.queries import really_changed
from ninefold.understand.metrics.scoring import Score
from ninefold.understand.reports.contents import Report

MOST = {Verdict.WORSE: 3, Verdict.BETTER: 2}


def findings(*, report: Report, items: tuple[Score, ...]) -> tuple[str, ...]:
    """Tell what stands out, and no more than the numbers support.

    Parameters
    ----------
    items : the scores of the other questions, the weakest first.
    """
    if report.numbers is None:
        return ()
    told = _differences(report)
    if not told and report.numbers.family.size:
        told = [_("No group differs from the others by more than chance would make it.")]
    known = [score for score in items if not score.few]
    return (*told, *([_weakest(known[0], reader=report.asked.reader)] if len(known) > 1 else []))


def _differences(report: Report) -> list[str]:
    """The groups that differ from all others, the surest first; those below come before those above."""
    titles = {
        change: each.title
        for each in (report.numbers.breakdowns if report.numbers else ())
        for change in each.changes
    }
    real = really_changed(list(titles))
    return [
        _sentence(change, title=titles[change], reader=report.asked.reader)
        for verdict, most in MOST.items()
        for change in [each for each in real if each.verdict is verdict][:most]
    ]


def _sentence(change: Change, *, title: str, reader: Reader) -> str:
    told = {
        Verdict.WORSE: _(
            "%(metric)s is lower for “%(group)s” than for the others: %(value)s against %(others)s."
        ),
        Verdict.BETTER: _(
            "%(metric)s is higher for “%(group)s” than for the others: %(value)s against %(others)s."
        ),
    }
    name = localise(change.name, reader=reader)
    return told[change.verdict] % {
        "metric": change.metric.name,
        "group": isolated(_("%(dimension)s: %(group)s") % {"dimension": title, "group": name}),
        "value": isolated(value_text(change.now.estimate.value, unit=change.metric, reader=reader)),
        "others": isolated(value_text(change.before.estimate.value, unit=change.metric, reader=reader)),
    }


def _weakest(score: Score, *, reader: Reader) -> str:
    return _("The weakest question is “%(question)s”: %(value)s on a scale of %(low)s to %(high)s.") % {
        "question": isolated(str(score.metric.name)),
        "value": isolated(value_text(score.estimate.value, unit=score.metric, reader=reader)),
        "low": number(score.metric.low, reader=reader),
        "high": number(score.metric.high, reader=reader),
    }
