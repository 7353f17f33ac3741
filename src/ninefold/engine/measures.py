"""Measures: how the answers of a column become numbers to be summed."""

import math
from dataclasses import dataclass
from typing import Final

import narwhals as nw

PROMOTER, DETRACTOR = 9.0, 6.0
KINDS: Final = frozenset({"nps", "top", "mean", "share"})


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How the answers of one column become a number y to be summed.

    Attributes
    ----------
    name : prefix of its columns in the result.
    column : the column of the facts.
    kind : "nps" (y is +1 from 9 on, -1 up to 6, else 0), "top" (y is 1 from `top` on, else 0), "share" (y is
        1 for any answer above 0, else 0), "mean" (y is the answer).
    low, high : answers outside of these are left out, and counted as outside.
    top : the lowest answer that counts, for kind "top".
    clamped : answers outside are not left out but taken for the nearer end.
    """

    name: str
    column: str
    kind: str
    low: float
    high: float
    top: float | None = None
    clamped: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Measure {self.name} is of no known kind: {self.kind!r}.")
        if (self.kind == "top") != (self.top is not None):
            raise ValueError(f"Measure {self.name} needs `top` if, and only if, its kind is top.")

    @property
    def squares_alike(self) -> bool:
        """Whether y^2 is y, so that its sum need not be taken."""
        return self.kind in {"top", "share"}

    @property
    def scale(self) -> "Scale":
        """What decides which answers count."""
        if self.clamped:
            return Scale(column=self.column, low=-math.inf, high=math.inf)
        return Scale(column=self.column, low=self.low, high=self.high)

    def y(self, *, sound: bool) -> nw.Expr:
        """Give y of the answers within the scale, empty elsewhere; `sound` says that all are within."""
        if self.squares_alike:
            return self.met(sound=sound).cast(nw.Float64())
        answer = self._answer(sound=sound)
        if self.kind == "nps":
            return (answer >= PROMOTER).cast(nw.Float64()) - (answer <= DETRACTOR).cast(nw.Float64())
        number = answer.cast(nw.Float64())
        return self._at_ends(number) if self.clamped and not sound else number

    def met(self, *, sound: bool) -> nw.Expr:
        """Say of the answers within the scale whether they count, for "top" and "share"; empty elsewhere."""
        answer = self._answer(sound=sound)
        return answer > 0 if self.top is None else answer >= self.top

    def _answer(self, *, sound: bool) -> nw.Expr:
        given = nw.col(self.column)
        return given if sound else nw.when(self.scale.inside()).then(given)

    def _at_ends(self, answer: nw.Expr) -> nw.Expr:
        """Take answers outside for the nearer end; shares and NPS ask only on which side an answer lies."""
        raised = nw.when(answer < self.low).then(nw.lit(self.low)).otherwise(answer)
        return nw.when(answer > self.high).then(nw.lit(self.high)).otherwise(raised)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The answers of a column that count: those from `low` to `high`."""

    column: str
    low: float
    high: float

    def inside(self) -> nw.Expr:
        """Test whether a row has such an answer."""
        return nw.col(self.column).is_between(self.low, self.high)

    def weight(self) -> nw.Expr:
        """Give the weight of such answers, empty where it is not positive."""
        return nw.when(self.inside() & (nw.col("weight") > 0)).then(nw.col("weight"))
