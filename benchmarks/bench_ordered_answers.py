"""The proportional-odds logit at 20,000 answers of five steps, beside statsmodels in the same run.

    python benchmarks/bench_ordered_answers.py [--rows 20000]

Both look for the same maximum. The errors of OrderedModel come from differences of its likelihood, which hold
some five digits; ours are those of the formula.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, report

from cxstats.drivers.ordinal import proportional_odds


def drawn(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw five predictors and an answer of five steps."""
    generator = np.random.default_rng(20261126)
    x = generator.normal(size=(rows, 5))
    behind = x @ [0.8, 0.4, -0.3, 0.1, 0.0] + generator.logistic(size=rows)
    return x, np.digitize(behind, [-3, -2, -1, 0.5])


def main() -> int:
    """Fit both and compare."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    x, y = drawn(parser.parse_args().rows)
    start = time.perf_counter()
    ours = proportional_odds(predictors=x, outcome=y)
    between = time.perf_counter()
    theirs = OrderedModel(y, x, distr="logit").fit(method="bfgs", disp=False, gtol=1e-8, maxiter=500)
    end = time.perf_counter()
    pairs = list(zip(ours.coefficients, theirs.params, theirs.bse, strict=False))
    apart = float(max(abs(one.value - value) for one, value, _ in pairs))
    errors = float(max(abs(one.standard_error / error - 1) for one, _, error in pairs))
    above = float(ours.log_likelihood - theirs.llf)
    mine, peers = between - start, end - between
    bars = [
        Bar(name="coefficients apart, in millionths", value=1e6 * apart, unit="", most=1),
        Bar(name="standard errors apart, in millionths of their size", value=1e6 * errors, unit="", most=100),
        Bar(name="our log-likelihood above theirs, in millionths", value=1e6 * above, unit="", least=-1),
        Bar(name="our fit", value=1000 * mine, unit="ms"),
        Bar(name="statsmodels", value=1000 * peers, unit="ms"),
        Bar(name="times as fast", value=peers / mine, unit="x", least=3),
    ]
    report("proportional-odds logit", bars)
    return 0 if all(bar.reached for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
