"""The importance-performance map (IPMA): what a point more goes with, and how good things are already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxstats.arguments import require_scale
from cxstats.drivers.path_results import PathModel
from cxstats.drivers.paths import estimates
from cxstats.estimate import Estimate
from cxstats.formulas.intervals import t_quantile

Scale = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a construct stands on the map.

    Attributes
    ----------
    construct : str
        Its name.
    importance : Estimate or None
        Unstandardised total effect on the target: points of the target (of 100) that go with one point of
        this construct more. None where no arrow leads to the target, and for the target itself.
    performance : Estimate
        Mean from 0 (all gave the lowest answers) to 100. That of the satisfaction construct is the index of
        the ECSI and ACSI.
    weights : tuple of (str, float)
        Unstandardised outer weights of the indicators, adding up to 1.

    """

    construct: str
    importance: Estimate | None
    performance: Estimate
    weights: tuple[tuple[str, float], ...]


def importance_performance(
    *, model: PathModel, target: str, scale: Scale | Mapping[str, Scale]
) -> tuple[Place, ...]:
    """Place each construct of a path model on the map of importance and performance.

    Parameters
    ----------
    model : PathModel
        From `cxstats.drivers.paths.path_model`; lowest answers bad, highest good, in all indicators.
    target : str
        The construct to be moved.
    scale : (float, float) or mapping of str to (float, float)
        Lowest and highest answer that the question allows: of all indicators, or of each by its name.

    Returns
    -------
    tuple of Place, shape (m,)
        In the order of the constructs, the target among them. Intervals by the jackknife, method
        "pls-jackknife", with the weights found anew each time.

    Raises
    ------
    ValueError
        If the target is unknown or no arrow leads to it, a scale is missing or its ends do not ascend, an
        answer's mean lies outside, or an outer weight is negative: a mean with negative weights is no
        performance.

    References
    ----------
    Ringle & Sarstedt (2016), Industrial Management & Data Systems 116, 1865-1886.
    docs/methods/path-models.md.

    Examples
    --------
    >>> from cxstats.drivers.paths import path_model
    >>> answers = [[7, 6, 8], [5, 5, 4], [9, 8, 9], [3, 4, 5], [6, 7, 6], [8, 9, 9], [4, 2, 3], [5, 6, 7]]
    >>> model = path_model(answers=answers, names=["q1", "q2", "loyal"], paths=[("quality", "loyalty")],
    ...                    constructs={"quality": ["q1", "q2"], "loyalty": ["loyal"]})
    >>> quality, loyalty = importance_performance(model=model, target="loyalty", scale=(1, 10))
    >>> round(quality.importance.value, 2), round(quality.performance.value, 1), loyalty.importance
    (1.0, 54.2, None)

    """
    constructs, diagram = model.drawn.constructs, model.drawn.diagram
    if target not in constructs:
        raise ValueError(f"{target!r} is not one of the constructs {constructs!r}")
    goal = constructs.index(target)
    if not diagram.into[goal].any():
        raise ValueError(f"no arrow leads to {target!r}; choose a construct that others point to")
    lowest, width = _scales(scale, model.drawn.indicators)
    _refuse_negative(model)
    means = 100 * (model.replicates.means - lowest) / width
    variances = np.diagonal(model.replicates.covariances, axis1=1, axis2=2) * (100 / width) ** 2
    _refuse_outside(means[0], model.drawn.indicators)
    raw = model.solutions.weights / np.sqrt(variances)
    sums = raw @ diagram.member
    # A construct of variance 1 is its 0-100 score over the score's standard deviation, which is 1 / sums.
    performances = (raw * means) @ diagram.member / sums
    importances = model.solutions.total[:, goal] * sums / sums[:, [goal]]
    reach = t_quantile(level=model.level, df=model.blocks - 1)
    high = estimates(values=performances, n=model.n, reach=reach, level=model.level, within=(0.0, 100.0))
    far = estimates(values=importances, n=model.n, reach=reach, level=model.level)
    normed = raw[0] / (sums[0] @ diagram.member.T)
    return tuple(
        Place(
            name,
            far[place] if model.solutions.total[:, goal, place].any() else None,
            high[place],
            tuple(
                (indicator, float(normed[row]))
                for row, indicator in enumerate(model.drawn.indicators)
                if diagram.member[row, place]
            ),
        )
        for place, name in enumerate(constructs)
    )


def _scales(scale: Scale | Mapping[str, Scale], indicators: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    given = scale if isinstance(scale, Mapping) else dict.fromkeys(indicators, scale)
    if missing := [name for name in indicators if name not in given]:
        raise ValueError(f"the scale of {missing[0]!r} is not given; name its lowest and highest answer")
    ends = np.array([require_scale(name="scale", value=given[name]) for name in indicators])
    return ends[:, 0], ends[:, 1] - ends[:, 0]


def _refuse_negative(model: PathModel) -> None:
    negative = [one for one in model.outer if one.weight.value is not None and one.weight.value < 0]
    if negative:
        worst = negative[0]
        raise ValueError(
            f"the outer weight of {worst.indicator!r} in {worst.construct!r} is negative "
            f"({worst.weight.value:.3f}), and a mean with negative weights is no performance; turn its scale "
            "round or leave it out"
        )


def _refuse_outside(means: np.ndarray, indicators: Sequence[str]) -> None:
    outside = (means < 0) | (means > 100)
    if outside.any():
        place = int(np.argmax(outside))
        raise ValueError(
            f"the mean of {indicators[place]!r} lies outside its scale; give the scale it was asked on"
        )
