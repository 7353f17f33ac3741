"""What follows what: the directly-follows graph of a log of events, its ways through, and its shares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.arguments import require_count
from cxstats.estimate import Estimate
from cxstats.formulas.arrays import as_floats
from cxstats.scores import share

Codes = NDArray[np.intp]
Seconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Step:
    """One activity directly after another within a journey.

    Attributes
    ----------
    before, after : str
        The two activities.
    n, journeys : int
        How often, and in how many journeys.
    seconds : float
        Sum of the times from the one to the other; over `n` it is their mean.

    """

    before: str
    after: str
    n: int
    journeys: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Variant:
    """A way through the journey: its activities in their order, and how many journeys took it."""

    activities: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Follows:
    """The counts of a log.

    Attributes
    ----------
    journeys, events : int
        How many.
    steps : tuple of Step
        In the order of the names.
    starts, ends, visited : mapping of str to int
        Journeys by their first and by their last activity, and those that passed an activity at all.
    variants : tuple of Variant
        The most frequent first, then in the order of the names.
    seconds : array, shape (journeys,)
        Duration of each journey from first to last event, in the order of the cases.

    """

    journeys: int
    events: int
    steps: tuple[Step, ...]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    visited: Mapping[str, int]
    variants: tuple[Variant, ...]
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class StepShare:
    """Of the journeys that passed `before`, the share in which `after` came directly next at least once."""

    before: str
    after: str
    share: Estimate


def directly_follows(*, case: ArrayLike, activity: ArrayLike, time: ArrayLike) -> Follows:
    """Count what follows what.

    Parameters
    ----------
    case : array, shape (n,)
        The journey of each event.
    activity : array of str, shape (n,)
        What happened.
    time : array of float (seconds) or datetime64, shape (n,)
        When. Events of one journey at one time stay in the order given.

    Returns
    -------
    Follows
        Counts only; `step_shares`, `cxstats.categories.categories` (of variants) and
        `cxstats.journeys.durations.duration_quantiles` put limits round them.

    Raises
    ------
    ValueError
        If the arrays are not equally long, there is no event, or a time is missing or infinite.

    References
    ----------
    van der Aalst (2016), Process Mining, Springer, section 5.2 (directly-follows).

    Examples
    --------
    >>> found = directly_follows(case=[1, 1, 2, 2, 2], activity=["ask", "pay", "ask", "ask", "pay"],
    ...                          time=[0, 60, 0, 30, 90])
    >>> [(step.before, step.after, step.n, step.journeys, step.seconds) for step in found.steps]
    [('ask', 'ask', 1, 1, 30.0), ('ask', 'pay', 2, 2, 120.0)]
    >>> [(variant.activities, variant.n) for variant in found.variants]
    [(('ask', 'ask', 'pay'), 1), (('ask', 'pay'), 1)]

    """
    cases, kinds, seconds = _known("case", case), _known("activity", activity), _seconds(time)
    if not len(cases) == len(kinds) == len(seconds):
        lengths = f"{len(cases)}, {len(kinds)} and {len(seconds)}"
        raise ValueError(f"case, activity and time must be equally long, not {lengths}")
    if len(cases) == 0:
        raise ValueError("there is no event: case, activity and time are empty")
    _, of_case = np.unique(cases, return_inverse=True)
    names, of_kind = np.unique(kinds, return_inverse=True)
    order = np.lexsort((seconds, of_case))
    return _counted([str(name) for name in names], of_case[order], of_kind[order], seconds[order])


def step_shares(
    *, steps: Sequence[Step], visited: Mapping[str, int], level: float = 0.95
) -> tuple[StepShare, ...]:
    """Where journeys go next: each step as a share of the journeys that passed its first activity.

    Journeys are counted, not events, since the events of one journey are not independent of one another. A
    journey that passes an activity twice may go two ways from it; the shares can then sum to more than 1.

    Parameters
    ----------
    steps : sequence of Step
        Counted anywhere; `journeys` is used.
    visited : mapping of str to int
        Journeys that passed an activity.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of StepShare
        In the order given, with Wilson's interval.

    Raises
    ------
    ValueError
        If an activity is missing from `visited`, or a step has more journeys than its first activity.

    References
    ----------
    Wilson (1927), JASA 22, 209-212. docs/methods/paths.md.

    Examples
    --------
    >>> found = step_shares(steps=[Step("ask", "pay", 22, 20, 900.0)], visited={"ask": 80, "pay": 20})
    >>> round(found[0].share.value, 4), round(found[0].share.low, 4), round(found[0].share.high, 4)
    (0.25, 0.1681, 0.3548)

    """
    found = []
    for step in steps:
        if step.before not in visited:
            raise ValueError(f"visited does not say how many journeys passed {step.before!r}")
        passed = require_count(name=f"visited[{step.before!r}]", value=visited[step.before])
        of_passed = share(successes=step.journeys, n=passed, level=level)
        found.append(StepShare(step.before, step.after, of_passed))
    return tuple(found)


def _known(name: str, values: ArrayLike) -> NDArray[np.generic]:
    given = np.asarray(values)
    if given.ndim != 1:
        raise ValueError(f"{name} must be one row, not of shape {given.shape!r}")
    missing = [place for place, value in enumerate(given.tolist()) if value is None or _is_nan(value)]
    if missing:
        raise ValueError(f"{name}[{missing[0]}] is missing: leave the event out")
    return given


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _seconds(time: ArrayLike) -> Seconds:
    try:
        given = np.asarray(time)
    except ValueError:  # no row at all: told below
        given = np.empty(0)
    if np.issubdtype(given.dtype, np.datetime64):
        if np.isnat(given).any():
            raise ValueError(
                f"time[{int(np.flatnonzero(np.isnat(given))[0])}] is missing: leave the event out"
            )
        # Exact to the microsecond, and small, so that floats hold it.
        moments = given.astype("datetime64[us]").astype(np.int64)
        return np.asarray((moments - moments.min(initial=np.iinfo(np.int64).max)) / 1e6)
    if given.dtype == object:
        raise ValueError(f"time must be seconds or datetime64, not {type(given.flat[0]).__name__}")
    seconds = as_floats(name="time", values=time)
    if seconds.ndim != 1:
        raise ValueError(f"time must be one row, not of shape {seconds.shape!r}")
    wrong = np.flatnonzero(~np.isfinite(seconds))
    if len(wrong):
        raise ValueError(f"time[{int(wrong[0])}] must be a finite number, not {float(seconds[wrong[0]])!r}")
    return seconds


def _counted(names: Sequence[str], case: Codes, kind: Codes, seconds: Seconds) -> Follows:
    """Count a log that is sorted by case and time."""
    first = np.flatnonzero(np.diff(case, prepend=-1))
    last = np.append(first[1:], len(case)) - 1
    passed = np.unique(np.stack([case, kind]), axis=1)[1]
    return Follows(
        journeys=len(first),
        events=len(case),
        steps=_steps(names, case, kind, seconds),
        starts=_by_name(names, kind[first]),
        ends=_by_name(names, kind[last]),
        visited=_by_name(names, passed),
        variants=_variants(names, np.split(kind, first[1:])),
        seconds=seconds[last] - seconds[first],
    )


def _steps(names: Sequence[str], case: Codes, kind: Codes, seconds: Seconds) -> tuple[Step, ...]:
    within = np.flatnonzero(case[:-1] == case[1:])
    pair = kind[within] * len(names) + kind[within + 1]
    pairs, place, n = np.unique(pair, return_inverse=True, return_counts=True)
    lasted = np.bincount(place, weights=seconds[within + 1] - seconds[within], minlength=len(pairs))
    once = np.unique(np.stack([place, case[within]]), axis=1)[0]
    journeys = np.bincount(once, minlength=len(pairs))
    return tuple(
        Step(names[code // len(names)], names[code % len(names)], int(often), int(some), float(long))
        for code, often, some, long in zip(pairs.tolist(), n, journeys, lasted, strict=True)
    )


def _by_name(names: Sequence[str], kind: Codes) -> dict[str, int]:
    codes, counts = np.unique(kind, return_counts=True)
    return {names[code]: int(count) for code, count in zip(codes, counts, strict=True)}


def _variants(names: Sequence[str], walks: Sequence[Codes]) -> tuple[Variant, ...]:
    counts: dict[tuple[int, ...], int] = {}
    for walk in walks:
        way = tuple(walk.tolist())
        counts[way] = counts.get(way, 0) + 1
    found = [Variant(tuple(names[code] for code in way), n) for way, n in counts.items()]
    return tuple(sorted(found, key=lambda variant: (-variant.n, variant.activities)))
