"""What happened, told to whoever listens: published in the transaction that made it so, handled after it.

Data goes to the right and imports point to the left; what must travel against the imports travels as an
event. `publish` writes one job per subscriber in the caller's transaction (an outbox): the event is told if
and only if its cause was committed, at least once, and under a key that lets each subscriber see it once.
"""

import dataclasses
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from django.db import connection

from ninefold.kit.jobs import enqueue
from ninefold.kit.jobs.models import Job

Json = str | int | float | bool | list["Json"] | None
_subscribers: dict[type["Event"], list[str]] = {}


class OutsideTransactionError(RuntimeError):
    """Raised when an event is published outside a transaction: a kill could then part it from its cause."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; subclasses are frozen dataclasses, named in the past tense, that carry ids.

    Attributes
    ----------
    organisation
        Whose event it is.
    at
        When it happened.
    key
        Names this happening once and for all, e.g. "import-17": published twice, it is handled once.
    """

    organisation: int
    at: datetime
    key: str


E = TypeVar("E", bound=Event)


def subscribe(event: type[Event], kind: str) -> None:
    """Let every event of this class become a job of this kind; saying it again changes nothing.

    Only `site/wiring.py` calls this, so that the whole traffic is read on one page.
    """
    kinds = _subscribers.setdefault(event, [])
    if kind not in kinds:
        kinds.append(kind)


def subscribers(event: type[Event]) -> tuple[str, ...]:
    """List the kinds of job that hear of this class of events."""
    return tuple(_subscribers.get(event, ()))


def publish(event: Event) -> list[Job]:
    """Write one job per subscriber, in the transaction that caused the event.

    Returns
    -------
    The jobs; those that exist already when the event was published before.

    Raises
    ------
    OutsideTransactionError
        When no transaction is open.
    """
    if not connection.in_atomic_block:
        raise OutsideTransactionError(f"{type(event).__name__} must be published inside a transaction.")
    payload = write(event)
    return [
        enqueue(
            kind=kind,
            payload=payload,
            organisation=event.organisation,
            at=event.at,
            unique_key=f"{type(event).__name__}:{event.key}",
        )
        for kind in subscribers(type(event))
    ]


def write(event: Event) -> dict[str, Json]:
    """Turn an event into JSON: text, numbers, truth values, dates, moments, choices and tuples of them."""
    return {field.name: _plain(getattr(event, field.name)) for field in dataclasses.fields(event)}


def _plain(value: object) -> Json:
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"An event cannot carry a {type(value).__name__}; carry an id instead.")


def read(event: type[E], payload: dict[str, Any]) -> E:
    """Turn the payload of a job back into the event it was.

    Fields the class no longer has are passed over, so that a job from before an upgrade can still be read;
    new fields need a default for the same reason.
    """
    hints = get_type_hints(event)
    known = {field.name for field in dataclasses.fields(event)}
    return event(**{name: _typed(value, hints[name]) for name, value in payload.items() if name in known})


def _typed(value: Any, hint: Any) -> Any:  # any field of any event
    if get_origin(hint) in (Union, UnionType):
        choices = [choice for choice in get_args(hint) if choice is not type(None)]
        return None if value is None else _typed(value, choices[0])
    if get_origin(hint) is tuple:
        return tuple(_typed(item, get_args(hint)[0]) for item in value)
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return value
