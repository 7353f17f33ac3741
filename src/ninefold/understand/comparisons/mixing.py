"""The mix of each group's customers, as sums of products from counted cells."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.understand.comparisons.pairs import PLAIN, Half
from ninefold.understand.metrics.headcount import Name

Floats = npt.NDArray[np.float64]
# So many kinds of a field are told apart; rarer ones are taken together.
MOST_KINDS: Final = 30


def mix_grams(
    *, cells: pa.Table, by: str, fields: Sequence[str], slug: str, groups: Sequence[Name], threshold: int
) -> Floats:
    """Add up the cells of group and mix to what `cxstats.league.case_mix.adjust` takes.

    Parameters
    ----------
    cells : one row a group and combination of kinds, as `engine.aggregates.moments` gives them.
    by, fields : the column of the group, those of the mix.
    slug : the metric summed.
    groups : those to compare, in their order; all others are left out, their answers with them.
    threshold : kinds that fewer answers have are taken together, so that nobody stands for a kind.

    Returns
    -------
    ndarray, shape (k, p + 2, p + 2)
        Sums of products of 1, one column a kind but the most frequent of its field, and the answer.
    """
    column = cells[by]
    own = pc.fill_null(pc.index_in(column, value_set=pa.array(groups, column.type)), -1).to_numpy()
    kept = own >= 0
    n, s, ss = (_numbers(cells, f"{slug}__{part}")[kept] for part in ("n", "s", "ss"))
    of = _Side(codes=own[kept], number=len(groups))
    kinds = [_kinds(cells[field].filter(pa.array(kept)), n=n, threshold=threshold) for field in fields]
    ends = np.cumsum([1, *(each.number - 1 for each in kinds)]).tolist()
    places = [slice(start, end) for start, end in pairwise(ends)]
    found = np.zeros((len(groups), ends[-1] + 1, ends[-1] + 1))
    found[:, 0, 0], found[:, -1, -1] = _added(n, of), _added(ss, of)
    found[:, 0, -1] = found[:, -1, 0] = _added(s, of)
    for place, (at, each) in enumerate(zip(places, kinds, strict=True)):
        found[:, 0, at] = found[:, at, 0] = _added(n, of, each)
        found[:, -1, at] = found[:, at, -1] = _added(s, of, each)
        # Nobody is of two kinds of one field.
        found[:, range(at.start, at.stop), range(at.start, at.stop)] = found[:, 0, at]
        for there, other in zip(places[:place], kinds[:place], strict=True):
            found[:, there, at] = _added(n, of, other, each)
            found[:, at, there] = found[:, there, at].transpose(0, 2, 1)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class _Side:
    """The groups of cells, or their kinds of one field: the number of each cell, and how many there are."""

    codes: npt.NDArray[np.int64]
    number: int


def _added(numbers: Floats, of: _Side, *kinds: _Side) -> Floats:
    """Add up by group and kind; of each field the first kind, its most frequent, is left out."""
    codes = reduce(lambda so_far, side: so_far * side.number + side.codes, kinds, of.codes)
    shape = [side.number for side in (of, *kinds)]
    added: Floats = np.bincount(codes, numbers, minlength=math.prod(shape)).astype(np.float64, copy=False)
    return added.reshape(shape)[(slice(None), *[slice(1, None)] * len(kinds))]


def plain_grams(own: Half) -> Floats:
    """The same without a mix, of the sums of each group."""
    n, s, ss = (own.parts[part].astype(np.float64) for part in PLAIN)
    return np.stack([n, s, s, ss], axis=-1).reshape(-1, 2, 2)


def _numbers(cells: pa.Table, name: str) -> Floats:
    return np.asarray(pc.fill_null(cells[name], 0).to_numpy(), dtype=np.float64)


def _kinds(values: pa.ChunkedArray, *, n: Floats, threshold: int) -> _Side:
    """Number the kinds of a field; those without a value are a kind of their own."""
    codes = values.combine_chunks().dictionary_encode(null_encoding="encode").indices.to_numpy()
    sizes = np.bincount(codes, n)
    order = np.argsort(-sizes, kind="stable")
    told = [kind for kind in order[:MOST_KINDS] if sizes[kind] >= threshold]
    rest = np.setdiff1d(order, told)
    numbers, number = np.zeros(sizes.size, np.int64), max(1, len(told))
    numbers[told] = np.arange(len(told))
    if told and sizes[rest].sum() >= threshold:
        numbers[rest], number = number, number + 1
    return _Side(codes=numbers[codes], number=number)


def varying(grams: Floats) -> Floats:
    """Leave out what is the same for everybody, which no mix is made of."""
    total = grams.sum(axis=0)
    spread = np.diag(total) - total[0] ** 2 / total[0, 0]
    kept = [
        0,
        *(place for place in range(1, len(total) - 1) if spread[place] > 1e-9 * total[place, place]),
        len(total) - 1,
    ]
    return grams[np.ix_(range(len(grams)), kept, kept)]


def only(names: Collection[str], *, of: Mapping[str, str]) -> tuple[str, ...]:
    """Keep of what is asked what may be held equal, each once and in the order offered."""
    return tuple(column for column in of if column in set(names))
