"""Where journeys break off, and where customers stay silent."""

from collections.abc import Sequence
from dataclasses import dataclass

from cxstats.estimate import Estimate
from cxstats.formulas.arrays import count_row
from cxstats.scores import share


@dataclass(frozen=True, slots=True)
class Leaving:
    """One place along the journey.

    Attributes
    ----------
    reached : Estimate
        Share of all journeys that came here or further.
    left : Estimate or None
        Share of those that came no further; None at the last place, where the journey is done.

    """

    reached: Estimate
    left: Estimate | None


def drop_off(*, furthest: Sequence[int], level: float = 0.95) -> tuple[Leaving, ...]:
    """Where journeys break off, from how far they came.

    Parameters
    ----------
    furthest : sequence of int, shape (k,)
        How many journeys came as far as each place along the way and no further; the last place is the
        aim. Journeys still under way belong in none: they have not left.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of Leaving, shape (k,)
        Shares with Wilson's interval. Places that nobody reached have shares without value.

    Raises
    ------
    ValueError
        If there are fewer than two places, a count is negative or not whole, or there is no journey.

    References
    ----------
    Wilson (1927), JASA 22, 209-212. docs/methods/leaving.md.

    Examples
    --------
    >>> found = drop_off(furthest=[120, 30, 250])
    >>> [round(place.reached.value, 4) for place in found]
    [1.0, 0.7, 0.625]
    >>> [place.left and round(place.left.value, 4) for place in found]
    [0.3, 0.1071, None]
    >>> round(found[0].left.low, 4), round(found[0].left.high, 4)
    (0.2572, 0.3466)

    """
    counts = count_row(name="furthest", values=furthest)
    if len(counts) < 2:
        raise ValueError(f"a journey that can break off has at least 2 places, not {len(counts)}")
    n = sum(counts)
    if n == 0:
        raise ValueError(f"there is no journey: furthest is {list(furthest)!r}")
    coming = [sum(counts[place:]) for place in range(len(counts))]
    found = [
        Leaving(share(successes=came, n=n, level=level), share(successes=stayed, n=came, level=level))
        for stayed, came in zip(counts[:-1], coming[:-1], strict=True)
    ]
    return (*found, Leaving(share(successes=coming[-1], n=n, level=level), None))


def silence(*, visits: Sequence[int], answered: Sequence[int], level: float = 0.95) -> tuple[Estimate, ...]:
    """Share of the visits to each place of which the customer says nothing.

    Parameters
    ----------
    visits, answered : sequence of int, shape (k,)
        Visits to each place where customers are asked, and those of them with an answer. Visits that may
        still be answered belong in neither.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    tuple of Estimate, shape (k,)
        With Wilson's interval; without value where nobody came.

    Raises
    ------
    ValueError
        If lengths differ, a count is negative or not whole, or there are more answers than visits.

    References
    ----------
    Wilson (1927), JASA 22, 209-212. docs/methods/leaving.md.

    Examples
    --------
    >>> quiet, = silence(visits=[200], answered=[50])
    >>> quiet.value, round(quiet.low, 4), round(quiet.high, 4)
    (0.75, 0.6857, 0.8049)

    """
    came, said = count_row(name="visits", values=visits), count_row(name="answered", values=answered)
    if len(came) != len(said):
        raise ValueError(f"visits and answered must be equally long, not {len(came)} and {len(said)}")
    found = []
    for place, (n, spoke) in enumerate(zip(came, said, strict=True)):
        if spoke > n:
            raise ValueError(f"answered[{place}] must not exceed the {n} visits, but is {spoke}")
        found.append(share(successes=n - spoke, n=n, level=level))
    return tuple(found)
