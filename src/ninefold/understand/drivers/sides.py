"""What the lowest and the best answers to each driver go with, against those between."""

import math
from collections.abc import Sequence
from typing import Final

from cxstats.drivers.contrasts import Contrast
from cxstats.drivers.gram import Gram
from cxstats.drivers.penalty_reward import penalty_reward_from_gram
from ninefold.engine.blocks import BLOCKS
from ninefold.engine.grams import Ends, Wanted
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.drivers.table import ends_of

FEWEST_SIDE: Final = 30
"""So many must have answered low, best and between: fewer would lie in too few of the blocks."""

MOST_ANSWERS: Final = 100_000
FEWEST_BLOCKS: Final = 20
"""What the ends of answers go with is told from so many answers, in so many blocks at least."""


def ends_wanted(*, outcome: Scale, items: Sequence[Scale], n: float) -> Wanted | None:
    """Say what is read of the lowest and best answers; None where no question has such ends.

    Of very many answers those of some blocks of people are enough, which are as good as drawn by lot.

    Parameters
    ----------
    items : the questions among the drivers, held equal to one another.
    n : how many answers are complete, about.
    """
    ends = tuple(each for scale in items if (each := ends_of(scale)) is not None)
    if not ends:
        return None
    blocks = max(FEWEST_BLOCKS, math.ceil(BLOCKS * MOST_ANSWERS / n)) if n else BLOCKS
    columns = (*(each.column for each in ends), outcome.column)
    return Wanted(columns=columns, ends=ends, blocks=min(BLOCKS, blocks))


def both_sides(gram: Gram | None, *, wanted: Wanted | None) -> dict[str, Contrast]:
    """Hold the lowest and best answers against those between; a question that few answered so is left out."""
    return {} if gram is None or wanted is None else _contrasts(gram, ends=wanted.ends)


def _contrasts(gram: Gram, *, ends: Sequence[Ends]) -> dict[str, Contrast]:
    whole = gram.total()
    count = dict(zip(gram.names, whole.sums.tolist(), strict=True))
    enough = [
        each
        for each in ends
        if min(low := count[each.names[0]], best := count[each.names[1]], int(whole.n) - low - best)
        >= FEWEST_SIDE
    ]
    if not enough:
        return {}
    columns = [*(name for each in enough for name in each.names), gram.names[-1]]
    names = [each.column for each in enough]
    try:
        found = penalty_reward_from_gram(gram.select(columns), names=names)
    except ValueError:  # the low answers to one question are those to another
        return {}
    return dict(zip(names, found.items, strict=True))
