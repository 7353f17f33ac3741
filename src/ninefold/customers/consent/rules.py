"""What may be done, given what a customer said: nothing without a word, and the stricter word in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ninefold.customers.consent.choices import Channel, Purpose, State

Cell = tuple[str, str]
CHANNELS = tuple(channel for channel in Channel if channel is not Channel.ANY)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a customer said last to one purpose and channel.

    Attributes
    ----------
    by : number of the member who noted it; None for a file.
    merge : number of the merge that decided it; None where the customer said it.
    """

    state: str
    at: datetime
    source: str = ""
    by: int | None = None
    merge: int | None = None


Words = Mapping[Cell, Said]


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One purpose and channel to which two customers said different things."""

    purpose: Purpose
    channel: Channel
    kept: Said
    absorbed: Said

    @property
    def cell(self) -> Cell:
        """Purpose and channel."""
        return self.purpose, self.channel

    @property
    def stricter(self) -> State:
        """The word that stands unless somebody decides otherwise."""
        return State(stricter(self.kept, self.absorbed).state)


def stricter(one: Said, other: Said) -> Said:
    """Give the word that allows less; of two that allow as much, the later."""
    both = sorted((one, other), key=lambda said: said.at)
    return next((said for said in reversed(both) if said.state != State.GIVEN), both[-1])


def standing(words: Words, *, purpose: str, channel: str) -> Said | None:
    """Give the word that counts for a purpose and a channel.

    What was said to the channel itself counts before what was said to any way, unless the latter came later
    and takes consent away.

    Returns
    -------
    Said or None
        None where the customer said nothing, which allows nothing.
    """
    own, general = words.get((purpose, channel)), words.get((purpose, Channel.ANY))
    if own is None or general is None:
        return own or general
    return general if general.state != State.GIVEN and general.at > own.at else own


def allowed(words: Words, *, purpose: str, channel: str) -> bool:
    """Tell whether a customer agreed to a purpose by a channel."""
    said = standing(words, purpose=purpose, channel=channel)
    return said is not None and said.state == State.GIVEN


def conflicts(kept: Words, absorbed: Words) -> tuple[Conflict, ...]:
    """Find every purpose and channel that one of two agreed to and the other did not.

    Who said nothing contradicts nobody. A channel is named by itself only where one of them spoke of it.
    """
    found = []
    for purpose in Purpose:
        for channel in Channel:
            cell = (purpose, channel)
            if channel is not Channel.ANY and cell not in kept and cell not in absorbed:
                continue
            one = standing(kept, purpose=purpose, channel=channel)
            other = standing(absorbed, purpose=purpose, channel=channel)
            if one and other and (one.state == State.GIVEN) != (other.state == State.GIVEN):
                found.append(Conflict(purpose=purpose, channel=channel, kept=one, absorbed=other))
    return tuple(found)
