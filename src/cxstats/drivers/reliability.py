"""How well the indicators of a construct hold together: alpha, rho_A, rho_C, average variance extracted."""

from dataclasses import dataclass

import numpy as np

from cxstats.drivers.path_results import PathModel


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of one construct; all are 1 where it has one indicator.

    Attributes
    ----------
    construct : str
        Its name.
    alpha : float
        Cronbach's, of the standardised indicators.
    rho_a : float
        Dijkstra and Henseler's, by the outer weights.
    rho_c : float
        Composite reliability, by the loadings.
    ave : float
        Average variance extracted: mean squared loading.

    """

    construct: str
    alpha: float
    rho_a: float
    rho_c: float
    ave: float


def reliability(*, model: PathModel) -> tuple[Reliability, ...]:
    """Tell how well the indicators of each construct of mode A hold together.

    Parameters
    ----------
    model : PathModel
        From `cxstats.drivers.paths.path_model`.

    Returns
    -------
    tuple of Reliability
        Constructs of mode B are left out: their indicators need not go together. By habit of the field
        rho_c from .7 and ave from .5 on are called enough.

    References
    ----------
    Dijkstra & Henseler (2015), MIS Quarterly 39, 297-316; Fornell & Larcker (1981), Journal of Marketing
    Research 18, 39-50. docs/methods/path-models.md.

    Examples
    --------
    >>> from cxstats.drivers.paths import path_model
    >>> answers = [[7, 6, 8], [5, 5, 4], [9, 8, 9], [3, 4, 5], [6, 7, 6], [8, 9, 9], [4, 2, 3], [5, 6, 7]]
    >>> model = path_model(answers=answers, names=["q1", "q2", "loyal"], paths=[("quality", "loyalty")],
    ...                    constructs={"quality": ["q1", "q2"], "loyalty": ["loyal"]})
    >>> round(reliability(model=model)[0].alpha, 3)
    0.917

    """
    covariances = model.replicates.covariances[0]
    spread = np.sqrt(np.diag(covariances))
    correlations = covariances / np.outer(spread, spread)
    weights, loadings = model.solutions.weights[0], model.solutions.loadings[0]
    diagram = model.drawn.diagram
    found = []
    for name, own, formative in zip(model.drawn.constructs, diagram.member.T, diagram.formative, strict=True):
        if not formative:
            found.append(_of_block(name, correlations[own][:, own], weights[own], loadings[own]))
    return tuple(found)


def _of_block(name: str, r: np.ndarray, weights: np.ndarray, loadings: np.ndarray) -> Reliability:
    count = len(r)
    if count == 1:
        return Reliability(name, 1.0, 1.0, 1.0, 1.0)
    off = 1 - np.eye(count)
    alpha = count / (count - 1) * (1 - count / r.sum())
    scale = weights @ (np.outer(weights, weights) * off) @ weights
    rho_a = (weights @ weights) ** 2 * (weights @ (r * off) @ weights) / scale
    whole = loadings.sum() ** 2
    rho_c = whole / (whole + (1 - loadings**2).sum())
    return Reliability(name, float(alpha), float(rho_a), float(rho_c), float((loadings**2).mean()))
