"""How a journey is gone through as a page, or as the part of one: runs in figures, hand-overs, ways."""

from dataclasses import dataclass

from cxstats.estimate import Estimate
from ninefold.engine.instances import Variant
from ninefold.kit.figures import Figure
from ninefold.understand.journey_health.durations import duration_text
from ninefold.understand.journey_health.figures import (
    lasted_figure,
    silence_figure,
    stops_figure,
    ways_figure,
)
from ninefold.understand.journey_health.handover_figures import Crossed, crossed_figure
from ninefold.understand.journey_health.handovers import hand_overs
from ninefold.understand.journey_health.links import comments_link, file_links, journey_link
from ninefold.understand.journey_health.looks import Look, shown
from ninefold.understand.journey_health.runs import Runs, share_of
from ninefold.understand.journey_health.runs_queries import Walked
from ninefold.understand.journey_health.runs_words import ending_text, lasting_text

MOST_STEPS = 12


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way through the journey in the words of the map; `more` steps are left out at its end."""

    steps: tuple[str, ...]
    more: int
    variant: Variant
    share: Estimate
    median: str


@dataclass(frozen=True, kw_only=True)
class RunsPage:
    """Everything the template needs.

    Attributes
    ----------
    known : whether there is any event of the journey at all.
    ending, lasts : how most runs end, how long they take.
    figures, links : by key, with the addresses of their files; no link for who may take nothing away.
    comments : the address of the comments; "" where nobody was asked anything, or may read them.
    map : the address of the map with its scores.
    """

    look: Look
    found: Walked | None
    known: bool
    ending: str
    lasts: str
    ways: tuple[Way, ...]
    figures: dict[str, Figure]
    links: dict[str, dict[str, str]]
    comments: str
    map: str

    @property
    def apart(self) -> bool:
        """Whether nobody came over at some hand-over that enough people had come to."""
        return self.found is not None and any(not each.share.value for each in self.found.passed.values())

    @property
    def runs(self) -> Runs | None:
        """The runs through the journey; None where no event tells of those days."""
        return self.found.runs if self.found else None


def runs_page(*, look: Look, found: Walked | None, takeable: bool = True, readable: bool = True) -> RunsPage:
    """Put into words and figures how a journey is gone through.

    Parameters
    ----------
    takeable : whether figures may be taken away as files.
    readable : whether comments may be read.
    """
    told = found.runs if found else None
    known = found is not None or shown(look).eventful
    figures = _figures(look, found=found) if found and found.runs.n else {}
    return RunsPage(
        look=look,
        found=found,
        known=known,
        ending=ending_text(told) if known else "",
        lasts=lasting_text(told, reader=look.reader) if told else "",
        ways=_ways(look, told=told) if told and told.n else (),
        figures=figures,
        links={key: file_links(look, key=key) for key in figures if takeable},
        comments=comments_link(look) if readable and look.metrics else "",
        map=journey_link(look),
    )


def _names(look: Look) -> dict[str, str]:
    """What the map calls a kind of event."""
    return {name: step.touchpoint.name for step in look.map.steps for name in step.event_names}


def _ways(look: Look, *, told: Runs) -> tuple[Way, ...]:
    names = _names(look)
    return tuple(
        Way(
            steps=tuple(names.get(kind, kind) for kind in way.kinds[:MOST_STEPS]),
            more=max(0, len(way.kinds) - MOST_STEPS),
            variant=way,
            share=share_of(way.n, all_of=told.n or 1),
            median=duration_text(way.median_seconds, reader=look.reader),
        )
        for way in told.variants
    )


def _figures(look: Look, *, found: Walked) -> dict[str, Figure]:
    told, reader, threshold = found.runs, look.reader, look.organisation.threshold
    places = {look.path.places[step.touchpoint.pk]: step.touchpoint.name for step in look.map.steps}
    figures = [
        stops_figure(found=told, names=places, threshold=threshold, reader=reader),
        lasted_figure(found=told, threshold=threshold, reader=reader),
    ]
    if crossed := _crossed(look, found=found):
        figures.append(crossed_figure(found=crossed, threshold=threshold, reader=reader))
    if told.variants:
        figures.append(ways_figure(found=told, names=_names(look), reader=reader))
    if found.silence:
        figures.append(silence_figure(found=found.silence, names=places, threshold=threshold, reader=reader))
    return {figure.key: figure for figure in figures}


def _crossed(look: Look, *, found: Walked) -> list[Crossed]:
    """The hand-overs of which events can tell."""
    return [
        Crossed(over=over, passed=found.passed.get(leg))
        for over in hand_overs(look.map)
        if (leg := over.leg(look.path.places))
    ]
