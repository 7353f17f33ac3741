"""Absorbing first-order chains: how often each state is visited, and how likely each is to end in conversion.

State 0 is the start, before anything happened; it is never entered again. The other states of `inner` are
the touchpoints. Outside of `inner` a chain ends: in conversion, or in its absence.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Absorption(NamedTuple):
    """What the fundamental matrix tells.

    `visits` (k, k): expected visits to each state (column) from each state (row), the state itself counted.
    `converts` (k,): chance of conversion from each state.
    """

    visits: Floats
    converts: Floats


class Without(NamedTuple):
    """The chain with one touchpoint made an end without conversion; row j is about the removal of state j.

    `effect` (k,): 1 - P(conversion without j) / P(conversion). `visits` (k, k): expected visits from the
    start to each state before j. `converts` (k, k): chance of conversion from each state without passing j.
    """

    effect: Floats
    visits: Floats
    converts: Floats


def absorption(*, inner: Floats, converting: Floats) -> Absorption:
    """Solve an absorbing chain by its fundamental matrix ``N = (I - Q)^-1``.

    Parameters
    ----------
    inner : array, shape (k, k)
        Q: chance of going from each state (row) to each state (column) in one step; rows sum to 1 at most.
    converting : array, shape (k,)
        Chance of converting in the next step.

    Returns
    -------
    Absorption
        N and N times `converting`.

    Raises
    ------
    ValueError
        If a state can never be left for an end, so that N does not exist.

    References
    ----------
    Kemeny & Snell (1976), Finite Markov Chains, Springer, theorems 3.2.1 and 3.3.7.

    Examples
    --------
    >>> solved = absorption(inner=np.array([[0.0, 1.0], [0.0, 0.5]]), converting=np.array([0.0, 0.2]))
    >>> solved.visits.tolist(), solved.converts.tolist()
    ([[1.0, 2.0], [0.0, 2.0]], [0.4, 0.4])

    """
    system = np.eye(len(inner)) - inner
    # A closed set of states makes I - Q singular; rounding may hide that, so the condition is asked as well.
    if np.linalg.matrix_rank(system) < len(inner):
        raise ValueError("some state never leads to an end: every path must end in conversion or without it")
    visits = np.asarray(np.linalg.inv(system), dtype=np.float64)
    return Absorption(visits, visits @ converting)


def without_each(*, solved: Absorption) -> Without:
    """Remove every state in turn, from the one matrix that is known already.

    A conversion is lost with state j exactly when its path passes j, so the effect is the chance of ever
    reaching j, ``N[0, j] / N[j, j]``, times the chance of conversion from there, over that from the start.

    Parameters
    ----------
    solved : Absorption
        With a chance of conversion from the start above 0.

    Returns
    -------
    Without
        The row of the start (0) says nothing of use.

    References
    ----------
    Anderl, Becker, von Wangenheim & Schumann (2016), International Journal of Research in Marketing 33,
    457-474, for the removal effect; Kemeny & Snell (1976), section 3.5, for the chance of reaching a state.

    Examples
    --------
    >>> inner = np.array([[0.0, 0.5, 0.5], [0.0, 0.0, 0.5], [0.0, 0.0, 0.0]])
    >>> solved = absorption(inner=inner, converting=np.array([0.0, 0.2, 0.4]))
    >>> without_each(solved=solved).effect[1:].round(4).tolist()
    [0.5, 0.75]

    """
    visits, converts = solved
    own = np.diag(visits)
    reached = visits[0] / own
    before = visits[0] - reached[:, np.newaxis] * visits
    avoiding = converts - (visits / own).T * converts[:, np.newaxis]
    np.fill_diagonal(before, 0.0)
    np.fill_diagonal(avoiding, 0.0)
    return Without(reached * converts / converts[0], before, avoiding)
