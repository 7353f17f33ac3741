"""Which questions were answered together: in one reading, how many answers hold which of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_

import narwhals as nw

from ninefold.engine.facts import Frame
from ninefold.listen.surveys.queries import Scale
from ninefold.understand.drivers.answered import given

MOST = 40
"""More questions than these are not told apart: a pattern is one whole number of 64 bits."""

MOSTLY = 2 / 3
"""Of those who answered one question, so many must have answered another that is set beside it."""

_CODE, _ROWS = "together", "rows"


@dataclass(frozen=True, kw_only=True)
class Together:
    """How many answers hold which of some questions.

    Attributes
    ----------
    columns : the questions.
    rows : answers by pattern; bit j is set where question j was answered.
    share : of all answers these are about so many.
    """

    columns: tuple[str, ...]
    rows: Mapping[int, int]
    share: float = 1.0

    @property
    def all(self) -> int:
        """Answers in all."""
        return sum(self.rows.values())

    def with_all(self, columns: Sequence[str]) -> int:
        """Count the answers that hold every one of these."""
        wanted = reduce(or_, (1 << self.columns.index(name) for name in columns), 0)
        return sum(rows for pattern, rows in self.rows.items() if pattern & wanted == wanted)

    def around(self, seed: str = "", *, among: Sequence[str] | None = None) -> tuple[str, ...]:
        """Choose a question and those that most who answered it answered too.

        A question that few of them were asked would leave few complete answers; whether they skipped it or
        never came to its touchpoint is not known.

        Parameters
        ----------
        seed : the question; without one, that which most answered.
        among : the columns that may be chosen; all of them if not given.

        Returns
        -------
        In the order of the questions; none where nobody answered any.
        """
        columns = self.columns if among is None else tuple(name for name in self.columns if name in among)
        most = seed if seed in columns else max(columns, key=self._count, default=None)
        if most is None or not (base := self._count(most)):
            return ()
        return tuple(name for name in columns if self.with_all((most, name)) >= MOSTLY * base)

    def _count(self, column: str) -> int:
        return self.with_all((column,))


def together(*, frame: Frame, scales: Sequence[Scale], sound: Collection[str] = ()) -> Together:
    """Count which questions were answered together.

    Parameters
    ----------
    frame : the answers, already filtered.
    scales : the questions, at most `MOST` of them; numbers outside their scales are no answers.
    sound : columns without an answer outside its scale.

    Raises
    ------
    ValueError
        If there are more questions than `MOST`.
    """
    if not scales:
        return Together(columns=(), rows={})
    counted = (
        frame.with_columns(pattern(scales=scales, sound=sound).alias(_CODE))
        .group_by(_CODE)
        .agg(nw.len().alias(_ROWS))
        .collect()
        .to_dict(as_series=False)
    )
    return counted_together(scales=scales, rows=dict(zip(counted[_CODE], counted[_ROWS], strict=True)))


def counted_together(*, scales: Sequence[Scale], rows: Mapping[int, int], share: float = 1.0) -> Together:
    """Take what was counted by pattern."""
    columns = tuple(scale.column for scale in scales)
    return Together(columns=columns, rows={int(code): int(n) for code, n in rows.items()}, share=share)


def pattern(*, scales: Sequence[Scale], sound: Collection[str] = ()) -> nw.Expr:
    """Tell which questions an answer holds, as one whole number.

    Raises
    ------
    ValueError
        If there are more questions than `MOST`, or none.
    """
    if not 0 < len(scales) <= MOST:
        raise ValueError(f"1 to {MOST} questions are told apart, not {len(scales)}.")
    bits = [given(scale, sound=sound).cast(nw.Int64()) * (1 << place) for place, scale in enumerate(scales)]
    return reduce(add, bits)
