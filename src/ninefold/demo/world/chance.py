"""Chance: every part of the model has its own stream, every customer, month and journey its own draws.

Draws are made for all, whether used or not. A change in one part then leaves the others as they are, and a
world run with a planted change differs from the one without by that change alone (common random numbers).
"""

import zlib
from dataclasses import dataclass

import numpy as np

from ninefold.demo.world.parameters import Floats, Whole

SLOTS = 5  # journeys that a customer may begin in a month: three orders, one return, one call for help


@dataclass(frozen=True, kw_only=True)
class Chance:
    """The draws of one world.

    Attributes
    ----------
    seed : of the world.
    customers : for how many customers draws are made.
    """

    seed: int
    customers: int

    def stream(self, part: str, *, month: int = 0) -> np.random.Generator:
        """Give the generator of a part, the same whatever other parts draw."""
        return np.random.Generator(np.random.SFC64([self.seed, zlib.crc32(part.encode()), month]))

    def uniform(self, part: str, *, month: int, where: tuple[Whole, Whole], count: int) -> Floats:
        """Draw `count` uniform numbers for each journey, given by customer and slot."""
        size = (self.customers, SLOTS, count)
        return self.stream(part, month=month).random(size, dtype=np.float32)[where]

    def normal(self, part: str, *, month: int, where: tuple[Whole, Whole], count: int) -> Floats:
        """Draw `count` standard normal numbers for each journey, given by customer and slot."""
        size = (self.customers, SLOTS, count)
        return self.stream(part, month=month).standard_normal(size, dtype=np.float32)[where]


def pick(uniform: Floats, *, shares: tuple[float, ...]) -> Whole:
    """Choose among shares, which need not sum to one, by uniform numbers."""
    edges = np.cumsum(shares) / sum(shares)
    return np.minimum(np.searchsorted(edges, uniform, side="right"), len(shares) - 1).astype(np.int64)
