"""A path diagram as somebody writes it down, checked and turned into what the arithmetic takes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np

from cxstats.formulas.partial_least_squares import Diagram

Arrow = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A diagram and its names.

    Attributes
    ----------
    constructs : tuple of str, shape (m,)
        In the order given.
    indicators : tuple of str, shape (q,)
        Construct after construct.
    diagram : Diagram
        The same as matrices.

    """

    constructs: tuple[str, ...]
    indicators: tuple[str, ...]
    diagram: Diagram

    def home(self, place: int) -> str:
        """Name the construct of the indicator at this place."""
        return self.constructs[int(np.argmax(self.diagram.member[place]))]


def drawn(
    *, constructs: Mapping[str, Sequence[str]], paths: Sequence[Arrow], formative: Sequence[str] = ()
) -> Drawn:
    """Check a diagram.

    Parameters
    ----------
    constructs : mapping of str to sequence of str
        The indicators of each construct.
    paths : sequence of (str, str)
        From which construct to which.
    formative : sequence of str
        Constructs of mode B.

    Returns
    -------
    Drawn
        The diagram as matrices.

    Raises
    ------
    ValueError
        If a construct has no indicator, an indicator belongs to two, a path or `formative` names an unknown
        construct, a path stands twice or leads in a circle, or a construct has no path.

    Examples
    --------
    >>> drawn(constructs={"image": ["i1", "i2"], "loyalty": ["l1"]}, paths=[("image", "loyalty")]).indicators
    ('i1', 'i2', 'l1')

    """
    names = tuple(constructs)
    indicators = tuple(indicator for own in constructs.values() for indicator in own)
    _refuse_indicators(constructs, indicators)
    _refuse_paths(names, paths, formative)
    member = np.array([[indicator in constructs[name] for name in names] for indicator in indicators])
    into = np.array([[(source, target) in paths for source in names] for target in names])
    return Drawn(names, indicators, Diagram(member, np.array([name in formative for name in names]), into))


def _refuse_indicators(constructs: Mapping[str, Sequence[str]], indicators: tuple[str, ...]) -> None:
    empty = [name for name, own in constructs.items() if not own]
    if empty:
        raise ValueError(f"{empty[0]!r} has no indicator; give it one or leave it out")
    twice = [indicator for indicator, times in Counter(indicators).items() if times > 1]
    if twice:
        raise ValueError(f"{twice[0]!r} must belong to one construct, but stands twice")


def _refuse_paths(names: tuple[str, ...], paths: Sequence[Arrow], formative: Sequence[str]) -> None:
    unknown = [name for name in (*(end for path in paths for end in path), *formative) if name not in names]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of the constructs {names!r}")
    twice = [path for path, times in Counter(paths).items() if times > 1]
    if twice:
        raise ValueError(f"the path {twice[0]!r} stands twice")
    alone = [name for name in names if not any(name in path for path in paths)]
    if alone:
        raise ValueError(f"no path leads from or to {alone[0]!r}; draw one or leave it out")
    graph: dict[str, set[str]] = {}
    for source, target in paths:
        graph.setdefault(target, set()).add(source)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise ValueError(f"the paths lead in a circle: {' > '.join(error.args[1])}; break it") from error
