"""The staff: who they are, what stands in their way, and what they vote for."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from ninefold.demo.world.chance import Chance, pick
from ninefold.demo.world.columns import UNIT_NAMES, days, ids, names
from ninefold.demo.world.company import STAFF, UNITS
from ninefold.demo.world.months import DAY, Months
from ninefold.demo.world.parameters import Doubles, Whole


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What keeps staff from serving customers.

    Attributes
    ----------
    cause : technology, rules, fear, training or other.
    strength : how much it weighs; votes follow it with noise (the planted order).
    units : kinds of units that meet it.
    """

    name: str
    cause: str
    strength: float
    units: tuple[str, ...]


_MEETS_CUSTOMERS: Final = ("store", "depot", "assembly crew", "phone team", "chat team", "web shop")
OBSTACLES: Final = (
    Obstacle(name="Cannot promise a new delivery day", cause="rules", strength=2.4, units=_MEETS_CUSTOMERS),
    Obstacle(
        name="Two systems and no single view of an order",
        cause="technology",
        strength=1.9,
        units=_MEETS_CUSTOMERS,
    ),
    Obstacle(name="Afraid to give goodwill", cause="fear", strength=1.4, units=_MEETS_CUSTOMERS),
    Obstacle(name="No training in assembly claims", cause="training", strength=0.9, units=_MEETS_CUSTOMERS),
    Obstacle(
        name="Stock on the screen is not on the shelf", cause="technology", strength=0.3, units=("store",)
    ),
    Obstacle(name="Refunds need two signatures", cause="rules", strength=0.2, units=("store", "chat team")),
    Obstacle(name="Calls are counted by the hour", cause="rules", strength=0.1, units=("phone team",)),
    Obstacle(
        name="No quiet room for hard calls", cause="other", strength=-0.3, units=("phone team", "chat team")
    ),
    Obstacle(name="Scanners run out of power by noon", cause="technology", strength=-0.4, units=("depot",)),
    Obstacle(
        name="Too few vans on Saturdays", cause="other", strength=-0.5, units=("depot", "assembly crew")
    ),
)
VOTES: Final = 3
_REPORTS: Final = 0.16
_VOTES: Final = 0.45


def staff(*, chance: Chance, months: Months) -> pa.Table:
    """Give one row a member of staff."""
    unit, stream = _units(), chance.stream("staff")
    start = int(months.starts[0])
    hired = start - (stream.gamma(1.5, 1500, unit.size) * DAY).astype(np.int64)
    grade = pick(stream.random(unit.size, dtype=np.float32), shares=(0.9, 0.1))
    return pa.table(
        {
            "staff": ids("S", places=np.arange(unit.size)),
            "unit": names(unit, known=UNIT_NAMES),
            "kind": names(unit, known=[each.kind for each in UNITS]),
            "role": names(grade, known=("front line", "manager")),
            "hired": days(hired),
        }
    )


def obstacles(*, chance: Chance, months: Months) -> pa.Table:
    """Give one row a report of an obstacle; those who are afraid report without a name."""
    unit, stream = _units(), chance.stream("obstacles")
    best = np.argsort(-_wishes(unit, stream), axis=1)[:, 0]
    reports = np.flatnonzero(stream.random(unit.size) < _REPORTS)
    best = best[reports]
    fear = np.array([each.cause == "fear" for each in OBSTACLES])[best]
    unnamed = stream.random(reports.size) < np.where(fear, 0.9, 0.3)
    span = months.end - int(months.starts[12])
    at = int(months.starts[12]) + (stream.random(reports.size) * span).astype(np.int64)
    return pa.table(
        {
            "obstacle": names(best, known=[each.name for each in OBSTACLES]),
            "cause": names(best, known=[each.cause for each in OBSTACLES]),
            "unit": names(unit[reports], known=UNIT_NAMES),
            "staff": ids("S", places=reports, there=~unnamed),
            "reported": days(at),
        }
    )


def votes(*, chance: Chance) -> pa.Table:
    """Give one row a vote: who takes part names what stands most in their way, up to three things."""
    unit, stream = _units(), chance.stream("votes")
    wishes = _wishes(unit, stream)
    ranked = np.argsort(-wishes, axis=1)[:, :VOTES]
    takes_part = stream.random(unit.size) < _VOTES
    rows = np.repeat(np.flatnonzero(takes_part), VOTES)
    chosen = ranked[takes_part].ravel()
    meant = np.isfinite(wishes[rows, chosen])
    rows, chosen = rows[meant], chosen[meant]
    return pa.table(
        {
            "staff": ids("S", places=rows),
            "unit": names(unit[rows], known=UNIT_NAMES),
            "obstacle": names(chosen, known=[each.name for each in OBSTACLES]),
        }
    )


def _units() -> Whole:
    return np.repeat(np.arange(len(UNITS)), STAFF)


def _wishes(unit: Whole, stream: np.random.Generator) -> Doubles:
    """What each member of staff minds: the strength of an obstacle and a taste of their own (Gumbel)."""
    strength = np.array([each.strength for each in OBSTACLES])
    meets = np.array([[kind.kind in each.units for each in OBSTACLES] for kind in UNITS])[unit]
    meets[~meets.any(axis=1), :4] = True  # head office and regions hear of the common ones
    return np.where(meets, strength + stream.gumbel(size=meets.shape), -np.inf)
