"""Measures: how the answers of a column become numbers to be summed."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Answers = npt.NDArray[np.float64]
PROMOTER, DETRACTOR = 9.0, 6.0
# A mean on a scale wider than this may have as many values as answers.
WIDE: Final = 20.0


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
    """

    name: str
    column: str
    kind: str
    low: float
    high: float
    top: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in {"nps", "top", "mean", "share"}:
            raise ValueError(f"Measure {self.name} is of no known kind: {self.kind!r}.")
        if (self.kind == "top") != (self.top is not None):
            raise ValueError(f"Measure {self.name} needs `top` if, and only if, its kind is top.")

    @property
    def wide(self) -> bool:
        """Whether the answers may be too many different ones to be counted by value."""
        return self.kind == "mean" and self.high - self.low > WIDE

    def y(self, answer: Answers) -> Answers:
        """Give y for answers within the scale."""
        if self.kind == "nps":
            return (answer >= PROMOTER).astype(np.float64) - (answer <= DETRACTOR)
        if self.kind == "mean":
            return answer
        return (answer >= self.top if self.top is not None else answer > 0).astype(np.float64)


def worth(values: pa.Table, *, measure: Measure, weighted: bool) -> dict[str, npt.NDArray[Any]]:
    """Work out, for every value that was given, what its rows add to each sum.

    Parameters
    ----------
    values : pyarrow.Table
        The measure's column, ``rows`` (how many rows have this value), and where weighted ``nw``, ``w``,
        ``ww`` (how many of them have a positive weight, and the sums of w and w^2).
    measure : Measure
        How an answer becomes y.
    weighted : bool
        Also give the weighted sums.

    Returns
    -------
    dict of numpy.ndarray
        One array a sum, as long as `values`.
    """
    rows = values["rows"].cast(pa.int64()).to_numpy()
    answer = values[measure.column].cast(pa.float64()).to_numpy()
    blank = values[measure.column].is_null().to_numpy()
    inside = ~blank & (answer >= measure.low) & (answer <= measure.high)
    y = np.where(inside, measure.y(answer), 0.0)
    n = np.where(inside, rows, 0)
    parts = {
        "n": n,
        "s": n * y,
        "ss": n * y * y,
        "blank": np.where(blank, rows, 0),
        "outside": np.where(blank | inside, 0, rows),
    }
    if weighted:
        count, w, ww = (np.where(inside, values[name].to_numpy(), 0.0) for name in ("nw", "w", "ww"))
        parts |= {
            "nw": count,
            "w": w,
            "ww": ww,
            "wy": w * y,
            "wyy": w * y * y,
            "wwy": ww * y,
            "wwyy": ww * y * y,
        }
    return parts
