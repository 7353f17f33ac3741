"""Sums of made-up answers, the slow and plain way, for tests to compare with."""

from collections.abc import Sequence

from hypothesis import settings

from cxstats.estimate import Moments

steady = settings(derandomize=True)
"""Property tests find the same examples everywhere, and a busy machine does not make them fail."""


def sums(answers: Sequence[float], weights: Sequence[float] = ()) -> Moments:
    pairs = list(zip(weights, answers, strict=True)) if weights else []
    return Moments(
        n=len(answers),
        s=sum(answers),
        ss=sum(y * y for y in answers),
        w=sum(w for w, _ in pairs),
        ww=sum(w * w for w, _ in pairs),
        wy=sum(w * y for w, y in pairs),
        wyy=sum(w * y * y for w, y in pairs),
        wwy=sum(w * w * y for w, y in pairs),
        wwyy=sum(w * w * y * y for w, y in pairs),
        n_weighted=sum(w >= 1e-70 for w, _ in pairs),  # nearer to 0 is none
    )


def net(promoters: int, passives: int, detractors: int) -> Moments:
    return Moments(n=promoters + passives + detractors, s=promoters - detractors, ss=promoters + detractors)


def top(successes: int, n: int) -> Moments:
    return Moments(n=n, s=successes, ss=successes)
