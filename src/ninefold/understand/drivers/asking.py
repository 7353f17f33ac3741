"""What a reader of the drivers asks, as it stands in an address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ninefold.kit.unheard import left_out
from ninefold.understand.drivers.table import Analysis

MOST = 40
"""More questions than these are not set against an outcome."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reader asks.

    Attributes
    ----------
    outcome : the column that the drivers are set against.
    seed : a question that must be among the drivers, with those that most who answered it answered too.
    columns : the drivers by name, instead.
    measures : what was measured that is set beside them.
    """

    outcome: str
    seed: str = ""
    columns: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: Mapping[str, str | Sequence[str]]) -> "Asked":
        """Read it from an address; of names that nothing was asked under `unheard` tells.

        Parameters
        ----------
        query : `outcome`, `with` (the seed), `driver` and `measured`, several times or parted by commas.
        """
        lists: Callable[[], Any] = getattr(query, "lists", query.items)
        given = {name: [each] if isinstance(each, str) else list(each) for name, each in lists()}
        return cls(
            outcome=next(iter(given.get("outcome", [])), ""),
            seed=next(iter(given.get("with", [])), ""),
            columns=_parted(given.get("driver", [])),
            measures=_parted(given.get("measured", [])),
        )

    def unheard(self, found: Analysis) -> tuple[str, ...]:
        """Say in a sentence each what was asked for and is not there, so that no table passes for another."""
        asked = {
            "outcome": [self.outcome] if self.outcome else [],
            "with": [self.seed] if self.seed else [],
            "driver": self.columns,
            "measured": self.measures,
        }
        there = {each.scale.column for each in found.candidates}
        known = dict.fromkeys(asked, there) | {"outcome": {each.column for each in found.outcomes}}
        return tuple(
            left_out(name=name, value=value)
            for name, values in asked.items()
            for value in values
            if value not in known[name]
        )

    def to_query(self) -> dict[str, str]:
        """Write it as parameters of an address, the outcome as it was asked."""
        found = {
            "outcome": self.outcome,
            "with": self.seed,
            "driver": ",".join(self.columns),
            "measured": ",".join(self.measures),
        }
        return {name: value for name, value in found.items() if value}


def _parted(given: Sequence[str]) -> tuple[str, ...]:
    """Take names out of an address, each once."""
    names = (part.strip() for each in given for part in each.split(","))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST]
