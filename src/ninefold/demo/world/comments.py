"""Comments and transcripts: who writes, about what, and what is true of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np

from ninefold.demo.world.company import HELP
from ninefold.demo.world.parameters import ITEMS, LANGUAGES, Doubles, Flags, Floats
from ninefold.demo.world.simulation import Run
from ninefold.demo.world.words.writing import Point, Written, write_comment, write_transcript

_PRAISED, _BLAMED, _SAD, _STRONG = 0.5, -1.2, -0.25, 0.9
_TRANSCRIPTS: Final = 0.10


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What somebody wrote, and where: the place of an answer, or of a journey for a transcript."""

    place: int
    written: Written


def comments(run: Run) -> Iterator[Comment]:
    """Write the comments of all answers, in their order."""
    answers, stream = run.answers, run.chance.stream("comments")
    level = run.felt.overall[answers.felt_as]
    far = np.abs(level - run.parameters.feeling.ordinary)
    u = stream.random((answers.journey.size, 3))
    seeds = stream.integers(2**62, size=answers.journey.size)
    reviewed = answers.invitation < 0
    writes = reviewed | (u[:, 0] < run.parameters.answering.comment + 0.22 * np.minimum(far, 1.5))
    rows = np.flatnonzero(writes)
    language = run.customers.language[run.journeys.customer[answers.journey[rows]]]
    told = _points(run.felt.items[answers.felt_as[rows]], sad=level[rows] < _SAD, u=u[rows, 1:])
    for place, row in enumerate(rows):
        yield Comment(
            place=int(row),
            written=write_comment(
                language=LANGUAGES[language[place]],
                points=told[place],
                strong=bool(far[row] > _STRONG),
                asked_for_ten=bool(answers.asked_for_ten[row]),
                random=Random(int(seeds[row])),  # noqa: S311  invents comments, guards nothing
            ),
        )


def transcripts(run: Run) -> Iterator[Comment]:
    """Write down some of the calls and chats, in their order."""
    stream, journeys = run.chance.stream("transcripts"), run.journeys
    u = stream.random(journeys.size)
    seeds = stream.integers(2**62, size=journeys.size)
    for row in np.flatnonzero((journeys.kind == HELP) & (u < _TRANSCRIPTS)):
        random = Random(int(seeds[row]))  # noqa: S311  invents transcripts, guards nothing
        topic = random.choice(("delivery_promise", "as_described", "return_easy", "assembly", "page_speed"))
        yield Comment(
            place=int(row),
            written=write_transcript(
                language=LANGUAGES[run.customers.language[journeys.customer[row]]],
                points=(Point(topic=topic, sentiment=-1),),
                solved=bool(run.measures.solved[row]),
                random=random,
            ),
        )


def _points(items: Floats, *, sad: Flags, u: Doubles) -> list[tuple[Point, ...]]:
    """Speak of what stood out: the best or the worst, sometimes both, sometimes two of a kind."""
    away = items - 4
    best = np.argsort(np.where(np.isnan(away), np.inf, -away), axis=1)[:, :2]
    worst = np.argsort(np.where(np.isnan(away), np.inf, away), axis=1)[:, :2]
    high = np.nan_to_num(np.take_along_axis(away, best, axis=1), nan=0.0) > _PRAISED
    low = np.nan_to_num(np.take_along_axis(away, worst, axis=1), nan=0.0) < _BLAMED
    said = []
    for row in range(sad.size):
        good = [Point(topic=ITEMS[place].name, sentiment=1) for place in best[row][high[row]]]
        bad = [Point(topic=ITEMS[place].name, sentiment=-1) for place in worst[row][low[row]]]
        said.append(_said(good, bad, sad=bool(sad[row]), u=u[row]))
    return said


def _said(good: list[Point], bad: list[Point], *, sad: bool, u: Doubles) -> tuple[Point, ...]:
    """Choose what to say; `u` decides between one side and both, and between one thing and two."""
    if good and bad and u[0] < 0.35:
        return (bad[0], good[0]) if u[1] < 0.2 else (good[0], bad[0])
    side = bad if bad and (sad or not good) else good
    return tuple(side[: 2 if u[0] > 0.65 else 1])
