"""What the events tell of a journey: how often it is gone through, which ways, how far, how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxstats.anonymity import hidden
from cxstats.estimate import Estimate, Moments
from cxstats.scores import share_from_moments
from ninefold.engine.event_counts import Counted, Days, Fit
from ninefold.engine.instances import HeldInstances, Stitching, Told, Variant, tell
from ninefold.kit.calendars import Period

SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Stop:
    """The runs that fell silent when a place was the furthest they had reached.

    Attributes
    ----------
    place : along the journey, from 1; 0 for those that reached no place of the map.
    share : of all runs; None where too few people stand behind it.
    """

    place: int
    share: Estimate | None


@dataclass(frozen=True, kw_only=True)
class Runs:
    """How a journey is gone through, in the days shown.

    Attributes
    ----------
    n, events : runs that began in these days, and their events; None where too few people stand behind them.
    closed : whether some kind of event ends the journey; else an end and a break look the same.
    ended, silent, open : shares of the runs; None with `n`. Without an end nothing is said of ended ones.
    seconds : how long runs take, at the `QUANTILES` of the engine.
    ways : how many different ways there are.
    variants : the most frequent ways that enough people took.
    others : runs that took any other way; None where they are too few.
    stops : by place, every place that has events; together they are the silent ones.
    lasted : runs by duration, between the `EDGES` of the engine; None where too few.
    future, loose : events to come, and those without key or day; they count in nothing else.
    """

    n: int | None
    events: int | None
    closed: bool
    ended: Estimate | None
    silent: Estimate | None
    open: Estimate | None
    seconds: tuple[float, ...]
    ways: int
    variants: tuple[Variant, ...]
    others: int | None
    stops: tuple[Stop, ...]
    lasted: tuple[int | None, ...]
    future: int
    loose: int


def runs(*, held: HeldInstances, fit: Fit, by: Stitching, period: Period, threshold: int) -> Runs:
    """Say what the runs that began in a period have in common.

    Parameters
    ----------
    held : the runs of all days.
    fit : which events could be stitched.
    threshold : the fewest people that anything shown may rest on.
    """
    told = tell(held=held, by=by, days=Days(since=period.start, until=period.end), most=SHOWN)
    standing = standing_of(by.places)
    closed = bool(by.rules.ends)
    few = told.people < threshold
    variants, others = _variants(told, threshold=threshold)
    lasted = _counts(told.lasted, threshold=threshold)
    return Runs(
        n=None if few else told.n,
        events=None if few else told.events,
        closed=closed,
        ended=share_of(told.ended, all_of=told.n) if closed and not few else None,
        silent=None if few else share_of(told.silent, all_of=told.n),
        open=None if few else share_of(told.open, all_of=told.n),
        seconds=() if few else told.seconds,
        ways=0 if few else told.ways,
        variants=() if few else variants,
        others=None if few else others,
        stops=() if few else _stops(told, standing=standing, threshold=threshold),
        lasted=() if few else lasted,
        future=fit.future,
        loose=fit.loose,
    )


def volumes_of(
    counted: Mapping[int, Counted], *, places: Mapping[str, int], threshold: int
) -> dict[int, int | None]:
    """Give the events at every place that has kinds of them; None where too few people had them."""
    standing = standing_of(places)
    found = [counted.get(place, Counted(n=0, people=0)) for place in standing]
    return dict(zip(standing, _counts(found, threshold=threshold), strict=True))


def standing_of(places: Mapping[str, int]) -> list[int]:
    """The places along a journey that have kinds of event, in their order."""
    return sorted({place for place in places.values() if place})


def share_of(n: int, *, all_of: int) -> Estimate:
    """Give some of the runs as a share of all of them."""
    return share_from_moments(moments=Moments(n=all_of, s=n, ss=n))


def _counts(found: Sequence[Counted], *, threshold: int) -> tuple[int | None, ...]:
    concealed = hidden(people=[each.people for each in found], threshold=threshold)
    return tuple(None if hide else each.n for each, hide in zip(found, concealed, strict=True))


def _stops(told: Told, *, standing: Sequence[int], threshold: int) -> tuple[Stop, ...]:
    """Where a run may still go on, or has come to its end, it has not broken off."""
    places = [*([0] if 0 in told.left else []), *standing]
    found = [told.left.get(place, Counted(n=0, people=0)) for place in places]
    return tuple(
        Stop(place=place, share=None if count is None else share_of(count, all_of=told.n))
        for place, count in zip(places, _counts(found, threshold=threshold), strict=True)
    )


def _variants(told: Told, *, threshold: int) -> tuple[tuple[Variant, ...], int | None]:
    """Hide the ways that few took; the others together count as one more way."""
    rest = told.n - sum(each.n for each in told.variants)
    # Who took the other ways is not counted; they are at most as many as the runs.
    counts = [
        *(Counted(n=each.n, people=each.people) for each in told.variants),
        Counted(n=rest, people=rest),
    ]
    shown = _counts(counts, threshold=threshold)
    kept = tuple(each for each, count in zip(told.variants, shown, strict=False) if count is not None)
    others = told.n - sum(each.n for each in kept)
    return kept, others
