"""How a journey is gone through in the days shown: stitched once, told for whatever period is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from ninefold.engine.engines import Held, engine
from ninefold.engine.event_counts import Days, Fit, fit_events
from ninefold.engine.facts import Frame
from ninefold.engine.instances import HeldInstances, hold_instances, hold_steps
from ninefold.engine.legs import Leg, hold_reached, tell_legs
from ninefold.engine.visits import hold_visits
from ninefold.kit.calendars import Period
from ninefold.kit.memory import Kept
from ninefold.understand.journey_health.handovers import Passed, passed
from ninefold.understand.journey_health.looks import Look, shown
from ninefold.understand.journey_health.runs import Runs, runs
from ninefold.understand.journey_health.silence import Silent, placed, silence
from ninefold.understand.trends.windows import Window


@dataclass(frozen=True, kw_only=True)
class Walked:
    """How a journey is gone through, in the days shown.

    Attributes
    ----------
    silence : visits without an answer; None where it cannot be told.
    passed : what runs tell of the way between two departments, where enough people came to it.
    """

    window: Window
    runs: Runs
    silence: tuple[Silent, ...] | None
    passed: Mapping[Leg, Passed]


@dataclass(frozen=True, kw_only=True)
class _Stitched:
    """The runs of all days, when they were where, and the visits where customers are asked: nobody's name.

    Attributes
    ----------
    fit : which events could be stitched.
    """

    runs: HeldInstances
    fit: Fit
    visits: Held | None
    reached: Held


_KEPT = Kept[Walked | None](most=32)
# Stitched once for whatever period is asked for; they lie within the memory of the engine.
_STITCHED = Kept[_Stitched](most=4)


def walked(look: Look) -> Walked | None:
    """Tell how a journey is gone through; None where no event of it is known, or nothing of those days."""
    return _KEPT.get(
        owner=look.organisation.pk, state=look.state, asked=look.asked, make=lambda: _walked(look)
    )


def _walked(look: Look) -> Walked | None:
    found, events = shown(look), look.events
    if events is None or found.window is None or not found.eventful:
        return None
    stitched, period = _stitched(look, events=events), found.window.now
    return Walked(
        window=found.window,
        runs=runs(
            held=stitched.runs,
            fit=stitched.fit,
            by=look.by,
            period=period,
            threshold=look.organisation.threshold,
        ),
        silence=_silence(look, found=stitched, period=period),
        passed=_passed(look, found=stitched, period=period),
    )


def _stitched(look: Look, *, events: Frame) -> _Stitched:
    """Stitch once for all periods."""
    return _STITCHED.get(
        owner=look.organisation.pk,
        state=look.state,
        asked=(look.path.kinds, look.path.answers, look.path.rules, look.by.at, look.everywhen),
        make=lambda: _stitch(look, events=events),
    )


def _stitch(look: Look, *, events: Frame) -> _Stitched:
    by, facts = look.by, look.answers
    steps = hold_steps(frame=events, by=by, engine=engine())
    visits = None
    if facts is not None:
        answers = placed(facts.frame, names=look.path.asked, engine=facts.engine)
        visits = hold_visits(steps=steps.frame(), answers=answers, today=by.at.date(), engine=engine())
    return _Stitched(
        runs=hold_instances(steps=steps.frame(), engine=engine()),
        fit=fit_events(frame=events, rules=by.rules, kinds=by.places, at=by.at),
        visits=visits,
        reached=hold_reached(steps=steps.frame(), engine=engine()),
    )


def _passed(look: Look, *, found: _Stitched, period: Period) -> dict[Leg, Passed]:
    told = tell_legs(
        reached=found.reached.frame(),
        instances=found.runs.instances.frame(),
        legs=look.path.legs,
        days=Days(since=period.start, until=period.end),
        engine=engine(),
    )
    return passed(told, threshold=look.organisation.threshold)


def _silence(look: Look, *, found: _Stitched, period: Period) -> tuple[Silent, ...] | None:
    if found.visits is None:
        return None
    return silence(
        held=found.visits.frame(),
        days=Days(since=period.start, until=period.end),
        asked=frozenset(look.path.asked.values()),
        threshold=look.organisation.threshold,
    )
