"""How often each answer of a scale was given, out of sums that are read anyway."""

from dataclasses import replace
from itertools import pairwise

from ninefold.understand.metrics.registry import Kind, Metric
from ninefold.understand.metrics.tallies import Tally


def steps_of(metric: Metric) -> tuple[Metric, ...]:
    """Give what has to be summed: for each answer above the lowest, who gave this one or a higher."""
    answers = range(round(metric.low) + 1, round(metric.high) + 1)
    return tuple(
        replace(metric, slug=f"{metric.slug}_{answer}", kind=Kind.TOP, top=float(answer))
        for answer in answers
    )


def counts_of(found: Tally, *, metric: Metric, place: int = 0) -> tuple[int, ...]:
    """Count each answer, the lowest first; one between two whole answers counts as the lower.

    Parameters
    ----------
    found : sums of `steps_of` the metric.
    place : of which group.
    """
    steps = [found.answers(step.slug, place=place).moments for step in steps_of(metric)]
    from_on = [steps[0].n, *(round(step.s) for step in steps), 0]
    return tuple(lower - higher for lower, higher in pairwise(from_on))
