"""What a table of drivers says in words: never more than its intervals carry."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ninefold.kit.digits import number, percent, span
from ninefold.kit.locales import Reader, isolated
from ninefold.kit.units import PlainUnit, Ranged, interval_text
from ninefold.understand.drivers.table import Analysis, Line, Silence, Table
from ninefold.understand.metrics.registry import Metric

SHARE = PlainUnit(factor=100.0, is_percent=True)
FALSE = 0.05
MOST_NAMED = 3


def headline(*, found: Analysis, reader: Reader) -> str:
    """Say what goes with the outcome most, or that it cannot be told."""
    if found.table is None or found.outcome is None:
        return _nothing(found)
    words = {"outcome": str(found.outcome.name)}
    table = found.table
    if not table.told or table.found.p_value > FALSE:
        return _("Nothing here can be told to go with %(outcome)s.") % words
    leader = leading(table)
    if leader is None:
        return _undecided(table, words=words, reader=reader)
    words |= {"driver": isolated(leader.scale.title)}
    if len(table.lines) == 1:
        return _("“%(driver)s” goes with %(outcome)s.") % words
    if leader in worst(table):
        return (
            _("“%(driver)s” goes with %(outcome)s more than anything else here, and it is done worst.")
            % words
        )
    return _("“%(driver)s” goes with %(outcome)s more than anything else here.") % words


def leading(table: Table) -> Line | None:
    """Find the driver that is first for certain, and not from nothing."""
    return next((line for line in table.told if line.found.rank.low == line.found.rank.high == 1), None)


def worst(table: Table) -> tuple[Line, ...]:
    """Find the one that is done worse than every other, with its whole interval; at most one."""
    lines = table.asked_for
    return tuple(
        line
        for line in lines
        if len(lines) > 1
        and line.done.high is not None
        and all(
            other.done.low is not None and line.done.high < other.done.low
            for other in lines
            if other is not line
        )
    )


def explained(*, table: Table, outcome: Metric, reader: Reader) -> str:
    """Say how much of the differences goes with the drivers together."""
    r2 = table.found.r2
    told = _(
        "Together they go with %(share)s of the differences between the answers to %(outcome)s "
        "(%(range)s); the rest is not in these data."
    )
    return told % {
        "share": percent(r2.value, reader=reader),
        "outcome": str(outcome.name),
        "range": _percents(r2, reader=reader),
    }


def paragraphs(*, table: Table, reader: Reader) -> tuple[str, ...]:
    """Read the table to somebody who has no time for it."""
    said = [
        *_only_one(table, reader=reader),
        *_both_ends(table, reader=reader),
        *_first(table, reader=reader),
        *_weak_but_light(table, reader=reader),
    ]
    said += [*_hollow(table, reader=reader), *_overlapping(table)]
    return tuple(said)


def _nothing(found: Analysis) -> str:
    told = {
        Silence.NO_OUTCOME: _("Nothing has been asked yet that drivers could be set against."),
        Silence.NO_QUESTIONS: _("Nothing else was asked that could go with the outcome."),
        Silence.FEW: _("Too few complete answers to tell drivers apart."),
        Silence.NOBODY_DIFFERS: _("Everybody answered alike, so nothing can go with a difference."),
        Silence.ALIKE: _("Some of these questions were answered exactly alike and cannot be told apart."),
    }
    return told[found.silence or Silence.FEW]


def _undecided(table: Table, *, words: dict[str, str], reader: Reader) -> str:
    """Name what may be first; a rank that is not certain is no order."""
    may = [isolated(line.scale.title) for line in table.lines if line.found.rank.low == 1]
    if len(may) == 2:
        words |= {"driver": may[0], "other": may[1]}
        return _("Which of “%(driver)s” and “%(other)s” goes with %(outcome)s most cannot be told.") % words
    told = ngettext(
        "%(count)s thing goes with %(outcome)s; which of all goes with it most cannot be told.",
        "%(count)s things go with %(outcome)s; which of them most cannot be told.",
        len(table.told),
    )
    return told % (words | {"count": number(len(table.told), reader=reader)})


def _only_one(table: Table, *, reader: Reader) -> list[str]:
    leader = leading(table)
    if leader is None or len(table.lines) < 2:
        return []
    asked = _(
        "If you could ask customers only one thing, ask this: “%(driver)s”. It carries %(share)s of what "
        "goes with the outcome (%(range)s)."
    )
    measured = _(
        "If you could watch only one thing, watch this: “%(driver)s”. It carries %(share)s of what goes "
        "with the outcome (%(range)s)."
    )
    told = measured if leader.performance is None else asked
    return [told % _words(leader, reader=reader)]


def _both_ends(table: Table, *, reader: Reader) -> list[str]:
    """Tell of the first driver what its lowest and its best answers go with, where both can be told."""
    leader = leading(table)
    if leader is None or leader.sides is None:
        return []
    low, best = leader.sides.penalty, leader.sides.reward
    if not (low.high < 0 < best.low):
        return []
    # Of an outcome that is yes or no, all that there is to tell stands behind the first digit.
    decimals = 1 if min(-low.value, best.value) >= 1 else 2
    told = _(
        "Its lowest answers go with %(less)s points less than those between (%(less_range)s), its best with "
        "%(more)s more (%(more_range)s)."
    )
    return [
        told
        % {
            "less": number(-low.value, reader=reader, decimals=decimals),
            "less_range": span(-low.high, -low.low, reader=reader, decimals=decimals),
            "more": number(best.value, reader=reader, decimals=decimals),
            "more_range": span(best.low, best.high, reader=reader, decimals=decimals),
        }
    ]


def _first(table: Table, *, reader: Reader) -> list[str]:
    first = table.first()
    if not first:
        return []
    told = ngettext(
        "Look here first: %(names)s carries more than an equal part and is done worse than the rest on "
        "average.",
        "Look here first: %(names)s each carry more than an equal part and are done worse than the rest on "
        "average.",
        len(first),
    )
    return [told % {"names": _names(first, reader=reader)}]


def _weak_but_light(table: Table, *, reader: Reader) -> list[str]:
    told = _("“%(driver)s” is done worst and carries less than an equal part: %(share)s (%(range)s).")
    return [
        told % _words(line, reader=reader)
        for line in worst(table)
        if line.told and (1.0 if line.found.share.high is None else line.found.share.high) < table.fair_share
    ]


def _hollow(table: Table, *, reader: Reader) -> list[str]:
    hollow = [line for line in table.lines if not line.told]
    if not hollow or len(hollow) == len(table.lines):
        return []
    return [_("Not told from nothing: %(names)s.") % {"names": _names(hollow, reader=reader)}]


def _overlapping(table: Table) -> list[str]:
    if not table.found.overlapping:
        return []
    return [_("Some of these questions say nearly the same; their shares may stand for one another.")]


def _names(lines: Sequence[Line], *, reader: Reader) -> str:
    joined = _("“%(name)s”")
    named = [joined % {"name": isolated(line.scale.title)} for line in lines[:MOST_NAMED]]
    rest = len(lines) - len(named)
    if rest:
        more = ngettext("%(count)s more", "%(count)s more", rest)
        named.append(more % {"count": number(rest, reader=reader)})
    if len(named) < 2:
        return "".join(named)
    return _("%(first)s and %(last)s") % {"first": _(", ").join(named[:-1]), "last": named[-1]}


def _words(line: Line, *, reader: Reader) -> dict[str, str]:
    return {
        "driver": isolated(line.scale.title),
        "share": percent(line.found.share.value, reader=reader),
        "range": _percents(line.found.share, reader=reader),
    }


def _percents(found: Ranged, *, reader: Reader) -> str:
    return interval_text(found, unit=SHARE, reader=reader)
