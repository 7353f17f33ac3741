"""Results kept in the memory of a process for as long as what they were made from has not changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.conf import settings

T = TypeVar("T")


@dataclass(frozen=True)
class _Key:
    """Whose result it is and what was asked, with the hash of that moment.

    Texts that are translated when they are shown (the name of a metric) hash as they read in the language of
    the moment: in another one the key would not be found where it lies.
    """

    owner: Hashable
    asked: Hashable
    hashed: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hashed", hash((self.owner, self.asked)))

    def __hash__(self) -> int:
        return self.hashed


_ALL: "WeakSet[Kept[Any]]" = WeakSet()


class Kept(Generic[T]):
    """The latest results, each under what was asked; those of an owner go as soon as its state is another.

    Only what is safe to keep belongs here: numbers, never the words of a customer.

    Parameters
    ----------
    most : int
        How many results are kept, of all owners together; the one unused for longest goes first.

    Examples
    --------
    >>> kept = Kept[int](most=10)
    >>> [kept.get(owner=1, state=state, asked="sum", make=lambda: state * 2) for state in (4, 4, 5)]
    [8, 8, 10]
    """

    def __init__(self, *, most: int) -> None:
        _ALL.add(self)
        self._most = most
        self._lock = Lock()
        self._states: dict[Hashable, Hashable] = {}
        self._found: OrderedDict[_Key, T] = OrderedDict()

    def get(self, *, owner: Hashable, state: Hashable, asked: Hashable, make: Callable[[], T]) -> T:
        """Give the result for what is asked, made now if it is not there.

        Parameters
        ----------
        owner, state : whose result it is, and the state of what it is made from.
        asked : everything else that it depends on.
        make : makes it; of two that ask at once both may.
        """
        if not settings.KEEP_RESULTS:
            return make()
        key = _Key(owner, asked)
        with self._lock:
            if self._states.get(owner) != state:
                self._forget(owner)
                self._states[owner] = state
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            if self._states.get(owner) == state:
                self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._states.clear()
            self._found.clear()

    def _forget(self, owner: Hashable) -> None:
        for key in [each for each in self._found if each.owner == owner]:
            del self._found[key]


def forget_all() -> None:
    """Forget every result in this process, whatever its owner."""
    for each in list(_ALL):
        each.clear()
