"""Arguments of the functions of cxstats, each with what may be wrong with it.

`wrong` must be refused; `odd` may be refused or answered, but never by NaN, a warning or another's words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, nan
from typing import Any

import numpy as np

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Argument:
    """One argument: a good value, values to be refused, and values at the edge."""

    good: Any
    wrong: Values
    odd: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A function, its arguments by name, and those of them that hold a row a respondent."""

    function: Callable[..., Any]
    arguments: Mapping[str, Argument]
    rows: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Address of the function."""
        return f"{self.function.__module__}.{self.function.__name__}"

    @property
    def good(self) -> dict[str, Any]:
        """Arguments that are answered."""
        return {name: one.good for name, one in self.arguments.items()}

    def cut(self, n: int) -> dict[str, Any]:
        """The same with n rows alone."""
        return {
            name: value[:n] if name in self.rows and value is not None else value
            for name, value in self.good.items()
        }


def call(function: Callable[..., Any], *, rows: Sequence[str] = (), **arguments: Argument) -> Call:
    """Put one line of the table together."""
    return Call(function, arguments, tuple(rows))


def _with(values: Sequence[float], one: object) -> list[Any]:
    return [*values[:-1], one]


def row(values: Sequence[float], *, gaps: bool = False, dates: bool = False) -> Argument:
    """One row of numbers."""
    wrong: dict[str, Any] = {
        "text": ["often"] * len(values),
        "a word": _with(values, "often"),
        "an infinity": _with(values, inf),
        "one number": 3.0,
        "a table": [list(values)],
        "rows of other lengths": [[1.0], *[[1.0, 2.0]] * (len(values) - 1)],
        "complex numbers": [1j] * len(values),
    }
    if not gaps:
        wrong |= {"a gap": _with(values, nan), "nothing but gaps": [nan] * len(values)}
    if not dates:
        wrong |= {"dates": np.array(["2026-01-01"] * len(values), dtype="datetime64[D]")}
    odd = {"the same everywhere": [values[0]] * len(values), "large": [one * 1e200 for one in values]}
    odd["small"] = [one * 1e-200 for one in values]
    return Argument(list(values), wrong, odd)


def table(values: np.ndarray, *, gaps: bool = False) -> Argument:
    """A row a respondent, a column a question."""
    rows = values.tolist()

    def last(one: object) -> list[list[Any]]:
        return [*rows[:-1], [*rows[-1][:-1], one]]

    wrong: dict[str, Any] = {
        "text": [["often"] * len(rows[0])] * len(rows),
        "a word": last("often"),
        "an infinity": last(inf),
        "one number": 3.0,
        "a cube": [rows],
        "rows of other lengths": [*rows[:-1], rows[-1][:-1]],
        "complex numbers": [[1j] * len(rows[0])] * len(rows),
    }
    if not gaps:
        wrong |= {"a gap": last(nan), "nothing but gaps": np.full(values.shape, nan)}
    same, twice = values.copy(), values.copy()
    same[:, 0] = values[0, 0]
    twice[:, 0] = 2 * values[:, -1]
    odd = {
        "large": values * 1e200,
        "small": values * 1e-200,
        "a column the same everywhere": same,
        "columns that repeat one another": twice,
        "gaps in many": np.where(np.indices(values.shape).sum(axis=0) % 3 == 0, nan, values),
        "nothing but gaps": np.full(values.shape, nan),
        "all the same": np.full_like(values, values[0, 0]),
    }
    return Argument(values, wrong, odd)


def weights(n: int, *, a_batch: bool = False) -> Argument:
    """One weight a row; a batch of rows may weigh nothing."""
    good = [1.0 + place % 3 for place in range(n)]
    wrong = {
        "text": ["heavy"] * n,
        "negative": _with(good, -1.0),
        "an infinity": _with(good, inf),
        "a gap": _with(good, nan),
        "too few": good[:-1],
        "a table": [good],
    }
    odd = {"one row alone": [1.0] + [0.0] * (n - 1), "tiny": [1e-300] * n}
    none = {"all 0": [0.0] * n}
    return Argument(good, wrong if a_batch else wrong | none, odd | none if a_batch else odd)


def counts(values: Sequence[int]) -> Argument:
    """Whole numbers of answers."""
    good = list(values)
    wrong = {
        "text": ["many"] * len(good),
        "negative": _with(good, -1),
        "a half": _with(good, 1.5),
        "an infinity": _with(good, inf),
        "a gap": _with(good, nan),
        "one number": 3,
    }
    return Argument(good, wrong, {"none": [], "all 0": [0] * len(good), "a single one": good[:1]})


def count(value: int, *, least: int = 0) -> Argument:
    """One whole number."""
    wrong = {"text": "many", "a gap": nan, "an infinity": inf, "negative": -1, "a half": 1.5, "a list": [1]}
    return Argument(value, wrong | ({"0": 0} if least else {}), {} if least else {"0": 0})


def number(value: float, *, above: float | None = 0.0, optional: bool = False) -> Argument:
    """One number."""
    wrong = {"text": "much", "a gap": nan, "an infinity": inf, "a list": [1.0]}
    wrong |= {} if optional else {"nothing": None}
    return Argument(value, wrong | ({} if above is None else {"too small": above - 1}))


def part(value: float) -> Argument:
    """A number strictly between 0 and 1."""
    return Argument(
        value, {"text": "95%", "a gap": nan, "an infinity": inf, "0": 0, "1": 1, "95": 95, "nothing": None}
    )


def one_of(value: str) -> Argument:
    """A word of a few."""
    return Argument(value, {"another word": "none such", "a number": 3, "nothing": None})


def labels(values: Sequence[Any], *, blank: bool = False) -> Argument:
    """A label a row; blank ones are taken only where they are but names."""
    good = list(values)
    wrong = {"too few": good[:-1], "one number": 3.0} | ({} if blank else {"no label": [None, *good[1:]]})
    return Argument(good, wrong, {"one group": [good[0]] * len(good)})


def names(values: Sequence[str]) -> Argument:
    """A name a column."""
    good = tuple(values)
    return Argument(good, {"too few": good[:-1], "one twice": (good[0],) * len(good), "none": ()})


def given(value: Any, **odd: Any) -> Argument:
    """Something made by another function, which refuses what is wrong."""
    return Argument(value, {}, odd)
