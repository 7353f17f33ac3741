"""The table that says which handler runs which kind of job, and what is done regularly."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Protocol

from django.db.models import Q

from ninefold.kit.jobs.choices import Lane
from ninefold.kit.jobs.running import RunningJob

Handler = Callable[[RunningJob], None]


class Upkeep(Protocol):
    """Something short that every worker does by itself now and then; doing it twice must do no harm."""

    def __call__(self, *, at: datetime) -> object:
        """Do it; the answer is not looked at."""


@dataclass(frozen=True, slots=True)
class Late:
    """A handler that is imported when its first job arrives: a worker without work stays small.

    Attributes
    ----------
    place
        Module and function, as "package.module:function".
    """

    place: str

    def __call__(self, job: RunningJob) -> None:
        """Import the handler and run it."""
        self.handler()(job)

    def handler(self) -> Handler:
        """Import the handler.

        Raises
        ------
        AttributeError, ImportError
            When there is nothing at the place.
        """
        module, name = self.place.split(":")
        found: Handler = getattr(import_module(module), name)
        return found


@dataclass(frozen=True, slots=True)
class Regular:
    """A job that is due once in every slot of so many seconds, whatever the number of workers."""

    kind: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Wiring:
    """Every handler and everything regular; `site/wiring.py` fills one, tests fill their own."""

    handlers: dict[str, Handler] = field(default_factory=dict)
    long_kinds: set[str] = field(default_factory=set)
    regulars: list[Regular] = field(default_factory=list)
    upkeep: list[tuple[float, Upkeep]] = field(default_factory=list)

    def handle(self, kind: str, handler: Handler, *, lane: Lane) -> None:
        """Name the handler of a kind of job.

        Parameters
        ----------
        kind
            As given to `enqueue`.
        handler
            Called with a `RunningJob`; must leave the same result when it runs twice.
        lane
            QUICK for what takes a second or so, LONG for imports and the like.

        Raises
        ------
        ValueError
            When the kind has a handler already.
        """
        if kind in self.handlers:
            raise ValueError(f"The kind of job {kind!r} has two handlers.")
        self.handlers[kind] = handler
        if lane is Lane.LONG:
            self.long_kinds.add(kind)

    def every(self, *, seconds: int, kind: str) -> None:
        """Enqueue a job of this kind once in every so many seconds, unless the last one is unfinished.

        Raises
        ------
        ValueError
            When the kind has no handler, or the slot is shorter than a second.
        """
        if kind not in self.handlers:
            raise ValueError(f"The regular job {kind!r} has no handler.")
        if seconds < 1:
            raise ValueError(f"A slot of {seconds} seconds is too short for the regular job {kind!r}.")
        self.regulars.append(Regular(kind=kind, seconds=seconds))

    def keep(self, *, seconds: float, upkeep: Upkeep) -> None:
        """Let every worker do something short at least so many seconds apart, without a job."""
        self.upkeep.append((seconds, upkeep))

    def lane(self, lane: Lane) -> Q:
        """Say which jobs a lane runs; a kind nobody wired goes to the quick one, to fail in sight."""
        long = Q(kind__in=sorted(self.long_kinds))
        return long if lane is Lane.LONG else ~long
