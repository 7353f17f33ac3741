"""What the lowest and the best answers to each driver go with, against those between."""

import math
from collections.abc import Sequence
from typing import Final

import narwhals as nw

from cxstats.drivers.contrasts import Contrast
from cxstats.drivers.gram import Gram
from cxstats.drivers.penalty_reward import penalty_reward_from_gram
from ninefold.engine.engines import engine
from ninefold.engine.grams import BLOCK, Ends, Wanted, crossed
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.drivers.answered import given
from ninefold.understand.drivers.table import ends_of
from ninefold.understand.metrics.queries import Facts

FEWEST_SIDE: Final = 30
"""So many must have answered low, best and between: fewer would lie in too few of the blocks."""

MOST_ANSWERS: Final = 100_000
FEWEST_BLOCKS: Final = 20
"""What the ends of answers go with is told from so many answers, in so many blocks at least."""


def both_sides(*, facts: Facts, outcome: Scale, items: Sequence[Scale], n: int) -> dict[str, Contrast]:
    """Hold the lowest and best answers against those between; a question that few answered so is left out.

    Of very many answers those of some blocks of people are enough, which are as good as drawn by lot.

    Parameters
    ----------
    facts : the answers that hold the outcome.
    items : the questions among the drivers, held equal to one another.
    n : how many answers are complete.
    """
    ends = [each for scale in items if (each := ends_of(scale)) is not None]
    if not ends:
        return {}
    blocks = max(FEWEST_BLOCKS, math.ceil(100 * MOST_ANSWERS / n))
    complete = [given(scale, sound=facts.sound) for scale in items]
    frame = facts.frame.filter(nw.col(BLOCK) < blocks, *complete)
    wanted = Wanted(columns=(*(each.column for each in ends), outcome.column), ends=tuple(ends))
    crossing = crossed(frame=frame, wanted=wanted, engine=engine()).get(None)
    return {} if crossing is None or not crossing.grams else _contrasts(crossing.grams[0], ends=ends)


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
