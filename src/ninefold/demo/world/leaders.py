"""Eleven leaders over two years: their level of commitment, facts, moves and asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pyarrow as pa

LEVELS: Final = ("Opposer", "Passive", "Toe-dipper", "Supporter", "Champion")
QUARTERS: Final = 8


@dataclass(frozen=True, kw_only=True)
class Leader:
    """A leader and the path of their commitment.

    Attributes
    ----------
    board : an executive on the board.
    barrier : what holds them back.
    levels : 1 to 5, by quarter, oldest first.
    """

    name: str
    role: str
    board: bool
    barrier: str
    levels: tuple[int, ...]


# (name, role, on the board, barrier, levels by quarter)
_LEADERS: Final = (
    ("Marta Vidal", "Chief executive", True, "none named", (4, 4, 4, 5, 5, 5, 5, 5)),
    ("Henrik Aas", "Finance", True, "doubts the value", (1, 1, 2, 2, 2, 2, 3, 3)),
    ("Pavlo Bondar", "Operations", True, "none named", (2, 2, 3, 3, 3, 3, 4, 4)),
    ("Reza Farahani", "Technology", True, "no time", (3, 3, 3, 4, 4, 4, 4, 4)),
    ("Lin Wei", "People", True, "no time", (2, 2, 2, 3, 3, 3, 3, 3)),
    ("Claire Dumont", "Marketing", True, "unsure what to do", (3, 3, 3, 2, 2, 2, 2, 2)),
    ("Stellan Brandt", "Supply chain", True, "conflict with own goals", (1, 1, 1, 1, 1, 1, 1, 1)),
    ("Ingrid Sørlie", "Customer experience", False, "none named", (5, 5, 5, 5, 5, 5, 5, 5)),
    ("Dario Conti", "Depots", False, "no time", (2, 2, 2, 3, 3, 4, 4, 4)),
    ("Hanna Lysenko", "Stores", False, "bad past experience", (2, 2, 2, 2, 3, 3, 3, 4)),
    ("Omid Karimi", "Contact centre", False, "none named", (3, 4, 4, 4, 4, 5, 5, 5)),
)
LEADERS: Final = tuple(
    Leader(name=name, role=role, board=board, barrier=barrier, levels=levels)
    for name, role, board, barrier, levels in _LEADERS
)
# What one can see at each level, and the move that fits:
# peers for 1 and 2, a business case for 3, asks for 4.
FACTS: Final = (
    ("called the data wrong before opening it", "cancelled the review"),
    ("sent a deputy to the review", "did not mention customers at the own meeting"),
    ("lent an analyst for a day a week", "asked for the cost of bad experiences"),
    ("moved money to the pilot", "put a customer goal into the own goals"),
    ("kept the programme in the budget against the plan", "told a customer's story at the all-hands"),
)
MOVES: Final = (
    "a respected peer tells of the own result",
    "a talk with a customer, own unit beside others",
    "a business case on the own goal",
    "a specific ask and a seat in the council",
    "acts as a peer for those who doubt",
)
ASKS: Final = (
    "Sit in an hour of calls",
    "Telephone three customers",
    "Go through one good and one bad answer at the own meeting",
    "Sign the company metric",
    "Open a pilot in the own unit",
    "Remove one named obstacle",
    "Put a customer goal into the own goals",
    "Speak for the programme at the all-hands",
)
_STATES: Final = ("declined", "late", "accepted", "done", "done")


def leaders() -> pa.Table:
    """Give one row a leader."""
    fields = ("name", "role", "board", "barrier")
    return pa.table({name: [getattr(each, name) for each in LEADERS] for name in fields})


def commitment(*, until: date) -> pa.Table:
    """Give one row a leader and quarter: the level as two raters saw it, and the move that fits it."""
    rows = [
        {
            "leader": leader.name,
            "day": day,
            "level": level,
            "label": LEVELS[level - 1],
            "move": MOVES[level - 1],
            "rater": rater,
        }
        for leader in LEADERS
        for day, level in zip(_quarters(until), leader.levels, strict=True)
        for rater in ("Ingrid Sørlie", "Omid Karimi")
        if rater != leader.name
    ]
    return pa.Table.from_pylist(rows)


def facts(*, until: date) -> pa.Table:
    """Give one row a dated fact: two a quarter for each leader, such as their level shows."""
    rows = [
        {"leader": leader.name, "day": day - timedelta(days=9 + 13 * number), "fact": fact, "level": level}
        for leader in LEADERS
        for day, level in zip(_quarters(until), leader.levels, strict=True)
        for number, fact in enumerate(FACTS[level - 1])
    ]
    return pa.Table.from_pylist(rows)


def asks(*, until: date) -> pa.Table:
    """Give one row a request to a leader: the higher the level, the likelier it was done."""
    return pa.Table.from_pylist(list(_asks(until)))


def _asks(until: date) -> Iterator[dict[str, object]]:
    for place, leader in enumerate(LEADERS):
        for quarter, (day, level) in enumerate(zip(_quarters(until), leader.levels, strict=True)):
            what = ASKS[(place + 3 * quarter) % len(ASKS)]
            due = day + timedelta(days=14)
            state = _STATES[level - 1]
            open_still = due > until and state in {"done", "late"}
            yield {
                "leader": leader.name,
                "ask": what,
                "asked": day - timedelta(days=20),
                "due": due,
                "state": "accepted" if open_still else state,
            }


def _quarters(until: date) -> list[date]:
    """Give a day in each of the last eight quarters of a year, the last one the reference day."""
    return [until - timedelta(days=91 * back) for back in range(QUARTERS - 1, -1, -1)]
