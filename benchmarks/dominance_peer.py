"""The shares of dominance-analysis (PyPI), in a Python of its own: it needs NumPy 1 and IPython 7.

python dominance_peer.py ANSWERS.npy     # the outcome last; prints seconds and shares as JSON
"""

import json
import sys
import time

import numpy as np
import pandas as pd
from dominance_analysis import Dominance


def main(path: str) -> None:
    """Share R2 out, and print how long it took and what it found."""
    answers = np.load(path).astype(float)
    drivers = answers.shape[1] - 1
    names = [f"x{number}" for number in range(drivers)]
    table = pd.DataFrame(answers, columns=[*names, "outcome"])
    start = time.perf_counter()
    found = Dominance(data=table, target="outcome", objective=1, top_k=drivers).incremental_rsquare()
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "shares": [float(found[name]) for name in names]}))


if __name__ == "__main__":
    main(sys.argv[1])
