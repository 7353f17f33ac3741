"""What many seeds come to: how many found the truth, how many cried where nothing was, with exact limits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from benchmarks.seeds.record import STORE, WEB, Found

from cxstats.formulas.intervals import normal_quantile
from cxstats.scores import share

BAR: Final = 0.93
NOMINAL: Final = 0.05
JUDGED: Final = ("Buy and receive", "Get help")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question and the seeds that answered it.

    Attributes
    ----------
    hits : seeds in which the truth was found, or in which a look cried.
    others : the seeds in which it did not.
    least : share of seeds that must find it; None where it is told without a bar.
    most : share of seeds that may cry, which the exact interval must reach down to; None as above.
    note : what else must be known.
    """

    question: str
    hits: tuple[int, ...]
    others: tuple[int, ...]
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def limits(self) -> tuple[float, float]:
        """Exact 95 % limits of the share, in per cent."""
        found = share(successes=len(self.hits), n=self.seeds, method="clopper-pearson")
        return 100 * (found.low or 0.0), 100 * (found.high or 0.0)

    @property
    def seeds(self) -> int:
        """How many seeds were looked at."""
        return len(self.hits) + len(self.others)

    @property
    def kept(self) -> bool:
        """Whether it is as it must be."""
        if self.least is not None:
            return len(self.hits) >= self.least * self.seeds
        return self.most is None or self.limits[0] <= 100 * self.most


def rows(found: Sequence[Found], *, truth: Found) -> Iterator[Row]:
    """Give all questions: what must be found, what is told beside it, and silence."""
    for name in JUDGED:
        true = list(truth["orders"][name])
        ordered, held = partial(_ordered, name=name, true=true), partial(_ranks_hold, name=name, true=true)
        yield _row(f"{name}: order of drivers, exactly", found, ordered, least=BAR, note=" > ".join(true))
        yield _row(f"{name}: every true rank within its interval", found, held, least=BAR)
    for name in JUDGED:
        weak = truth["weakest"][name]
        yield _row(
            f"{name}: weak touchpoint", found, partial(_weak, name=name, true=weak), least=BAR, note=weak
        )
    yield from _events(found, truth)
    yield from _beyond(found, truth)
    yield from _silence(found)


def _events(found: Sequence[Found], truth: Found) -> Iterator[Row]:
    late, effect = partial(_month_held, how="chart", truth=truth), truth["pilot"]
    note = f"{truth['depot']}, month {truth['month']}"
    yield _row("Broken month and its depot, within one month", found, late, least=BAR, note=note)
    inside = partial(_inside, what="pilot", true=effect)
    note = f"true {effect:+.2f}; {_spread(found, 'pilot')}"
    yield _row("Pilot: effect in its interval", found, inside, least=BAR, note=note)


def _beyond(found: Sequence[Found], truth: Found) -> Iterator[Row]:
    for name in (WEB, STORE):
        true = list(truth["orders"][name])
        ordered, held = partial(_ordered, name=name, true=true), partial(_ranks_hold, name=name, true=true)
        yield _row(
            f"{name}: order, exactly",
            found,
            ordered,
            note=needed(found, name=name, shares=truth["orders"][name]),
        )
        yield _row(f"{name}: every true rank within its interval", found, held)
    weak = truth["weakest"][STORE]
    none = sum(one["told"]["weakest"][STORE] is None for one in found)
    held = partial(_weak, name=STORE, true=weak)
    yield _row(f"{STORE}: weak touchpoint", found, held, note=f"{weak}; none told in {none}")
    late = partial(_month_held, how="break", truth=truth)
    yield _row("Broken month by change points", found, late)
    yield _row("Price item: break within one month", found, partial(_near, what="price", true=truth["price"]))
    held = partial(_inside, what="price", true=truth["price"])
    yield _row("Price item: true month in the break's range", found, held)
    what = "pilot by customer"
    held = partial(_inside, what=what, true=truth["pilot"])
    yield _row("Pilot: effect in its interval by customers", found, held, note=_spread(found, what))


