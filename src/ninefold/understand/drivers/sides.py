"""What the lowest and the best answers to each driver go with, against those between."""

from collections.abc import Sequence
from typing import Final

from cxstats.drivers.contrasts import Contrast
from cxstats.drivers.gram import Gram
from cxstats.drivers.penalty_reward import penalty_reward_from_gram
from ninefold.engine.grams import Ends

FEWEST_SIDE: Final = 30
"""So many must have answered low, best and between: fewer would lie in too few of the blocks."""


def both_sides(gram: Gram | None, *, ends: Sequence[Ends]) -> dict[str, Contrast]:
    """Hold the lowest and best answers against those between; a question that few answered so is left out.

    Parameters
    ----------
    gram : cross products of the ends, as `engine.together` reads them; None without one.
    ends : those of the drivers that have ends, in their order.
    """
    return {} if gram is None or not ends else _contrasts(gram, ends=ends)


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
