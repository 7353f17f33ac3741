"""What is read of the facts to sum measures, and how the parts of a group are added up to the group."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.facts import Frame
from ninefold.engine.grouping import Sum, What, grouped
from ninefold.engine.measures import Measure

Numbers = npt.NDArray[Any]
Places = npt.NDArray[np.int64]
ROWS: Final = "n_rows"
# Blocks are taken together in twenty bins: enough to prove ten people in all but small groups.
BIN, BINS_OF = "bin", 5
# With so many times more codes that could be than rows, sorting them is quicker than to go through all.
SPARSE: Final = 8
WEIGHTED: Final = ("nw", "w", "ww", "wy", "wyy", "wwy", "wwyy")


class Summed:
    """The columns and sums of some measures; what two measures share is read and summed once.

    Parameters
    ----------
    measures : sequence of Measure
        What to sum.
    weighted : bool
        Also sum with column ``weight``.
    sound : collection of str
        Columns whose answers all lie within the scale, so that none is looked at for that.
    """

    def __init__(self, *, measures: Sequence[Measure], weighted: bool, sound: Collection[str] = ()) -> None:
        self._measures = measures
        self._weighted = weighted
        self._sound = frozenset(sound)
        self._columns = _numbered(each.column for each in measures if each.column not in self._sound)
        self._scales = _numbered(measure.scale for measure in measures)

    def read(self, frame: Frame, *, keys: Sequence[str], floors: bool) -> pa.Table:
        """Read the facts once: the sums of every group, for floors in parts by bins of people."""
        # As a floor: `//` would be written so that it holds for negative numbers, and cost a sixth more.
        bins = [(nw.col("block") / BINS_OF).floor().alias(BIN)] if floors else []
        columns = [*(nw.col(key) for key in keys), *bins, *self._answers()]
        return grouped(
            frame.select(*columns) if columns else frame,
            keys=[*keys, BIN] if floors else keys,
            summed=[Sum(name=ROWS), *self._sums()],
        )

    def table(
        self, read: pa.Table, *, keys: Sequence[str], floors: bool, of: Sequence[Measure] | None = None
    ) -> pa.Table:
        """Add up what was read by these keys, or by further ones, as `aggregates.moments` promises.

        Parameters
        ----------
        of : sequence of Measure, optional
            Only these measures.
        """
        parts = Parts(read, keys=keys, within=BIN if floors else None)
        told = {ROWS: pa.array(parts.rows())}
        if floors:
            told["people_floor"] = pa.array(parts.filled(parts.each(ROWS)))
        for measure in self._measures if of is None else of:
            sums = self._told(parts, place=self._measures.index(measure), floors=floors)
            told |= {f"{measure.name}__{name}": column for name, column in sums.items()}
        return pa.table([*parts.keys(keys), *told.values()], names=[*keys, *told])

    def _answers(self) -> list[nw.Expr]:
        """Give the answers, what they are worth and what they weigh, row by row."""
        found = [nw.col(column).alias(f"given{place}") for column, place in self._columns.items()]
        for place, each in enumerate(self._measures):
            worth = each.met if self._as_truth(each) else each.y
            found.append(worth(sound=each.column in self._sound).alias(f"y{place}"))
        if self._weighted:
            found += [scale.weight().alias(f"weight{place}") for scale, place in self._scales.items()]
        return found

    def _as_truth(self, measure: Measure) -> bool:
        """Whether answers need only be counted as met or not: a weight is multiplied by a number."""
        return measure.squares_alike and not self._weighted

    def _sums(self) -> list[Sum]:
        """Give the sums of those columns."""
        found = [
            Sum(name=f"given{place}", of=(f"given{place}",), what="counted")
            for place in self._columns.values()
        ]
        for place, each in enumerate(self._measures):
            found += self._of_measure(each, place=place)
        for place in self._scales.values() if self._weighted else ():
            w = f"weight{place}"
            found += [
                Sum(name=f"nw{place}", of=(w,), what="counted"),
                Sum(name=f"w{place}", of=(w,)),
                Sum(name=f"ww{place}", of=(w, w)),
            ]
        return list({each.name: each for each in found}.values())

    def _of_measure(self, measure: Measure, *, place: int) -> list[Sum]:
        y, scale = f"y{place}", self._scales[measure.scale]
        met: What = "true" if self._as_truth(measure) else "added"
        found = [Sum(name=f"n{scale}", of=(y,), what="counted"), Sum(name=f"s{place}", of=(y,), what=met)]
        if not measure.squares_alike:
            found.append(Sum(name=f"ss{place}", of=(y, y)))
        if not self._weighted:
            return found
        w = f"weight{scale}"
        found += [Sum(name=f"wy{place}", of=(w, y)), Sum(name=f"wwy{place}", of=(w, w, y))]
        if not measure.squares_alike:
            found += [Sum(name=f"wyy{place}", of=(w, y, y)), Sum(name=f"wwyy{place}", of=(w, w, y, y))]
        return found

    def _told(self, parts: "Parts", *, place: int, floors: bool) -> dict[str, pa.Array]:
        """Give the promised columns of the measure that stands at a place."""
        measure = self._measures[place]
        own = {name: parts.total(self._name(name, place=place)) for name in self._names()}
        sound = measure.column in self._sound
        given = own["n"] if sound else parts.total(f"given{self._columns[measure.column]}")
        found = {name: own[name] for name in ("n", "s", "ss")}
        found |= {"blank": parts.rows() - given, "outside": given - own["n"]}
        found |= {name: own[name] for name in WEIGHTED if self._weighted}
        whole = {"n", "blank", "outside", "nw"} | (set() if measure.kind == "mean" else {"s", "ss"})
        typed = {
            name: pa.array(numbers.astype(np.int64 if name in whole else np.float64))
            for name, numbers in found.items()
        }
        return typed | (self._floors(parts, place=place) if floors else {})

    def _floors(self, parts: "Parts", *, place: int) -> dict[str, pa.Array]:
        everybody = parts.each(self._name("n", place=place))
        found = {"floor": parts.filled(everybody)}
        if self._weighted:
            weighted = parts.each(self._name("nw", place=place))
            found["floor_weighted"] = parts.filled(weighted)
            found["floor_others"] = parts.filled(everybody - weighted)
        return {name: pa.array(numbers) for name, numbers in found.items()}

    def _names(self) -> tuple[str, ...]:
        return ("n", "s", "ss", *(WEIGHTED if self._weighted else ()))

    def _name(self, name: str, *, place: int) -> str:
        """Give the column in which a sum of a measure was read."""
        measure = self._measures[place]
        if name in {"n", "nw", "w", "ww"}:
            return f"{name}{self._scales[measure.scale]}"
        alike = {"ss": "s", "wyy": "wy", "wwyy": "wwy"} if measure.squares_alike else {}
        return f"{alike.get(name, name)}{place}"


class Parts:
    """Groups in parts, out of what was read by their keys, or by further ones.

    Parameters
    ----------
    read : pyarrow.Table
        Keys and sums, in any order.
    keys : sequence of str
        The keys of the groups; without any there is one group, even if nothing was read.
    within : str, optional
        What tells the parts of a group apart.
    """

    def __init__(self, read: pa.Table, *, keys: Sequence[str], within: str | None = None) -> None:
        self._read = read
        self._group = _grouped(read, keys=keys)
        self._groups = int(self._group.max(initial=-1)) + 1 if keys else 1
        self._part, self._group_of = self._group, np.arange(self._groups)
        if within is not None:
            ranks, width = _ranked(read[within])
            # Whoever stands in two rows of a part is one person, and so these rows are one part.
            self._part, parts = _placed(self._group * width + ranks, below=self._groups * width)
            self._group_of = parts // width

    def keys(self, names: Sequence[str]) -> list[pa.ChunkedArray]:
        """Give the keys of the groups, which lie sorted by them, empty ones last."""
        some_row = np.zeros(self._groups, np.int64)
        some_row[self._group] = np.arange(self._group.size)
        return [self._read[name].take(some_row) for name in names]

    def each(self, name: str) -> Numbers:
        """Give a sum part by part; of nothing it is 0."""
        return np.bincount(self._part, weights=self._column(name), minlength=self._group_of.size)

    def total(self, name: str) -> Numbers:
        """Give a sum group by group."""
        return np.bincount(self._group, weights=self._column(name), minlength=self._groups)

    def rows(self) -> Numbers:
        """Count the rows of each group."""
        return self.total(ROWS).astype(np.int64)

    def filled(self, numbers: Numbers) -> Numbers:
        """Count the parts of each group that are not empty."""
        return np.bincount(self._group_of[numbers > 0], minlength=self._groups)

    def _column(self, name: str) -> Numbers:
        column = self._read[name]
        numbers: Numbers = (pc.fill_null(column, 0) if column.null_count else column).to_numpy()
        return numbers


def _grouped(read: pa.Table, *, keys: Sequence[str]) -> Places:
    """Give each row the place of its group among all, sorted by their keys."""
    group, groups = np.zeros(read.num_rows, np.int64), 1
    for key in keys:
        ranks, width = _ranked(read[key])
        # Placed anew with every key: of all that could be there are more than a number holds.
        group, found = _placed(group * width + ranks, below=groups * width)
        groups = found.size
    return group


def _placed(codes: Places, *, below: int) -> tuple[Places, Places]:
    """Give each code, from 0, its place among the different ones, and these in order."""
    if below > SPARSE * codes.size:
        different, places = np.unique(codes, return_inverse=True)
        return places, different
    there = np.zeros(below, np.bool_)
    there[codes] = True
    return (np.cumsum(there) - 1)[codes], np.flatnonzero(there)


def _ranked(column: pa.ChunkedArray) -> tuple[Places, int]:
    """Give each value its place among the different ones, an empty value the last; and how many these are."""
    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    order = pc.sort_indices(coded.dictionary).to_numpy()
    ranks = np.empty(order.size, np.int64)
    ranks[order] = np.arange(order.size)
    return ranks[coded.indices.to_numpy()], order.size


def _numbered(things: Iterable[Any]) -> dict[Any, int]:
    return {thing: place for place, thing in enumerate(dict.fromkeys(things))}