def _silence(found: Sequence[Found]) -> Iterator[Row]:
    cried = partial(_cried, path=("operations",))
    yield _row("Shuffled: a driver among operations", found, cried, most=NOMINAL)
    for name in (*JUDGED, "Return"):
        for place, what in enumerate(("R2 called real", "a driver")):
            cried = partial(_cried, path=("drivers", name, place))
            yield _row(f"Scores dealt out, {name}: {what}", found, cried, most=NOMINAL)
    for name in JUDGED:
        cried = partial(_cried, path=("weakest", name))
        yield _row(f"Scores dealt out, {name}: a weak touchpoint", found, cried, most=NOMINAL)
    for what, question in (
        ("nps", "NPS breaks"),
        ("price", "price item breaks"),
        ("pilot", "a pilot's effect"),
    ):
        yield _row(f"Shuffled: {question}", found, partial(_cried, path=(what,)), most=NOMINAL)
    stated = float(np.mean([one["silent"]["calm"][1] for one in found]))
    note, cried = f"the charts state {100 * stated:.0f} in 100", partial(_cried, path=("calm", 0))
    yield _row("Calm depots: a month called late", found, cried, most=stated, note=note)


def _row(
    question: str,
    found: Sequence[Found],
    held: Callable[[Found], bool],
    *,
    least: float | None = None,
    most: float | None = None,
    note: str = "",
) -> Row:
    hits = tuple(one["seed"] for one in found if held(one))
    others = tuple(one["seed"] for one in found if one["seed"] not in set(hits))
    return Row(question=question, hits=hits, others=others, least=least, most=most, note=note)


def needed(found: Sequence[Found], *, name: str, shares: Mapping[str, float]) -> str:
    """Say which true neighbours lie closest, in errors of the small companies, and what n parts them."""
    true = list(shares)
    seen = np.array([[one["told"]["drivers"][name]["shares"][item] for item in true] for one in found])
    errors = np.maximum((seen[:, :-1] - seen[:, 1:]).std(axis=0, ddof=1), 1e-12)
    apart = -np.diff(list(shares.values())) / errors
    closest = int(apart.argmin())
    n = float(np.mean([one["told"]["drivers"][name]["n"] for one in found]))
    asked = n * (normal_quantile(level=2 * BAR - 1) / apart[closest]) ** 2
    pair = f"{true[closest]} and {true[closest + 1]}"
    return f"{pair} truly lie {apart[closest]:.1f} errors apart at n = {n:.0f}; the bar asks for {asked:,.0f}"


def _ordered(one: Found, *, name: str, true: Sequence[str]) -> bool:
    shares = one["told"]["drivers"][name]["shares"]
    return sorted(shares, key=lambda item: -shares[item]) == list(true)


def _ranks_hold(one: Found, *, name: str, true: Sequence[str]) -> bool:
    ranks = one["told"]["drivers"][name]["ranks"]
    return set(ranks) == set(true) and all(
        ranks[item][0] <= place <= ranks[item][1] for place, item in enumerate(true, start=1)
    )


def _weak(one: Found, *, name: str, true: str) -> bool:
    return bool(one["told"]["weakest"][name] == true)


def _month_held(one: Found, *, how: str, truth: Found) -> bool:
    alarm = one["told"][how]
    there = alarm["depot"] == truth["depot"] and alarm["month"] is not None
    return bool(there and abs(alarm["month"] - truth["month"]) <= 1)


def _near(one: Found, *, what: str, true: float) -> bool:
    limits = one["told"][what]
    return limits is not None and abs(limits[0] - true) <= 1


def _inside(one: Found, *, what: str, true: float) -> bool:
    """Whether what is true lies in (value, low, high); nothing found holds nothing."""
    _, low, high = one["told"][what] or (None, None, None)
    return low is not None and high is not None and low <= true <= high


def _cried(one: Found, *, path: Sequence[str | int]) -> bool:
    at: Any = one["silent"]
    for key in path:
        at = at[key]
    return bool(at)


def _spread(found: Sequence[Found], what: str) -> str:
    limits = np.array([one["told"][what] for one in found], dtype=np.float64)
    told = int(((limits[:, 1] > 0) | (limits[:, 2] < 0)).sum())
    return f"mean {limits[:, 0].mean():+.2f}, half width {np.diff(limits[:, 1:]).mean() / 2:.2f}, told {told}"
