"""Values that several of the calls share."""

import numpy as np
from tests.cxstats.bad.arguments import given, names, part, table, weights

from cxstats.estimate import Moments
from cxstats.moments import of_answers

N = 40
_RNG = np.random.default_rng(20261126)
X = _RNG.normal(7, 2, size=(N, 3)).round(1)
Y = (X @ [0.5, 0.3, 0.1] + _RNG.normal(size=N)).round(1)
ORDER = np.digitize(Y, np.quantile(Y, [0.3, 0.6])).astype(float)
SERIES = (50 + _RNG.normal(size=60)).round(2)
OTHER = (20 + _RNG.normal(size=60)).round(2)
LEVEL = part(0.95)
NPS = given(Moments(n=60, s=20, ss=40))
SHARE = given(Moments(n=50, s=43, ss=43))
MEAN = given(
    Moments(n=5, s=15, ss=55),
    nobody=Moments(),
    one=Moments(n=1, s=3, ss=9),
    all_the_same=Moments(n=5, s=15, ss=45),
    impossible=Moments(n=5, s=15, ss=1),
)
WEIGHTED = given(
    of_answers(answers=[1.0, 0.0, -1.0, 1.0] * 5, weights=[1.0, 2.0] * 10),
    nobody=Moments(),
    one=of_answers(answers=[1.0], weights=[2.0]),
    no_weight=of_answers(answers=[1.0, 0.0], weights=[0.0, 0.0]),
)
ROWS = {"predictors": table(X), "names": names("abc"), "weights": weights(N)}
