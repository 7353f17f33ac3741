"""Cross products of answers, in one reading: one NumPy function over Arrow batches, wherever the facts lie.

The batches are summed where they are read, in this process or on the workers of a cluster, and only the sums
travel: some kilobytes a group. This module must not import Django: a worker has none.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from operator import itemgetter
from typing import Any, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxstats.drivers.gram import Gram, gram
from ninefold.engine.facts import Frame

BLOCK: Final = "block"

_SUMS: Final = ("n", "w", "ww", "sums", "products")

Floats = npt.NDArray[np.float64]
Group = str | None


@dataclass(frozen=True, kw_only=True)
class Ends:
    """The two ends of a column: answers up to `low` and from `high` on, each a column of ones and noughts."""

    column: str
    low: float
    high: float

    @property
    def names(self) -> tuple[str, str]:
        """What the two columns are called among the sums."""
        return f"{self.column} low", f"{self.column} high"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cross products are wanted.

    Attributes
    ----------
    columns : the drivers and, last, the outcome: numbers.
    weight : the column with the weights, if any; rows without a positive weight count for nothing.
    group : the column by which groups are told apart, if any.
    apart : what each group is kept apart by. "block": 100 blocks of people, which give errors, of rows with
        every answer; 800 q^2 bytes a group of q columns. "pattern": which answers a row holds, for what is
        estimated from rows with gaps. "nothing": one sum of the rows with every answer, for many groups.

    Raises
    ------
    ValueError
        If there are fewer than two columns, or one stands twice.
    """

    columns: tuple[str, ...]
    weight: str | None = None
    group: str | None = None
    apart: Literal["block", "pattern", "nothing"] = "block"

    def __post_init__(self) -> None:
        if len(self.columns) < 2 or len(set(self.columns)) < len(self.columns):
            raise ValueError(f"Cross products need a driver and an outcome, each once, not {self.columns!r}.")

    @property
    def read(self) -> tuple[str, ...]:
        """The columns of the facts that are read."""
        others = (self.weight, self.group, BLOCK if self.apart == "block" else None)
        return tuple(dict.fromkeys([*self.columns, *(name for name in others if name is not None)]))


@dataclass(frozen=True, kw_only=True)
class Crossed:
    """The cross products of one group.

    Attributes
    ----------
    grams : one a pattern of answers, in the order of the patterns; else one, or none without a row.
    left_out : rows that are in none of them: without a positive weight, or with a gap (with no answer at all
        where patterns are kept apart).
    """

    grams: tuple[Gram, ...]
    left_out: int


class Folder(Protocol):
    """What cross products need of an engine: to go through the batches of a frame where they lie."""

    def folded(self, frame: Frame, *, part: Callable[[Iterator[pa.RecordBatch]], bytes]) -> Iterable[bytes]:
        """Give what a function makes of the batches, once or once for each part of the frame."""


class Sums:
    """Cross products by group and pattern, as they grow."""

    def __init__(self, *, wanted: Wanted) -> None:
        self._wanted = wanted
        self._grams: dict[tuple[Group, int], Gram] = {}
        self._left_out: dict[Group, int] = {}

    def take(self, batch: pa.RecordBatch) -> None:
        """Sum up a batch."""
        for group, rows in _grouped(batch, column=self._wanted.group):
            self._take(rows, group=group)

    def sent(self) -> bytes:
        """Give the sums as text and plain arrays, which can do nothing where they are read again."""
        head = {"grams": list(self._grams), "left_out": list(self._left_out.items())}
        return sums_written(head, list(self._grams.values()))

    def add(self, sent: bytes) -> None:
        """Add what was summed elsewhere."""
        head, grams, _arrays = sums_read(sent)
        for (group, pattern), one in zip(head["grams"], grams, strict=True):
            self._add(one, place=(group, pattern))
        for group, rows in head["left_out"]:
            self._left_out[group] = self._left_out.get(group, 0) + rows

    def crossed(self) -> Mapping[Group, Crossed]:
        """Give the sums by group, in the order of their names, the nameless last."""
        lying: dict[Group, list[tuple[int, Gram]]] = {group: [] for group in self._left_out}
        for (group, pattern), one in self._grams.items():
            lying[group].append((pattern, one))
        return {
            group: Crossed(
                grams=tuple(one for _pattern, one in sorted(lying[group], key=itemgetter(0))),
                left_out=self._left_out[group],
            )
            for group in sorted(lying, key=lambda group: (group is None, group))
        }

    def _take(self, rows: pa.RecordBatch, *, group: Group) -> None:
        wanted = self._wanted
        given = _given(rows, columns=wanted.columns)
        weights = None if wanted.weight is None else _weights(rows[wanted.weight])
        counted = np.ones(len(given), bool) if weights is None else weights > 0
        everything = (1 << len(wanted.columns)) - 1
        counted &= given > 0 if wanted.apart == "pattern" else given == everything
        left_out = len(given) - int(counted.sum())
        self._left_out[group] = self._left_out.get(group, 0) + left_out
        patterns = np.unique(given[counted]).tolist() if wanted.apart == "pattern" else [everything]
        for pattern in patterns if counted.any() else ():
            chosen = counted & (given == pattern)
            self._add_rows(
                rows,
                chosen=None if chosen.all() else chosen,
                pattern=pattern,
                weights=weights,
                group=group,
            )

    def _add_rows(
        self,
        rows: pa.RecordBatch,
        *,
        chosen: npt.NDArray[np.bool_] | None,
        pattern: int,
        weights: Floats | None,
        group: Group,
    ) -> None:
        names = [name for place, name in enumerate(self._wanted.columns) if pattern >> place & 1]
        found = gram(
            table_of(np.array([_numbers(rows[name], chosen) for name in names])),
            names=names,
            weights=weights if weights is None or chosen is None else weights[chosen],
            blocks=_numbers(rows[BLOCK], chosen) if self._wanted.apart == "block" else None,
        )
        self._add(found, place=(group, pattern))

    def _add(self, found: Gram, *, place: tuple[Group, int]) -> None:
        if place in self._grams:
            self._grams[place] += found
        else:
            self._grams[place] = found


