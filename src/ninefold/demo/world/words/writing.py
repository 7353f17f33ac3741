"""Writing: comments and transcripts put together from a grammar, as people type them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final

from ninefold.demo.world.words.arabic import GRAMMAR as ARABIC
from ninefold.demo.world.words.chinese import GRAMMAR as CHINESE
from ninefold.demo.world.words.english import GRAMMAR as ENGLISH
from ninefold.demo.world.words.grammar import Grammar
from ninefold.demo.world.words.persian import GRAMMAR as PERSIAN
from ninefold.demo.world.words.russian import GRAMMAR as RUSSIAN
from ninefold.demo.world.words.ukrainian import GRAMMAR as UKRAINIAN

GRAMMARS: Final = {
    "en": ENGLISH,
    "fa": PERSIAN,
    "uk": UKRAINIAN,
    "ru": RUSSIAN,
    "ar": ARABIC,
    "zh": CHINESE,
}
_GLAD, _ANGRY, _WRY = ("👍", "😊", "🙏", "❤️"), ("😡", "👎", "😞", "🤦"), ("🙃", "👏")


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that a comment says: the topic, and 1 for praise or -1 for blame."""

    topic: str
    sentiment: int


@dataclass(frozen=True, kw_only=True)
class Written:
    """A comment and what is true of it.

    Attributes
    ----------
    text : as it was typed.
    points : what it says.
    sentiment : "positive", "negative", "mixed" or "neutral".
    ironic : it says the opposite of what it means.
    """

    text: str
    points: tuple[Point, ...]
    sentiment: str
    ironic: bool = False


def write_comment(
    *, language: str, points: Sequence[Point], strong: bool, asked_for_ten: bool, random: Random
) -> Written:
    """Write a comment that makes these points; without points, one that says nothing.

    Parameters
    ----------
    language : a key of `GRAMMARS`.
    points : what to say, at most two.
    strong : feelings run high.
    asked_for_ten : staff asked for a ten, and some say so.
    random : the draws of this comment.
    """
    grammar = GRAMMARS[language]
    if not points:
        return Written(text=_nothing(grammar, random), points=(), sentiment="neutral")
    if asked_for_ten and random.random() < 0.35:
        return Written(
            text=_typed(random.choice(grammar.begging), grammar, random), points=(), sentiment="neutral"
        )
    ironic = len(points) == 1 and points[0].sentiment < 0 and random.random() < 0.05
    if ironic:
        text = _filled(random.choice(grammar.irony[points[0].topic]), grammar, random)
        text = _typed(text, grammar, random) + (f" {random.choice(_WRY)}" if random.random() < 0.3 else "")
    else:
        text = _typed(_joined(points, strong=strong, grammar=grammar, random=random), grammar, random)
        text += _emoji(points, strong=strong, random=random)
    return Written(text=text, points=tuple(points), sentiment=_sentiment(points), ironic=ironic)


def write_transcript(*, language: str, points: Sequence[Point], solved: bool, random: Random) -> Written:
    """Write the transcript of a short call or chat: what was wrong, and whether it was put right."""
    grammar = GRAMMARS[language]
    trouble = _filled(random.choice(grammar.blame[points[0].topic]), grammar, random)
    turns = (
        (grammar.agent, random.choice(grammar.greeting)),
        (grammar.customer, _begin(trouble, grammar) + grammar.stop),
        (grammar.agent, random.choice(grammar.helped if solved else grammar.not_helped)),
        (grammar.customer, random.choice(grammar.thanks if solved else grammar.sigh)),
    )
    text = "\n".join(f"{who}: {what}" for who, what in turns)
    return Written(text=text, points=tuple(points), sentiment="mixed" if solved else "negative")


def _sentiment(points: Sequence[Point]) -> str:
    signs = {point.sentiment for point in points}
    if len(signs) > 1:
        return "mixed"
    return "positive" if 1 in signs else "negative"


def _nothing(grammar: Grammar, random: Random) -> str:
    if random.random() < 0.3:
        return random.choice(grammar.empty)
    return _typed(random.choice(grammar.neutral), grammar, random)


def _joined(points: Sequence[Point], *, strong: bool, grammar: Grammar, random: Random) -> str:
    text = _clause(points[0], grammar, random)
    for before, point in pairwise(points):
        link = random.choice(grammar.also if before.sentiment == point.sentiment else grammar.but)
        clause = _clause(point, grammar, random)
        text += link + (_begin(clause, grammar) if link == ". " else clause)
    if strong and len({point.sentiment for point in points}) == 1:
        side = 0 if points[0].sentiment > 0 else 1
        if random.random() < 0.4:
            text = random.choice(grammar.openers[side]) + grammar.comma + text
        elif random.random() < 0.5:
            text += grammar.stop + ("" if grammar.stop == "。" else " ")
            text += _begin(random.choice(grammar.closers[side]), grammar)
    if random.random() < 0.03:
        code = f"T-{random.randrange(1000, 9999)}"
        text += grammar.comma + random.choice(grammar.order).replace("{code}", code)
    return text


def _clause(point: Point, grammar: Grammar, random: Random) -> str:
    clauses = grammar.praise if point.sentiment > 0 else grammar.blame
    return _filled(random.choice(clauses[point.topic]), grammar, random)


def _filled(clause: str, grammar: Grammar, random: Random) -> str:
    for slot, words in grammar.slots.items():
        if "{" + slot + "}" in clause:
            clause = clause.replace("{" + slot + "}", random.choice(words))
    return clause


def _begin(text: str, grammar: Grammar) -> str:
    return text[:1].upper() + text[1:] if grammar.capitals else text


def _typed(text: str, grammar: Grammar, random: Random) -> str:
    """Type it: carefully, all small, loud, or with a slip of the fingers."""
    style = random.random()
    if style < 0.12:
        text = _slip(text, grammar, random)
    if grammar.capitals and 0.12 <= style < 0.14:
        return text.upper() + "!!"
    if 0.14 <= style < 0.34:
        return text  # hurried: no capital letter, no stop
    return _begin(text, grammar) + ("!" if style > 0.93 and grammar.stop == "." else grammar.stop)


def _slip(text: str, grammar: Grammar, random: Random) -> str:
    known = [(right, wrong) for right, wrong in grammar.slips if right in text]
    if known and (not grammar.swaps or random.random() < 0.4):
        right, wrong = random.choice(known)
        return text.replace(right, wrong, -1 if grammar.keyboard else 1)
    places = [at for at in range(1, len(text) - 2) if text[at - 1 : at + 3].isalpha()]
    if not grammar.swaps or not places:
        return text
    at = random.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _emoji(points: Sequence[Point], *, strong: bool, random: Random) -> str:
    if random.random() > (0.12 if strong else 0.05):
        return ""
    return " " + random.choice(_GLAD if points[-1].sentiment > 0 else _ANGRY)
