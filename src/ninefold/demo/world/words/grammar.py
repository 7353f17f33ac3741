"""What a language brings to the demo's comments: clauses by topic and sentiment, and how people join them."""

from collections.abc import Mapping
from dataclasses import dataclass

Clauses = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """The words of one language.

    Clauses begin small and end without a stop; ``{p}``, ``{d}``, ``{m}`` are slots.

    Attributes
    ----------
    praise, blame : clauses by topic (the name of an item).
    irony : what sounds like praise and is none, by topic.
    neutral : comments without a topic.
    empty : what people type when they must type something.
    begging : staff asked for a ten.
    openers, closers : said before and after strong praise (first) and strong blame (second).
    but, also : what joins two clauses of different and of the same sentiment.
    order : how a comment names an order, with ``{code}``.
    slots : things, stretches of days, stretches of minutes.
    stop, comma : punctuation.
    slips : how people misspell and mistype: from, to.
    keyboard : such a slip is the keyboard's, and runs through the whole comment.
    capitals : sentences begin with a capital letter.
    swaps : fingers swap neighbouring letters.
    customer, agent : who speaks in a transcript.
    greeting, helped, not_helped, thanks, sigh : what is said there.
    """

    praise: Clauses
    blame: Clauses
    irony: Clauses
    neutral: tuple[str, ...]
    empty: tuple[str, ...]
    begging: tuple[str, ...]
    openers: tuple[tuple[str, ...], tuple[str, ...]]
    closers: tuple[tuple[str, ...], tuple[str, ...]]
    but: tuple[str, ...]
    also: tuple[str, ...]
    order: tuple[str, ...]
    slots: Clauses
    stop: str = "."
    comma: str = ", "
    slips: tuple[tuple[str, str], ...] = ()
    keyboard: bool = False
    capitals: bool = False
    swaps: bool = False
    customer: str
    agent: str
    greeting: tuple[str, ...]
    helped: tuple[str, ...]
    not_helped: tuple[str, ...]
    thanks: tuple[str, ...]
    sigh: tuple[str, ...]
