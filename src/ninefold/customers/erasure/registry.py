"""Every place that may hold what is known of a person, and how a person is taken out of it.

The rooms above cannot be imported here: `site/erased_places.py` names all places, models and folders, and
`tests/customers/erasure/test_registry.py` finds what is named nowhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from ninefold.customers.erasure.choices import Text

if TYPE_CHECKING:  # every process reads this page, and need not load what reads facts
    from ninefold.engine.anonymising import Anonymous
    from ninefold.engine.sought import Sought

Report = Callable[[float], None]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom to erase.

    Attributes
    ----------
    organisation : in which organisation.
    sought : the person, by what the data call them.
    customers : numbers of their rows among the customers, all that were merged.
    """

    organisation: int
    sought: "Sought"
    customers: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """One erasing as each place hears of it: of whom, when, and what may stay.

    Attributes
    ----------
    person : whom to find and to erase.
    at : the present moment, with a time zone.
    anonymous : how rows stay that can stay without the person; None where all of them go.
    report : hears how far the place is, from 0 to 1.
    """

    person: Person
    at: datetime
    anonymous: "Anonymous | None" = None
    report: Report = lambda _share: None


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a place holds of a person: counts by word, and which kinds of columns hold anything."""

    counts: Mapping[str, int]
    fields: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """All of it."""
        return sum(self.counts.values())


class Eraser(Protocol):
    """What a place offers; doing it twice leaves the same, and the second time finds nothing."""

    def find(self, erasing: Erasing, /) -> Held:
        """Say what is there; nothing is changed."""

    def erase(self, erasing: Erasing, /) -> Held:
        """Take the person out, and say what went."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place that may hold what is known of a person.

    Attributes
    ----------
    key : a word of ours, for the certificate.
    title : what a page calls it.
    words : what a page calls each thing that is counted there.
    eraser : where the eraser stands, as "package.module:object"; imported when it is needed.
    models, folders : labels of models, names of folders and files below the data folder, that it answers for.
    """

    key: str
    title: Text
    words: Mapping[str, Text]
    eraser: str
    models: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()

    def opened(self) -> Eraser:
        """Import the eraser.

        Raises
        ------
        AttributeError, ImportError
            When there is nothing at the place.
        """
        module, name = self.eraser.split(":")
        found: Eraser = getattr(import_module(module), name)
        return found


@dataclass(kw_only=True)
class Registry:
    """All places, and what holds nothing of a customer, with the reason."""

    places: list[Place] = field(default_factory=list)
    models_without: dict[str, str] = field(default_factory=dict)
    folders_without: dict[str, str] = field(default_factory=dict)

    def fill(
        self, *, places: tuple[Place, ...], models: Mapping[str, str], folders: Mapping[str, str]
    ) -> None:
        """Name everything at once; `site/wiring.py` does, when a process starts."""
        self.places[:] = places
        self.models_without = dict(models)
        self.folders_without = dict(folders)

    def place(self, key: str) -> Place | None:
        """Give a place by its key; None where there is none any more."""
        return next((place for place in self.places if place.key == key), None)


REGISTRY = Registry()
