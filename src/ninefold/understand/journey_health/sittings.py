"""Who rated the whole and several touchpoints in one sitting: their answers, one a person, within a limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ninefold.engine.blocks import BLOCKS
from ninefold.engine.together import MOSTLY
from ninefold.understand.drivers.asking import MOST
from ninefold.understand.drivers.queries import OUTCOMES
from ninefold.understand.metrics.queries import Facts
from ninefold.understand.metrics.registry import Metric

MOST_ANSWERS: Final = 10_000
"""About so many answers are read: of whole blocks of people, so that nobody is read in part."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What can be set beside what.

    Attributes
    ----------
    outcomes : scores of the whole, the wanted one first.
    parts : ratings of single touchpoints or qualities, in the order in which they are asked.
    """

    outcomes: tuple[Metric, ...]
    parts: tuple[Metric, ...]

    @property
    def all(self) -> tuple[Metric, ...]:
        """Everything that is read."""
        return (*self.outcomes, *self.parts)


@dataclass(frozen=True, kw_only=True)
class Sittings:
    """Complete answers, one a person, the latest.

    Attributes
    ----------
    outcome, whole : what is to be foretold, and another score of the whole that most gave too, if any.
    parts : the touchpoints rated, all on one scale.
    ratings : shape (people, parts).
    outcomes, wholes : shape (people,); `wholes` is empty without `whole`.
    blocks : so many of the hundred blocks of people were read.
    """

    outcome: Metric
    whole: Metric | None
    parts: tuple[Metric, ...]
    ratings: Floats
    outcomes: Floats
    wholes: Floats
    blocks: int

    @property
    def n(self) -> int:
        """People."""
        return len(self.outcomes)


def asked_of(metrics: Sequence[Metric], *, wanted: Metric | None) -> Asked:
    """Find what was asked of the whole and what of its parts."""
    first = {each.column: each for each in reversed(metrics) if each.column in OUTCOMES}
    order = sorted(OUTCOMES, key=lambda column: wanted is None or column != wanted.column)
    parts = [each for each in metrics if each.slug == each.column and each.column.startswith("q_")]
    return Asked(
        outcomes=tuple(first[column] for column in order if column in first), parts=tuple(parts[:MOST])
    )


def blocks_for(answers: int) -> int:
    """Say how many blocks of people hold about as many answers as are read at most."""
    return max(1, min(BLOCKS, BLOCKS * MOST_ANSWERS // max(1, answers)))


def sittings(*, facts: Facts, asked: Asked, blocks: int) -> Sittings | None:
    """Read complete answers; None where nobody gave an outcome and two ratings.

    Parameters
    ----------
    facts : answers of the days shown, with all that is asked for.
    blocks : how many blocks of people are read.
    """
    read = facts.frame.filter(nw.col("block") < blocks).select(
        nw.coalesce("person", "record").alias("who"), "local_date", *(each.column for each in asked.all)
    )
    table = read.collect("pyarrow").to_arrow()
    columns = {each.column: _answers(table, metric=each) for each in asked.all}
    outcome = next((each for each in asked.outcomes if not np.isnan(columns[each.column]).all()), None)
    if outcome is None:
        return None
    given = {name: ~np.isnan(answers) for name, answers in columns.items()}
    held = given[outcome.column]
    others = [each for each in asked.outcomes if each != outcome]
    parts, whole = _chosen(
        asked.parts, others=others, given={name: each[held] for name, each in given.items()}
    )
    if len(parts) < 2:
        return None
    needed = [outcome, *parts, *([whole] if whole else [])]
    complete = np.logical_and.reduce([given[each.column] for each in needed])
    rows = _latest(table, rows=np.flatnonzero(complete))
    return Sittings(
        outcome=outcome,
        whole=whole,
        parts=parts,
        ratings=np.column_stack([columns[each.column][rows] for each in parts]),
        outcomes=columns[outcome.column][rows],
        wholes=columns[whole.column][rows] if whole else np.empty(0),
        blocks=blocks,
    )


def _answers(table: pa.Table, *, metric: Metric) -> Floats:
    """A column as numbers; what lies outside its scale is no answer."""
    answers = table[metric.column].to_numpy(zero_copy_only=False).astype(np.float64)
    return np.where((answers >= metric.low) & (answers <= metric.high), answers, np.nan)


def _chosen(
    parts: Sequence[Metric], *, others: Sequence[Metric], given: Mapping[str, Flags]
) -> tuple[tuple[Metric, ...], Metric | None]:
    """Choose the ratings that most gave together, on one scale, and another score that most gave beside."""
    most = max(parts, key=lambda each: _all_given(given, [each]), default=None)
    if most is None or not (base := _all_given(given, [most])):
        return (), None
    alike = [each for each in parts if (each.low, each.high) == (most.low, most.high)]
    chosen = [each for each in alike if _all_given(given, [most, each]) >= MOSTLY * base]
    complete = _all_given(given, chosen)
    beside = (each for each in others if _all_given(given, [*chosen, each]) >= MOSTLY * complete > 0)
    return tuple(chosen), next(beside, None)


def _all_given(given: Mapping[str, Flags], metrics: Sequence[Metric]) -> int:
    """Count the rows that hold an answer to every one of these."""
    return int(np.logical_and.reduce([given[each.column] for each in metrics]).sum())


def _latest(table: pa.Table, *, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep the latest of each person's rows: people are independent of one another, their answers are not."""
    chosen = table.select(["who", "local_date"]).take(pa.array(rows))
    chosen = chosen.append_column("row", pa.array(rows))
    order = [("local_date", "descending"), ("row", "descending")]
    who = chosen.sort_by(order)
    _, first = np.unique(who["who"].to_numpy(zero_copy_only=False).astype(str), return_index=True)
    return np.sort(who["row"].to_numpy()[first])
