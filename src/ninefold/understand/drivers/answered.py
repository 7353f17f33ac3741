"""What counts as an answer to a question: a number within its scale."""

from collections.abc import Collection

import narwhals as nw

from ninefold.listen.surveys.queries import Scale


def given(scale: Scale, *, sound: Collection[str] = ()) -> nw.Expr:
    """Say of each row whether it holds an answer; a row without one is no answer, not an unknown one.

    Parameters
    ----------
    sound : columns without an answer outside its scale, of which less need be asked.
    """
    there = ~nw.col(scale.column).is_null()
    if scale.column in sound:
        return there
    return there & nw.col(scale.column).fill_null(scale.low).is_between(scale.low, scale.high)
