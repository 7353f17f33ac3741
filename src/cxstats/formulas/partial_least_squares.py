"""Partial least squares path modelling on correlation matrices, many of them at once.

A construct is a weighted sum of its indicators. Weights and sums are found in turn: from the sums to what
each should look like given its neighbours in the path diagram (inner estimate), and from there to new
weights (outer estimate), until nothing moves. Rows are never needed, only correlations, so that replicates
cost little.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scheme = Literal["path", "factorial", "centroid"]


class Diagram(NamedTuple):
    """Which indicator belongs where, and which construct points to which.

    Attributes
    ----------
    member : ndarray of bool, shape (q, m)
        Indicators by constructs; each indicator in one.
    formative : ndarray of bool, shape (m,)
        True for mode B (weights by regression), False for mode A (weights by correlation).
    into : ndarray of bool, shape (m, m)
        ``into[i, j]``: an arrow leads from construct j to construct i; no circles.

    """

    member: NDArray[np.bool_]
    formative: NDArray[np.bool_]
    into: NDArray[np.bool_]


class Solved(NamedTuple):
    """Weights and loadings (b, q); correlations, paths, total effects (b, m, m): rows into, columns from."""

    weights: Floats
    loadings: Floats
    correlations: Floats
    paths: Floats
    total: Floats


def outer_weights(
    *, correlations: Floats, diagram: Diagram, scheme: Scheme, start: Floats | None = None, steps: int = 3000
) -> Floats | None:
    """Find the outer weights of standardised indicators.

    Parameters
    ----------
    correlations : ndarray, shape (b, q, q)
        Of the indicators, one matrix a replicate.
    diagram : Diagram
        Of the model.
    scheme : {"path", "factorial", "centroid"}
        What a construct takes from its neighbours: regression coefficients of those before it and
        correlations with those after it; correlations; or their signs.
    start : ndarray, shape (q,), optional
        Weights to begin with; all alike otherwise.
    steps : int
        After how many rounds to give up.

    Returns
    -------
    ndarray, shape (b, q), or None
        Weights that give each construct variance 1, its loadings adding up to something positive, or on the
        side of `start`; None where the rounds do not settle.

    References
    ----------
    Lohmoeller (1989), Latent Variable Path Modeling with Partial Least Squares, chapter 2; Tenenhaus,
    Esposito Vinzi, Chatelin & Lauro (2005), Computational Statistics & Data Analysis 48, 159-205.

    Examples
    --------
    >>> import numpy as np
    >>> member = np.array([[True, False], [True, False], [False, True]])
    >>> two = Diagram(member, np.array([False, False]), np.array([[False, False], [True, False]]))
    >>> r = np.array([[1.0, 0.5, 0.4], [0.5, 1.0, 0.2], [0.4, 0.2, 1.0]])
    >>> outer_weights(correlations=r[None], diagram=two, scheme="path").round(4)
    array([[0.7559, 0.378 , 1.    ]])

    """
    begin = np.ones(len(diagram.member)) if start is None else start
    weights = _scaled(np.broadcast_to(begin, correlations.shape[:2]), correlations, diagram)
    for _ in range(steps):
        new = _scaled(_round(weights, correlations, diagram, scheme), correlations, diagram)
        moved = np.abs(new - weights).max()
        weights = new
        if moved < 1e-11:
            side = _own(correlations, weights, diagram) if start is None else weights * start
            return _turned(weights, side, diagram)
    return None


def solved(*, correlations: Floats, weights: Floats, diagram: Diagram) -> Solved:
    """Work out everything that follows from the outer weights.

    Parameters
    ----------
    correlations : ndarray, shape (b, q, q)
        Of the indicators.
    weights : ndarray, shape (b, q)
        From `outer_weights`.
    diagram : Diagram
        Of the model.

    Returns
    -------
    Solved
        Loadings are correlations of indicators with their own construct; paths are standardised regression
        coefficients; a total effect is the sum over all ways along the arrows.

    Raises
    ------
    numpy.linalg.LinAlgError
        If constructs that point to the same one are perfectly collinear.

    Examples
    --------
    >>> import numpy as np
    >>> member = np.array([[True, False], [False, True]])
    >>> two = Diagram(member, np.array([False, False]), np.array([[False, False], [True, False]]))
    >>> r = np.array([[[1.0, 0.5], [0.5, 1.0]]])
    >>> solved(correlations=r, weights=np.ones((1, 2)), diagram=two).total[0]
    array([[0. , 0. ],
           [0.5, 0. ]])

    """
    between = _between(weights, correlations, diagram)
    paths = np.zeros_like(between)
    for target, sources in enumerate(diagram.into):
        paths[:, target, sources] = _regressed(between, target, sources)
    one = np.eye(len(diagram.into))
    total = np.linalg.inv(one - paths) - one
    return Solved(weights, _own(correlations, weights, diagram), between, paths, total)


def _round(weights: Floats, correlations: Floats, diagram: Diagram, scheme: Scheme) -> Floats:
    """Inner estimate, then outer estimate."""
    between = _between(weights, correlations, diagram)
    beside = diagram.into | diagram.into.T
    inner = np.where(beside, np.sign(between) if scheme == "centroid" else between, 0.0)
    if scheme == "path":
        for target, sources in enumerate(diagram.into):
            inner[:, sources, target] = _regressed(between, target, sources)
    spread = correlations @ (weights[..., None] * diagram.member)
    toward = ((spread @ inner) * diagram.member).sum(axis=2)
    for place in np.flatnonzero(diagram.formative):
        own = diagram.member[:, place]
        block = correlations[:, own][:, :, own]
        toward[:, own] = np.linalg.solve(block, toward[:, own, None])[..., 0]
    return np.asarray(toward, dtype=np.float64)


def _regressed(between: Floats, target: int, sources: NDArray[np.bool_]) -> Floats:
    among = between[:, sources][:, :, sources]
    return np.asarray(np.linalg.solve(among, between[:, sources, target, None])[..., 0], dtype=np.float64)


def _between(weights: Floats, correlations: Floats, diagram: Diagram) -> Floats:
    placed = weights[..., None] * diagram.member
    return np.asarray(np.swapaxes(placed, 1, 2) @ correlations @ placed, dtype=np.float64)


def _scaled(weights: Floats, correlations: Floats, diagram: Diagram) -> Floats:
    """Give each construct variance 1."""
    variances = np.diagonal(_between(weights, correlations, diagram), axis1=1, axis2=2)
    return np.asarray(weights / (np.sqrt(variances) @ diagram.member.T), dtype=np.float64)


def _own(correlations: Floats, weights: Floats, diagram: Diagram) -> Floats:
    """Correlation of each indicator with its own construct."""
    spread = correlations @ (weights[..., None] * diagram.member)
    return np.asarray((spread * diagram.member).sum(axis=2), dtype=np.float64)


def _turned(weights: Floats, side: Floats, diagram: Diagram) -> Floats:
    """Turn round the constructs whose side adds up to something negative."""
    signs = np.where(side @ diagram.member < 0, -1.0, 1.0)
    return np.asarray(weights * (signs @ diagram.member.T), dtype=np.float64)
