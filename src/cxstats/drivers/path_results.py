"""What a PLS path model tells: weights, loadings, paths, total effects, each with its interval."""

from dataclasses import dataclass

from cxstats.drivers.path_diagram import Drawn
from cxstats.drivers.replicates import Replicates
from cxstats.drivers.terms import Term
from cxstats.estimate import Estimate
from cxstats.formulas.partial_least_squares import Floats, Solved


@dataclass(frozen=True, slots=True)
class Outer:
    """An indicator and its construct.

    Attributes
    ----------
    indicator, construct : str
        Their names.
    weight : Estimate
        Of the standardised indicator in its construct, which has variance 1.
    loading : Estimate
        Correlation of both. A construct of one indicator has weight and loading 1 by definition.

    """

    indicator: str
    construct: str
    weight: Estimate
    loading: Estimate


@dataclass(frozen=True, slots=True)
class Explained:
    """How much of a construct goes with those that point to it: R2, and R2 adjusted for their number."""

    construct: str
    r2: float
    adjusted: float


@dataclass(frozen=True, slots=True, eq=False)
class PathModel:
    """A PLS path model.

    Attributes
    ----------
    outer : tuple of Outer, shape (q,)
        Weights and loadings, construct after construct.
    paths : tuple of Term
        Standardised coefficients, in the order of the paths given, named "source > target".
    total : tuple of Term
        Total effects (standardised): of each construct on each that its arrows reach, along all ways.
    explained : tuple of Explained
        Of each construct that something points to.
    correlations : ndarray, shape (m, m)
        Of the constructs.
    n, blocks : int
        Rows with a weight above 0, and blocks of them left out in turn for the errors.
    level : float
        Confidence level of the intervals.
    drawn : Drawn
        The diagram.
    replicates : Replicates
        Means and covariances of the indicators, of all rows and without each block.
    solutions : Solved
        The same model of all rows and without each block.

    """

    outer: tuple[Outer, ...]
    paths: tuple[Term, ...]
    total: tuple[Term, ...]
    explained: tuple[Explained, ...]
    correlations: Floats
    n: int
    blocks: int
    level: float
    drawn: Drawn
    replicates: Replicates
    solutions: Solved
