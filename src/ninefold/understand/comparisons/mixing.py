"""The mix of each group's customers, as sums of products from counted cells."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxstats.estimate import Moments
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
    place = {name: number for number, name in enumerate(groups)}
    own = np.array([place.get(name, -1) for name in cells[by].to_pylist()], dtype=np.int64)
    kept = own >= 0
    n, s, ss = (_numbers(cells, f"{slug}__{part}")[kept] for part in ("n", "s", "ss"))
    own = own[kept]
    design = np.column_stack(
        [
            np.ones(n.size),
            *(_columns(cells[field].filter(pa.array(kept)), n=n, threshold=threshold) for field in fields),
        ]
    )
    width = design.shape[1]
    found = np.zeros((len(groups), width + 1, width + 1))
    for column in range(width):
        for other in range(column, width):
            both = np.bincount(own, design[:, column] * design[:, other] * n, minlength=len(groups))
            found[:, column, other] = found[:, other, column] = both
        with_answer = np.bincount(own, design[:, column] * s, minlength=len(groups))
        found[:, column, width] = found[:, width, column] = with_answer
    found[:, width, width] = np.bincount(own, ss, minlength=len(groups))
    return found


def plain_grams(moments: Sequence[Moments]) -> Floats:
    """The same without a mix, of the sums of each group."""
    n, s, ss = (
        np.array([getattr(one, part) for one in moments], dtype=np.float64) for part in ("n", "s", "ss")
    )
    return np.stack([n, s, s, ss], axis=-1).reshape(-1, 2, 2)


def _numbers(cells: pa.Table, name: str) -> Floats:
    return np.asarray(pc.fill_null(cells[name], 0).to_numpy(), dtype=np.float64)


def _columns(values: Any, *, n: Floats, threshold: int) -> Floats:
    """0 and 1 for every kind but the most frequent; those without a value are a kind of their own."""
    codes = values.combine_chunks().dictionary_encode(null_encoding="encode").indices.to_numpy()
    sizes = np.bincount(codes, n)
    order = np.argsort(-sizes, kind="stable")
    told = [kind for kind in order[:MOST_KINDS] if sizes[kind] >= threshold]
    rest = [kind for kind in order if kind not in set(told)]
    columns = [codes == kind for kind in told[1:]]
    if told and sizes[rest].sum() >= threshold:
        columns.append(np.isin(codes, rest))
    return np.column_stack(columns).astype(np.float64) if columns else np.zeros((n.size, 0))


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
