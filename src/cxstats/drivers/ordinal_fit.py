"""The most likely proportional-odds model of rows already checked, or why there is none."""

from dataclasses import dataclass

import numpy as np

from cxstats.drivers.model_rows import Floats, ModelRows
from cxstats.formulas.cumulative_logit import Maximum, Ordered, maximise, separating


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A maximum found in spread-free units, and the way back to the units of the predictors."""

    rows: ModelRows
    data: Ordered
    answers: tuple[float, ...]
    top: Maximum
    back: Floats

    @property
    def respondents(self) -> int:
        """The sum of the weights, where they are counts."""
        return round(float(self.rows.w.sum()))

    @property
    def theta(self) -> Floats:
        """Coefficients, then thresholds, in the units of the predictors, shape (p + k - 1,)."""
        natural: Floats = self.back @ self.top.theta
        return natural


def fit_rows(*, rows: ModelRows) -> Fitted:
    """Fit rows already checked, in predictors of unit spread.

    Parameters
    ----------
    rows : ModelRows
        From `cxstats.drivers.model_rows.checked_rows`.

    Returns
    -------
    Fitted
        The maximum and the way back.

    Raises
    ------
    ValueError
        If a predictor separates the answers, or the search does not converge.

    Examples
    --------
    >>> from cxstats.drivers.model_rows import checked_rows
    >>> rows = checked_rows(predictors=[1.0, 2.0, 3.0, 4.0], outcome=[1, 2, 1, 2])
    >>> fit_rows(rows=rows).theta.round(3)
    array([0.908, 2.27 ])

    """
    answers, codes = np.unique(rows.y, return_inverse=True)
    middle, spread = rows.x.mean(axis=0), rows.x.std(axis=0)
    data = Ordered((rows.x - middle) / spread, codes, rows.w, answers.size)
    top = maximise(data=data)
    weakest = np.linalg.eigvalsh(top.information)[0] / rows.w.sum()
    if not top.converged or weakest < 1e-7:
        _refuse(data, rows.names, converged=top.converged)
    cuts, p = answers.size - 1, rows.x.shape[1]
    back = np.zeros((cuts + p,) * 2)
    back[:p, cuts:] = np.diag(1 / spread)
    back[p:, :cuts] = np.eye(cuts)
    back[p:, cuts:] = middle / spread
    return Fitted(rows, data, tuple(answers.tolist()), top, back)


def _refuse(data: Ordered, names: tuple[str, ...], *, converged: bool) -> None:
    direction = separating(data=data)
    if direction is not None:
        slopes = direction[data.categories - 1 :]
        guilty = [name for name, slope in zip(names, slopes, strict=True) if abs(slope) > 1e-6]
        raise ValueError(
            f"the answers are separated by {guilty!r}: beyond some value of it only the highest or lowest "
            "answers occur, so no finite coefficient is most likely; join rare answers or leave it out"
        )
    if not converged:
        raise ValueError(
            "the search for the most likely coefficients did not converge; join rare answers, or look for "
            "weights and predictors that differ too much in size"
        )
