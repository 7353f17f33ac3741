"""Several sides of the same facts: sides of few groups share one reading, and are added up apart."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import pyarrow as pa

from ninefold.engine.facts import Frame
from ninefold.engine.measures import Measure
from ninefold.engine.summing import Summed

# Groups of a shared reading: with more of them it takes longer than two readings.
MOST: Final = 2_000
EVERYBODY: Final = ""
"""The side on which all rows are one group."""


def sums_by_side(
    *,
    frame: Frame,
    sides: Mapping[str, int],
    measures: Sequence[Measure],
    within: Sequence[str] = (),
    weighted: bool = False,
    sound: Collection[str] = (),
    whole: Sequence[Measure] = (),
) -> dict[str, pa.Table]:
    """Sum the measures by each of several columns.

    Parameters
    ----------
    sides : mapping of str to int
        The columns, and how many groups each has about; that decides what is read together, nothing else.
    within : sequence of str
        Columns of few values, such as the period, by which every side is told apart.
    whole : sequence of Measure
        Summed of all rows beside, in the first of these readings.
    frame, measures, weighted, sound
        As in `aggregates.moments`.

    Returns
    -------
    dict of str to pyarrow.Table
        For each side what `aggregates.moments` gives for it as the last key, after those it is within; where
        anything is summed of all rows, that first, as the side `EVERYBODY`.
    """
    found: dict[str, pa.Table] = {}
    for place, together in enumerate(list(_shared(sides)) or ([[]] if whole else [])):
        beside = () if place else tuple(whole)
        summed = Summed(measures=tuple(dict.fromkeys([*beside, *measures])), weighted=weighted, sound=sound)
        read = summed.read(frame, keys=[*within, *together], floors=True)
        if beside:
            found[EVERYBODY] = summed.table(read, keys=within, floors=True, of=beside)
        for side in together:
            found[side] = summed.table(read, keys=[*within, side], floors=True, of=measures)
    return {side: found[side] for side in (*([EVERYBODY] if whole else []), *sides)}


def _shared(sides: Mapping[str, int]) -> Iterator[list[str]]:
    """Put sides together, the smallest first, for as long as their groups are few."""
    together: list[str] = []
    groups = 1
    for side in sorted(sides, key=lambda side: sides[side]):
        number = sides[side] + 1  # and those who gave none
        if together and groups * number > MOST:
            yield together
            together, groups = [], 1
        together.append(side)
        groups *= number
    if together:
        yield together
