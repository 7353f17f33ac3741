"""What is read of answers to set an outcome against them, in one reading wherever they lie.

How many answered each question, which were answered together, and the cross products of the answers to those
that most answered together. Which these are shows while the answers pass; where it turns out to have shown
wrong, they are read once more. This module must not import Django: a worker has none.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxstats.drivers.gram import Gram, gram
from ninefold.engine.blocks import BLOCKS
from ninefold.engine.facts import Frame
from ninefold.engine.grams import BLOCK, Ends, Folder, sums_read, sums_written, table_of, with_ends

Ints = npt.NDArray[np.int64]

TO_CHOOSE: Final = 1 << 17
"""So many answers wait until it is chosen which questions are set against the outcome."""

MOSTLY: Final = 2 / 3
"""Of those who answered one question, so many must have answered another that is set beside it."""

MOST_ANSWERS: Final = 100_000
FEWEST_BLOCKS: Final = 20
"""What the ends of answers go with is told from so many answers, in so many blocks of people at least."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A column that may be set against the outcome.

    Attributes
    ----------
    low, high : numbers outside are no answers.
    best : the lowest of the best answers.
    ends : its lowest and best answers, if they are to be held against those between.
    measured : it was not asked but measured, and is set against the outcome without being chosen.
    """

    column: str
    low: float = -math.inf
    high: float = math.inf
    best: float = math.inf
    ends: Ends | None = None
    measured: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to read.

    Attributes
    ----------
    outcome : the column of the outcome; every answer holds one.
    drivers : the columns set against it; without any they are chosen.
    seed : the question around which they are chosen; without one, that which most answered.
    about : about how many answers there are.
    """

    questions: tuple[Question, ...]
    outcome: str
    drivers: tuple[str, ...] = ()
    seed: str = ""
    about: float = math.inf

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (*(each.column for each in self.questions), self.outcome, BLOCK)

    def chosen(self, together: Ints) -> tuple[str, ...]:
        """Choose a question and those that most who answered it answered too, and what was measured.

        A question that few of them were asked would leave few complete answers; whether they skipped it or
        never came to its touchpoint is not known.

        Parameters
        ----------
        together : how many answered each two of the questions, shape (k, k).
        """
        if self.drivers:
            return self.drivers
        asked = [place for place, each in enumerate(self.questions) if not each.measured]
        named = [place for place in asked if self.questions[place].column == self.seed]
        most = named[0] if named else max(asked, key=lambda place: int(together[place, place]), default=0)
        base = int(together[most, most]) if asked else 0
        return tuple(
            each.column
            for place, each in enumerate(self.questions)
            if each.measured or (base and together[most, place] >= MOSTLY * base)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Answered:
    """What was read.

    Attributes
    ----------
    rows : answers in all.
    together : how many answered each two of the questions, shape (k, k).
    best : how many gave each question one of its best answers.
    drivers : the columns that were set against the outcome.
    gram : cross products of the complete answers, by block of people; None without one.
    ends : those of the ends of the drivers, of people of the first `blocks`.
    """

    rows: int
    together: Ints
    best: Ints
    drivers: tuple[str, ...]
    gram: Gram | None = None
    ends: Gram | None = None
    blocks: int = BLOCKS

    def __add__(self, other: Self) -> Self:
        blocks = min(self.blocks, other.blocks)
        return replace(
            self,
            rows=self.rows + other.rows,
            together=self.together + other.together,
            best=self.best + other.best,
            gram=_sum(self.gram, other.gram),
            ends=_sum(_first(self.ends, blocks), _first(other.ends, blocks)),
            blocks=blocks,
        )


def answered(*, frame: Frame, plan: Plan, engine: Folder) -> Answered:
    """Read answers that all hold the outcome.

    Parameters
    ----------
    frame : Frame
        The answers, already filtered.
    plan : Plan
        What to read.
    engine : Folder
        The engine of the frame.
    """
    nobody = _Reading(plan).done()
    found = _folded(frame, plan=plan, engine=engine)
    drivers = plan.chosen(sum((each.together for each in found), start=nobody.together))
    if any(each.drivers != drivers for each in found):
        found = _folded(frame, plan=replace(plan, drivers=drivers), engine=engine)
    return sum(found, start=replace(nobody, drivers=drivers))


def _folded(frame: Frame, *, plan: Plan, engine: Folder) -> list[Answered]:
    """Read every part that holds an answer; a cluster has none where there are none."""
    parts = engine.folded(frame.select(*plan.columns), part=partial(_read, plan=plan))
    return [found for part in parts if (found := _received(part)).rows]


def _read(batches: Iterable[pa.RecordBatch], *, plan: Plan) -> bytes:
    """Read some of the answers, here or on a worker."""
    reading = _Reading(plan)
    for batch in batches:
        reading.take(batch)
    return _sent(reading.done())


class _Reading:
    """Answers as they pass."""

    def __init__(self, plan: Plan) -> None:
        k = len(plan.questions)
        self._plan = plan
        self._rows = 0
        self._together, self._best = np.zeros((k, k), np.int64), np.zeros(k, np.int64)
        self._drivers: tuple[str, ...] = ()
        self._blocks = BLOCKS
        self._gram: Gram | None = None
        self._ends: Gram | None = None
        self._waiting: list[_Lot] | None = []

    def take(self, batch: pa.RecordBatch) -> None:
        """Read a batch."""
        lot = _Lot(batch, plan=self._plan)
        self._rows += batch.num_rows
        self._together += lot.together()
        self._best += lot.best()
        if self._waiting is None:
            self._cross(lot)
            return
        self._waiting.append(lot)
        if self._rows >= TO_CHOOSE:
            self._choose()

    def done(self) -> Answered:
        """Give what was read."""
        self._choose()
        return Answered(
            rows=self._rows,
            together=self._together,
            best=self._best,
            drivers=self._drivers,
            gram=self._gram,
            ends=self._ends,
            blocks=self._blocks,
        )

    def _choose(self) -> None:
        """Choose the drivers, and of how many blocks of people their ends are read; then go on."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return
        self._drivers = self._plan.chosen(self._together)
        complete = sum(lot.complete(self._drivers).size for lot in waiting)
        if complete:
            n = complete if self._rows < TO_CHOOSE else self._plan.about * complete / self._rows
            self._blocks = min(BLOCKS, max(FEWEST_BLOCKS, math.ceil(BLOCKS * MOST_ANSWERS / n)))
        for lot in waiting:
            self._cross(lot)

    def _cross(self, lot: "_Lot") -> None:
        """Add the cross products of the complete answers."""
        rows = lot.complete(self._drivers)
        if not (self._drivers and rows.size):
            return
        names, blocks = (*self._drivers, self._plan.outcome), lot.blocks[rows]
        table = lot.table(names, rows=rows)
        self._gram = _sum(self._gram, gram(table, names=names, blocks=blocks))
        ends = [each.ends for each in self._plan.questions if each.ends and each.column in self._drivers]
        some = np.flatnonzero(blocks < self._blocks)
        if ends and some.size:
            sides, called = with_ends(table.take(some, axis=0), names=names, ends=ends)
            self._ends = _sum(self._ends, gram(sides, names=called, blocks=blocks[some]))


class _Lot:
    """A batch of answers, column by column."""

    def __init__(self, batch: pa.RecordBatch, *, plan: Plan) -> None:
        self._plan = plan
        self._numbers = {name: _numbers(batch[name]) for name in plan.columns}
        self._given = np.array([self._answers(each, batch[each.column]) for each in plan.questions])

    @property
    def blocks(self) -> npt.NDArray[np.uint8]:
        """The block of people of each answer."""
        return self._numbers[BLOCK]

    def together(self) -> Ints:
        """Count how many answered each two of the questions."""
        rows = self._given.shape[1]
        # Sixty-four answers at a time.
        bits = np.packbits(np.pad(self._given, ((0, 0), (0, -rows % 64))), axis=1).view(np.uint64)
        return np.array([np.bitwise_count(each & bits).sum(axis=1) for each in bits], np.int64)

    def best(self) -> Ints:
        """Count the best answers to each question."""
        pairs = zip(self._plan.questions, self._given, strict=True)
        return np.array(
            [np.count_nonzero((self._numbers[each.column] >= each.best) & given) for each, given in pairs],
            np.int64,
        )

    def complete(self, drivers: Sequence[str]) -> npt.NDArray[np.intp]:
        """Find the answers that hold all of these."""
        places = [place for place, each in enumerate(self._plan.questions) if each.column in drivers]
        return np.flatnonzero(self._given[places].all(axis=0))

    def table(self, names: Sequence[str], *, rows: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
        """Give some columns of some answers, none of them empty, as a table."""
        return table_of(np.array([self._numbers[name].take(rows) for name in names]))

    def _answers(self, question: Question, column: pa.Array) -> npt.NDArray[np.bool_]:
        """Tell who answered a question with a number of its scale."""
        there: npt.NDArray[np.bool_] = column.is_valid().to_numpy(zero_copy_only=False)
        if question.low == -math.inf and question.high == math.inf:
            return there
        numbers = self._numbers[question.column]
        return there & (numbers >= question.low) & (numbers <= question.high)


def _numbers(column: pa.Array) -> npt.NDArray[Any]:
    """Look at the numbers of a column where they lie; what stands where none was given means nothing."""
    bare = pa.Array.from_buffers(column.type, len(column), [None, column.buffers()[1]], offset=column.offset)
    numbers: npt.NDArray[Any] = bare.to_numpy()
    return numbers


def _sum(one: Gram | None, other: Gram | None) -> Gram | None:
    if one is None or other is None:
        return one or other
    one += other
    return one


def _first(one: Gram | None, blocks: int) -> Gram | None:
    """Keep what people of the first blocks answered."""
    if one is None or blocks == BLOCKS:
        return one
    kept = np.arange(BLOCKS) < blocks
    return replace(
        one,
        n=one.n * kept,
        w=one.w * kept,
        ww=one.ww * kept,
        sums=one.sums * kept[:, None],
        products=one.products * kept[:, None, None],
    )


def _sent(found: Answered) -> bytes:
    """Give what was read as text and plain arrays, which can do nothing where they are read again."""
    grams = {name: one for name in ("gram", "ends") if (one := getattr(found, name)) is not None}
    head = {"rows": found.rows, "drivers": found.drivers, "blocks": found.blocks, "grams": list(grams)}
    arrays = {name: getattr(found, name) for name in ("together", "best")}
    return sums_written(head, list(grams.values()), arrays=arrays)


def _received(sent: bytes) -> Answered:
    head, grams, arrays = sums_read(sent)
    named = dict(zip(head["grams"], grams, strict=True))
    return Answered(
        rows=head["rows"],
        together=arrays["together"],
        best=arrays["best"],
        drivers=tuple(head["drivers"]),
        gram=named.get("gram"),
        ends=named.get("ends"),
        blocks=head["blocks"],
    )
