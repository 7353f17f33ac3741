"""What a number is here: a value, the range it may really lie in, how many answers, and how it was found.

Nothing in this package returns a bare score. What cannot be known is ``None``, never NaN and never a guess:
a group without answers has no value, and one answer has a value but no range for its mean. Where thousands of
numbers stand in columns (`cxstats.estimates`), an array holds NaN for it, and None is what one of them gives.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from numbers import Real
from reprlib import repr as short

from cxstats.arguments import require_fraction

FEWEST_TO_JUDGE = 10
"""Answers each side of a comparison needs before a verdict is spoken (the intervals hold from there on)."""

LARGEST = 1e150
"""No sum is as large: its square could not be held."""


class Verdict(StrEnum):
    """What may be said of a change in one word."""

    BETTER = "better"
    WORSE = "worse"
    NONE = "none"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its range.

    Attributes
    ----------
    value : float or None
        The point estimate; None when there is no answer.
    low, high : float or None
        The limits of the interval; None when the data allow none.
    n : int
        How many answers were counted.
    method : str
        Slug of the method of the interval, one page in ``docs/methods`` each.
    level : float
        Confidence level of the interval, between 0 and 1.
    n_effective : float or None
        Kish's effective number of answers; None when no weights were used.

    Examples
    --------
    >>> Estimate(value=0.25, low=0.1, high=0.4, n=100, method="adjusted-wald").level
    0.95

    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str
    level: float = 0.95
    n_effective: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A change, now minus before, with its range.

    Attributes
    ----------
    value, low, high : float or None
        The change and its limits; positive means the number grew.
    p_value : float or None
        Two-sided, against "no change"; None when the data allow no test.
    n_before, n_now : int
        How many answers stand on each side.
    method : str
        Slug of the method.
    level : float
        Confidence level of the interval.

    """

    value: float | None
    low: float | None
    high: float | None
    p_value: float | None
    n_before: int
    n_now: int
    method: str
    level: float = 0.95

    def testable(self, *, fewest: int = FEWEST_TO_JUDGE) -> bool:
        """Whether a verdict can be spoken at all.

        Parameters
        ----------
        fewest : int
            Answers needed on each side.

        Returns
        -------
        bool
            False when a side is too small or the data allow no test.

        """
        return self.p_value is not None and min(self.n_before, self.n_now) >= fewest

    def verdict(
        self, *, alpha: float = 0.05, higher_is_better: bool = True, fewest: int = FEWEST_TO_JUDGE
    ) -> Verdict:
        """Say whether the change is real, and which way it goes.

        This judges one comparison looked at alone; for a list of comparisons use `cxstats.compare.judge`.

        Parameters
        ----------
        alpha : float
            Share of false alarms accepted, between 0 and 1.
        higher_is_better : bool
            False for scores where less is good, such as effort.
        fewest : int
            Answers needed on each side.

        Returns
        -------
        Verdict
            few (too few to tell), none (no real change), better or worse.

        Raises
        ------
        ValueError
            If `alpha` is not between 0 and 1.

        Examples
        --------
        >>> drop = Difference(-0.2, -0.3, -0.1, 0.001, 400, 380, "adjusted-wald")
        >>> drop.verdict(alpha=0.05).value
        'worse'
        >>> drop.verdict(alpha=0.05, higher_is_better=False).value
        'better'

        """
        require_fraction(name="alpha", value=alpha)
        if self.value is None or self.p_value is None or not self.testable(fewest=fewest):
            return Verdict.FEW
        if self.p_value > alpha or self.value == 0:
            return Verdict.NONE
        return Verdict.BETTER if (self.value > 0) == higher_is_better else Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Moments:
    """The sums of one score ``y`` in one group from which every estimate here is made.

    All merge by addition, so any engine may add them up in any order. ``y`` is -1, 0 or +1 for NPS, 0 or 1
    for a share, and the answer itself for a mean. Weighted sums count only answers with a weight ``w``.

    Attributes
    ----------
    n : int
        Number of answers.
    s, ss : float
        Sums of y and y^2.
    w, ww, wy, wyy, wwy, wwyy : float
        Sums of w, w^2, w y, w y^2, w^2 y, w^2 y^2.
    n_weighted : int
        Number of answers with a weight.

    Raises
    ------
    ValueError
        If a sum is not finite, or a count, a sum of squares or a sum of weights is negative.

    Examples
    --------
    >>> monday = Moments(n=3, s=1.0, ss=3.0)
    >>> tuesday = Moments(n=2, s=2.0, ss=2.0)
    >>> monday + tuesday == sum([monday, tuesday], Moments()) == Moments(n=5, s=3.0, ss=5.0)
    True

    """

    n: int = 0
    s: float = 0.0
    ss: float = 0.0
    w: float = 0.0
    ww: float = 0.0
    wy: float = 0.0
    wyy: float = 0.0
    wwy: float = 0.0
    wwyy: float = 0.0
    n_weighted: int = 0

    def __post_init__(self) -> None:
        # Made by the thousand: the names are looked at only where one of the sums is wrong.
        unsigned = (self.n, self.ss, self.w, self.ww, self.wyy, self.wwyy, self.n_weighted)
        try:
            if min(unsigned) >= 0 and sum(unsigned) + abs(self.s) + abs(self.wy) + abs(self.wwy) < LARGEST:
                return
        except TypeError:  # one of them is no number
            pass
        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            if not (isinstance(value, Real) and abs(float(value)) < LARGEST):
                raise ValueError(f"{name} must be a finite number below {LARGEST:g}, not {short(value)}")
            if value < 0 and name not in {"s", "wy", "wwy"}:
                raise ValueError(f"{name} must not be negative, but is {value!r}")

    def unweighted(self) -> "Moments":
        """Give the sums in which every answer counts alike, and leave those with weights out.

        Returns
        -------
        Moments

        Examples
        --------
        >>> Moments(n=2, s=1.0, ss=1.0, w=3.0, ww=5.0, n_weighted=2).unweighted()
        Moments(n=2, s=1.0, ss=1.0, w=0.0, ww=0.0, wy=0.0, wyy=0.0, wwy=0.0, wwyy=0.0, n_weighted=0)

        """
        weighed = self.n_weighted or self.w or self.ww or self.wy or self.wyy or self.wwy or self.wwyy
        return Moments(n=self.n, s=self.s, ss=self.ss) if weighed else self

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(
            n=self.n + other.n,
            s=self.s + other.s,
            ss=self.ss + other.ss,
            w=self.w + other.w,
            ww=self.ww + other.ww,
            wy=self.wy + other.wy,
            wyy=self.wyy + other.wyy,
            wwy=self.wwy + other.wwy,
            wwyy=self.wwyy + other.wwyy,
            n_weighted=self.n_weighted + other.n_weighted,
        )


def require_moments(*, name: str, value: Moments) -> Moments:
    """Give back sums that are sums.

    Parameters
    ----------
    name : str
        What they are called in the message.
    value : Moments
        The sums.

    Returns
    -------
    Moments
        The same.

    Raises
    ------
    ValueError
        If it is anything else, such as a tuple of counts.

    Examples
    --------
    >>> require_moments(name="before", value=Moments(n=3, s=1, ss=3)).n
    3

    """
    if isinstance(value, Moments):
        return value
    raise ValueError(
        f"{name} must be Moments, as cxstats.moments makes them of counts or answers, not {short(value)}"
    )
