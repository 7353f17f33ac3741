"""A map as the facts need it: places, names in the data, rules of stitching."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from ninefold.engine.legs import Leg
from ninefold.engine.stitching import Rules
from ninefold.journeys.maps.choices import Key
from ninefold.journeys.maps.queries import JourneyMap
from ninefold.understand.journey_health.handovers import hand_overs


@dataclass(frozen=True, kw_only=True)
class Path:
    """A map as the facts need it.

    Attributes
    ----------
    places : the place of every touchpoint along the journey, from 1, where it stands first.
    answers : the number of a touchpoint by what the answers call it.
    kinds : the place of every kind of event that belongs to the journey; 0 if it only starts or ends it.
    rules : how its events are stitched.
    legs : from which place to which it passes from one department to another, where events tell of both.
    """

    places: Mapping[int, int]
    answers: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    rules: Rules
    legs: tuple[Leg, ...] = ()

    @property
    def shape(self) -> Hashable:
        """What numbers of the journey depend on."""
        return self.answers, self.kinds, self.rules, self.legs

    @property
    def asked(self) -> dict[str, int]:
        """The places where customers are asked, by what the answers call the touchpoint."""
        return {name: self.places[number] for name, number in self.answers}


def path_of(mapped: JourneyMap) -> Path:
    """Work out what the facts need to know of a map."""
    places: dict[int, int] = {}
    for step in mapped.steps:
        places.setdefault(step.touchpoint.pk, len(places) + 1)
    journey = mapped.journey
    kinds = dict.fromkeys([*journey.starts, *journey.ends], 0) if places else {}
    for step in mapped.steps:
        kinds |= dict.fromkeys(step.event_names, places[step.touchpoint.pk])
    answers = {name: step.touchpoint.pk for step in mapped.steps for name in step.feedback_names}
    return Path(
        places=places,
        answers=tuple(sorted(answers.items())),
        kinds=tuple(sorted(kinds.items())),
        rules=Rules(
            key="case" if journey.key == Key.CASE else "customer",
            starts=tuple(journey.starts),
            ends=tuple(journey.ends),
            timeout_days=journey.timeout_days,
        ),
        legs=tuple(sorted({leg for each in hand_overs(mapped) if (leg := each.leg(places))})),
    )
