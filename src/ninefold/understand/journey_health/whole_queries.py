"""Reading the whole against its touchpoints: one reading of the days shown, of as many people as needed."""

from collections.abc import Mapping

from ninefold.engine.filters import Filter
from ninefold.people.organisations.models import Organisation
from ninefold.understand.journey_health.scores import at_touchpoints
from ninefold.understand.journey_health.sittings import Asked, blocks_for, sittings
from ninefold.understand.journey_health.whole import Untold, Whole, silent, whole_of
from ninefold.understand.metrics.queries import facts_of


def whole_against_parts(
    *, organisation: Organisation, where: Filter, names: Mapping[str, int], asked: Asked, answers: int
) -> Whole:
    """Set the whole against its parts, over the days of a filter.

    Parameters
    ----------
    where : the filter, with its days.
    names : the number of a touchpoint by what the answers call it.
    asked : what can be set beside what.
    answers : about so many are given at these touchpoints; more than can be read quickly are read in part.
    """
    if not asked.outcomes:
        return silent(Untold.NO_OUTCOME)
    if len(asked.parts) < 2:
        return silent(Untold.NO_PARTS)
    if not names or not answers:
        return silent(Untold.FEW)
    facts = facts_of(organisation=organisation, where=where, metrics=asked.all)
    read = sittings(facts=at_touchpoints(facts, names=names), asked=asked, blocks=blocks_for(answers))
    return whole_of(read, threshold=organisation.threshold)