def crossed(*, frame: Frame, wanted: Wanted, engine: Folder) -> Mapping[Group, Crossed]:
    """Sum up the cross products of every group in one reading.

    Parameters
    ----------
    frame : Frame
        Facts, already filtered.
    wanted : Wanted
        What is wanted.
    engine : Folder
        The engine of the frame.

    Returns
    -------
    mapping of str or None to Crossed
        By group; None is the group of the rows that name none, and of all rows where no group is asked for.
        Sums of whole numbers without weights are int64, and the same on every engine to the last bit.
    """
    total = Sums(wanted=wanted)
    for part in engine.folded(frame.select(*wanted.read), part=partial(_summed, wanted=wanted)):
        total.add(part)
    return total.crossed()


def _summed(batches: Iterable[pa.RecordBatch], *, wanted: Wanted) -> bytes:
    """Sum up some of the batches, here or on a worker."""
    found = Sums(wanted=wanted)
    for batch in batches:
        found.take(batch)
    return found.sent()


def _grouped(batch: pa.RecordBatch, *, column: str | None) -> Iterator[tuple[Group, pa.RecordBatch]]:
    """Part the rows of a batch by group."""
    if column is None or not batch.num_rows:
        yield from [(None, batch)] if batch.num_rows else []
        return
    coded = pc.dictionary_encode(batch[column], null_encoding="encode")
    codes = coded.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    lying = batch.take(pa.array(order))
    ends = np.cumsum(np.bincount(codes))
    for group, start, end in zip(coded.dictionary.to_pylist(), [0, *ends[:-1]], ends, strict=True):
        yield group, lying.slice(start, end - start)


def _given(rows: pa.RecordBatch, *, columns: Sequence[str]) -> npt.NDArray[np.int64]:
    """Tell which answers each row holds: bit j is set where column j has one."""
    found = np.zeros(rows.num_rows, np.int64)
    for place, name in enumerate(columns):
        column = rows[name]
        found |= (
            pc.is_valid(column).to_numpy(zero_copy_only=False).astype(np.int64) << place
            if column.null_count
            else np.int64(1 << place)
        )
    return found


def table_of(columns: Floats) -> npt.NDArray[Any]:
    """Give columns, shape (q, n), as a table of n rows: of whole numbers where all are, as answers are."""
    with np.errstate(invalid="ignore"):  # what cannot be a whole number becomes another, and is not equal
        whole = columns.astype(np.int32)
    return np.ascontiguousarray((whole if np.array_equal(whole, columns) else columns).T)


def with_ends(
    table: npt.NDArray[Any], *, names: Sequence[str], ends: Sequence[Ends]
) -> tuple[npt.NDArray[Any], list[str]]:
    """Put the ends of drivers in their place, before the outcome."""
    sides = []
    for each in ends:
        column = table[:, names.index(each.column)]
        sides += [column <= each.low, column >= each.high]
    joined = np.column_stack([*(side.astype(table.dtype) for side in sides), table[:, -1]])
    return joined, [*(name for each in ends for name in each.names), names[-1]]


def sums_written(
    head: Mapping[str, Any], grams: Sequence[Gram], *, arrays: Mapping[str, npt.NDArray[Any]] | None = None
) -> bytes:
    """Write sums as text and plain arrays, which can do nothing where they are read again."""
    told = dict(head) | {"sums": [{"names": one.names, "centre": one.centre} for one in grams]}
    sums = {f"{name}_{place}": getattr(one, name) for place, one in enumerate(grams) for name in _SUMS}
    written = BytesIO()
    np.savez(
        written,
        allow_pickle=False,
        head=np.frombuffer(json.dumps(told).encode(), np.uint8),
        **sums,
        **(arrays or {}),
    )
    return written.getvalue()


def sums_read(written: bytes) -> tuple[dict[str, Any], list[Gram], dict[str, npt.NDArray[Any]]]:
    """Read what `sums_written` wrote."""
    with np.load(BytesIO(written), allow_pickle=False) as read:
        arrays = dict(read)
    head = json.loads(arrays.pop("head").tobytes())
    grams = [
        Gram(
            names=tuple(told["names"]),
            centre=tuple(told["centre"]),
            **{name: arrays.pop(f"{name}_{place}") for name in _SUMS},
        )
        for place, told in enumerate(head.pop("sums"))
    ]
    return head, grams, arrays


def _numbers(column: pa.Array, chosen: npt.NDArray[np.bool_] | None) -> npt.NDArray[Any]:
    numbers: npt.NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return numbers if chosen is None else numbers[chosen]


def _weights(column: pa.Array) -> Floats:
    weights: Floats = np.nan_to_num(column.to_numpy(zero_copy_only=False).astype(np.float64), nan=0.0)
    return weights
