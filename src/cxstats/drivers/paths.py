"""Paths between what was not asked itself (image, quality, satisfaction): PLS path models, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxstats.drivers.gram import Gram
from cxstats.drivers.path_diagram import Arrow, Drawn, drawn
from cxstats.drivers.path_results import Explained, Outer, PathModel
from cxstats.drivers.replicates import Replicates, jackknife_errors, replicates, replicates_from_gram
from cxstats.drivers.terms import Term, wald_terms
from cxstats.estimate import Estimate
from cxstats.formulas.intervals import t_quantile
from cxstats.formulas.partial_least_squares import Floats, Scheme, Solved, outer_weights, solved

METHOD = "pls-jackknife"
_ALMOST_ONE = 1 - 1e-15


def path_model(
    *,
    answers: ArrayLike,
    names: Sequence[str],
    constructs: Mapping[str, Sequence[str]],
    paths: Sequence[Arrow],
    formative: Sequence[str] = (),
    scheme: Scheme = "path",
    weights: ArrayLike | None = None,
    blocks: ArrayLike | None = None,
    level: float = 0.95,
) -> PathModel:
    """Fit a PLS path model (PLS-PM, as for the customer-satisfaction indices ECSI and ACSI).

    Parameters
    ----------
    answers : array_like, shape (n, columns)
        One row a respondent, without missing answers.
    names : sequence of str, shape (columns,)
        Of the columns; those that no construct names are left out.
    constructs : mapping of str to sequence of str
        The indicators of each construct, each in one.
    paths : sequence of (str, str)
        Arrows, from which construct to which; no circles.
    formative : sequence of str
        Constructs of mode B, formed by their indicators (weights by regression). All others are of mode A,
        reflected by them (weights by correlation).
    scheme : {"path", "factorial", "centroid"}
        Of the inner estimate; "path" is what seminr and SmartPLS take by default.
    weights : array_like, shape (n,), optional
        Not negative.
    blocks : array_like of int, shape (n,), optional
        Which rows are left out together for the errors: see `cxstats.drivers.replicates.replicates`.
    level : float
        Confidence level of the intervals, between 0 and 1.

    Returns
    -------
    PathModel
        Estimates with method "pls-jackknife": errors by leaving out a block at a time, t with blocks - 1
        degrees of freedom. See `cxstats.drivers.importance_performance` for the map (IPMA).

    Raises
    ------
    ValueError
        If diagram or rows do not hold together (see `cxstats.drivers.path_diagram.drawn` and
        `cxstats.drivers.replicates.replicates`), there are not more rows than arrows into one construct,
        constructs or formative indicators are perfectly collinear, the rounds do not settle, or `scheme` or
        `level` is not what it must be.

    References
    ----------
    Tenenhaus, Esposito Vinzi, Chatelin & Lauro (2005), Computational Statistics & Data Analysis 48,
    159-205; Hair, Hult, Ringle & Sarstedt (2022), A Primer on PLS-SEM. docs/methods/path-models.md.

    Examples
    --------
    >>> answers = [[7, 6, 8], [5, 5, 4], [9, 8, 9], [3, 4, 5], [6, 7, 6], [8, 9, 9], [4, 2, 3], [5, 6, 7]]
    >>> model = path_model(answers=answers, names=["q1", "q2", "loyal"], paths=[("quality", "loyalty")],
    ...                    constructs={"quality": ["q1", "q2"], "loyalty": ["loyal"]})
    >>> one = model.paths[0]
    >>> one.name, round(one.value, 3), round(model.explained[0].r2, 3)
    ('quality > loyalty', 0.904, 0.818)

    """
    picture = drawn(constructs=constructs, paths=paths, formative=formative)
    sums = replicates(answers=answers, names=names, wanted=picture.indicators, weights=weights, blocks=blocks)
    return _model(sums, picture, paths, scheme, level)


def path_model_from_gram(
    *,
    gram: Gram,
    constructs: Mapping[str, Sequence[str]],
    paths: Sequence[Arrow],
    formative: Sequence[str] = (),
    scheme: Scheme = "path",
    level: float = 0.95,
) -> PathModel:
    """Fit a PLS path model to sums, for more rows than memory holds.

    Parameters
    ----------
    gram : Gram
        Of the indicators, in blocks (see `cxstats.drivers.gram.gram`); columns that no construct names are
        left out.
    constructs, paths, formative, scheme, level
        As for `path_model`.

    Returns
    -------
    PathModel
        As `path_model` of the rows with the same blocks gives it.

    Raises
    ------
    ValueError
        As for `path_model`, and if the Gram has no blocks.

    References
    ----------
    As for `path_model`.

    Examples
    --------
    >>> from cxstats.drivers.gram import gram
    >>> answers = [[7, 6, 8], [5, 5, 4], [9, 8, 9], [3, 4, 5], [6, 7, 6], [8, 9, 9], [4, 2, 3], [5, 6, 7]]
    >>> sums = gram(answers, names=("q1", "q2", "loyal"), blocks=list(range(8)))
    >>> model = path_model_from_gram(gram=sums, paths=[("quality", "loyalty")],
    ...                              constructs={"quality": ["q1", "q2"], "loyalty": ["loyal"]})
    >>> round(model.paths[0].value, 3), model.blocks
    (0.904, 8)

    """
    picture = drawn(constructs=constructs, paths=paths, formative=formative)
    return _model(replicates_from_gram(gram=gram, wanted=picture.indicators), picture, paths, scheme, level)


def _model(
    sums: Replicates, picture: Drawn, paths: Sequence[Arrow], scheme: Scheme, level: float
) -> PathModel:
    if scheme not in {"path", "factorial", "centroid"}:
        raise ValueError(f"scheme must be 'path', 'factorial' or 'centroid', not {scheme!r}")
    reach = t_quantile(level=level, df=sums.blocks - 1)
    solutions = _solutions(sums, picture, scheme)
    place = picture.constructs.index
    arrows = [(place(target), place(source)) for source, target in paths]
    reached = [(int(target), int(source)) for source, target in np.argwhere(_reached(picture).T)]
    return PathModel(
        outer=_outer(solutions, picture, sums.n, reach, level),
        paths=_between_constructs(solutions.paths, arrows, picture, sums, level),
        total=_between_constructs(solutions.total, reached, picture, sums, level),
        explained=_explained(solutions, picture, sums.n),
        correlations=solutions.correlations[0],
        n=sums.n,
        blocks=sums.blocks,
        level=level,
        drawn=picture,
        replicates=sums,
        solutions=solutions,
    )


def estimates(
    *, values: Floats, n: int, reach: float, level: float, within: tuple[float, float] = (-np.inf, np.inf)
) -> list[Estimate]:
    """Give the first of each column of replicates its jackknife interval.

    Parameters
    ----------
    values : ndarray, shape (g + 1, k)
        Of all rows, then without each block.
    n : int
        Rows.
    reach : float
        How many standard errors to each side.
    level : float
        The level that `reach` belongs to.
    within : (float, float)
        Beyond what the limits cannot lie.

    Returns
    -------
    list of Estimate, shape (k,)
        Method "pls-jackknife".

    Examples
    --------
    >>> import numpy as np
    >>> one, = estimates(values=np.array([[4.0], [3.0], [5.0], [4.0]]), n=3, reach=2.0, level=0.9)
    >>> round(one.low, 3), round(one.high, 3)
    (1.691, 6.309)

    """
    errors = jackknife_errors(values).tolist()
    least, most = within
    return [
        Estimate(value, max(least, value - reach * error), min(most, value + reach * error), n, METHOD, level)
        for value, error in zip(values[0].tolist(), errors, strict=True)
    ]


def _solutions(sums: Replicates, picture: Drawn, scheme: Scheme) -> Solved:
    diagram = picture.diagram
    most = int(diagram.into.sum(axis=1).max())
    if sums.n <= most + 1:
        raise ValueError(f"{sums.n} rows are too few for {most} arrows into one construct; ask more people")
    spread = np.sqrt(np.diagonal(sums.covariances, axis1=1, axis2=2))
    correlations = sums.covariances / (spread[:, :, None] * spread[:, None, :])
    _refuse_collinear_indicators(correlations[0], picture)
    try:
        first = outer_weights(correlations=correlations[:1], diagram=diagram, scheme=scheme)
        if first is None:
            raise ValueError(f"the weights do not settle under the scheme {scheme!r}; take another")
        found = solved(correlations=correlations[:1], weights=first, diagram=diagram)
        _refuse_collinear_constructs(found, picture)
        weights = outer_weights(correlations=correlations, diagram=diagram, scheme=scheme, start=first[0])
        if weights is None:
            raise ValueError(
                f"the weights do not settle under the scheme {scheme!r} without some of the rows, which "
                "are too few for so many paths; take another scheme or fewer paths"
            )
        return solved(correlations=correlations, weights=weights, diagram=diagram)
    except np.linalg.LinAlgError as error:
        raise ValueError(f"constructs among {picture.constructs!r} are perfectly collinear") from error


def _refuse_collinear_indicators(correlations: Floats, picture: Drawn) -> None:
    for place in np.flatnonzero(picture.diagram.formative):
        own = picture.diagram.member[:, place]
        if np.linalg.eigvalsh(correlations[own][:, own])[0] < 1e-10:
            name = picture.constructs[place]
            raise ValueError(f"the indicators of {name!r} are perfectly collinear; leave one out")


def _refuse_collinear_constructs(found: Solved, picture: Drawn) -> None:
    for target, sources in enumerate(picture.diagram.into):
        if sources.any() and np.linalg.eigvalsh(found.correlations[0][sources][:, sources])[0] < 1e-10:
            names = [name for name, points in zip(picture.constructs, sources, strict=True) if points]
            goal = picture.constructs[target]
            raise ValueError(f"{names!r} are perfectly collinear, and all point to {goal!r}; join two")


def _reached(picture: Drawn) -> NDArray[np.bool_]:
    """Which constructs (rows) the arrows of which others (columns) reach."""
    one = np.eye(len(picture.constructs))
    return np.asarray(np.linalg.inv(one - picture.diagram.into) - one > 0.5)


def _between_constructs(
    values: Floats, pairs: Sequence[tuple[int, int]], picture: Drawn, sums: Replicates, level: float
) -> tuple[Term, ...]:
    chosen = np.stack([values[:, target, source] for target, source in pairs], axis=1)
    return wald_terms(
        names=[f"{picture.constructs[source]} > {picture.constructs[target]}" for target, source in pairs],
        values=chosen[0],
        variances=jackknife_errors(chosen) ** 2,
        n=sums.n,
        method=METHOD,
        level=level,
        df=sums.blocks - 1,
    )


def _outer(found: Solved, picture: Drawn, n: int, reach: float, level: float) -> tuple[Outer, ...]:
    weights = estimates(values=found.weights, n=n, reach=reach, level=level)
    loadings = _correlations(found.loadings, n, reach, level)
    return tuple(
        Outer(indicator, picture.home(place), weight, loading)
        for place, (indicator, weight, loading) in enumerate(
            zip(picture.indicators, weights, loadings, strict=True)
        )
    )


def _correlations(values: Floats, n: int, reach: float, level: float) -> list[Estimate]:
    """Intervals on Fisher's scale, atanh, whose limits correlations near 1 do not pass."""
    scaled = np.arctanh(np.clip(values, -_ALMOST_ONE, _ALMOST_ONE))
    far = reach * jackknife_errors(scaled)
    lows, highs = np.tanh(scaled[0] - far), np.tanh(scaled[0] + far)
    return [
        Estimate(value, min(value, low), max(value, high), n, METHOD, level)
        for value, low, high in zip(values[0].tolist(), lows.tolist(), highs.tolist(), strict=True)
    ]


def _explained(found: Solved, picture: Drawn, n: int) -> tuple[Explained, ...]:
    shares = (found.paths[0] * found.correlations[0]).sum(axis=1)
    arrows = picture.diagram.into.sum(axis=1)
    return tuple(
        Explained(name, float(r2), float(1 - (1 - r2) * (n - 1) / (n - count - 1)))
        for name, r2, count in zip(picture.constructs, shares, arrows, strict=True)
        if count
    )
