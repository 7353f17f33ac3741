"""Drivers from sums: exact LMG of 14 drivers, 100 blocks of it, the peer's file; peers in the same run.

    python benchmarks/bench_drivers.py

The sums and shares are timed alone, the best of several runs counts; what is on top for blocks holds the
whole table (shares, ranks, coefficients with their errors). The file is read from CSV in a process of its
own, imports and all, against the peer's stages 1, 2, 4a and 4b without its imports. Peers of the sums are
fits of every subset, by numpy from the same correlations and by scikit-learn from the rows, at as many
drivers as they finish in seconds. The package dominance-analysis imports with nothing of today: where
NINEFOLD_DOMINANCE names a Python that has it (with numpy<2 and ipython<8), it runs beside them.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import MODULES, Bar, report, run
from benchmarks.stored import peer_file, peers

ROWS, DRIVERS, BLOCKS, RUNS = 100_000, 14, 100, 25
SKLEARN_DRIVERS, FILE_RUNS = 8, 3
# What the peer's program prints for its Shapley shares of the file.
SHARES = {"drv_quality": 0.106, "drv_resolution": 0.102, "drv_design": 0.061}


def _best(work: Callable[[], Any], *, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the quickest run, by the wall or of the processor."""
    seconds = []
    for _ in range(RUNS):
        start = clock()
        work()
        seconds.append(clock() - start)
    return min(seconds)


def _answers() -> Any:
    """Answers from 0 to 10 with a halo, as small integers, the outcome last."""
    import numpy as np

    rng = np.random.default_rng(20261126)
    felt = 0.6 * rng.normal(size=(ROWS, 1)) + 0.8 * rng.normal(size=(ROWS, DRIVERS))
    said = np.clip(np.rint(7 + 2 * felt), 0, 10)
    overall = said @ np.linspace(0.3, 0.0, DRIVERS) + 2 * rng.normal(size=ROWS)
    overall = np.clip(np.rint(7 + (overall - overall.mean()) / 2), 0, 10)
    return np.column_stack([said, overall]).astype(np.int8), rng.integers(0, BLOCKS, ROWS).astype(np.int8)


def _by_subset(fitted: Callable[[list[int]], float], p: int) -> list[float]:
    """LMG from one fit a subset, as peers do it."""
    r2 = {
        subset: fitted(list(subset)) if subset else 0.0
        for size in range(p + 1)
        for subset in combinations(range(p), size)
    }
    shares = [0.0] * p
    for subset, value in r2.items():
        for driver in set(range(p)) - set(subset):
            with_it = r2[tuple(sorted((*subset, driver)))]
            shares[driver] += (with_it - value) / (p * comb(p - 1, len(subset)))
    return shares


def sums() -> list[Bar]:
    """The pass, the shares and the blocks on top."""
    import numpy as np
    from sklearn.linear_model import LinearRegression

    from cxstats.drivers.gram import gram
    from cxstats.drivers.importance import lmg
    from cxstats.drivers.table import drivers_from_gram

    rows, blocks = _answers()
    names = (*(f"x{number}" for number in range(DRIVERS)), "overall")

    def exact() -> None:
        lmg(gram(rows, names=names).correlation())

    def by_block() -> None:
        drivers_from_gram(gram(rows, names=names, blocks=blocks))

    plain, blocked = _best(exact), _best(by_block)
    busy, busy_blocked = _best(exact, clock=time.process_time), _best(by_block, clock=time.process_time)
    correlation = gram(rows, names=names).correlation()

    def solved(at: list[int]) -> float:
        return float(correlation[-1, at] @ np.linalg.solve(correlation[np.ix_(at, at)], correlation[at, -1]))

    start = time.perf_counter()
    peer = _by_subset(solved, DRIVERS)
    by_numpy = time.perf_counter() - start
    apart = float(np.abs(lmg(correlation) - peer).max())
    few, outcome = rows[:, :SKLEARN_DRIVERS].astype(float), rows[:, -1].astype(float)
    start = time.perf_counter()
    _by_subset(
        lambda at: LinearRegression().fit(few[:, at], outcome).score(few[:, at], outcome), SKLEARN_DRIVERS
    )
    by_sklearn = time.perf_counter() - start
    at = [*range(SKLEARN_DRIVERS), DRIVERS]
    ours = _best(lambda: lmg(gram(rows[:, at], names=[names[one] for one in at]).correlation()))
    shares = lmg(gram(rows[:, at], names=[names[one] for one in at]).correlation())
    return [
        *_dominance(rows[:, at], ours=ours, shares=shares),
        Bar(name="14 drivers, 100,000 rows: pass and exact LMG", value=plain, unit="s", most=0.11),
        Bar(name="100 blocks of shares and ranks on top", value=blocked - plain, unit="s", most=0.25),
        Bar(name="processor time of the first", value=busy, unit="s"),
        Bar(name="processor time of what is on top", value=busy_blocked - busy, unit="s"),
        Bar(name="numpy, every subset of 14 from the correlations", value=by_numpy, unit="s"),
        Bar(name="that over ours", value=by_numpy / plain, unit="x", least=1),
        Bar(name="largest difference from it, 1e-9", value=apart * 1e9, unit="", most=1),
        Bar(name="scikit-learn, every subset of 8 drivers", value=by_sklearn, unit="s"),
        Bar(name="ours, the same 8", value=ours, unit="s"),
        Bar(name="scikit-learn's time over ours", value=by_sklearn / ours, unit="x", least=1),
    ]


def _dominance(rows: Any, *, ours: float, shares: Any) -> list[Bar]:
    """Have dominance-analysis share the same rows out, where it is at hand."""
    import numpy as np

    python = os.environ.get("NINEFOLD_DOMINANCE")
    if python is None:
        return []
    with tempfile.NamedTemporaryFile(suffix=".npy") as kept:
        np.save(kept, rows)
        kept.flush()
        told = run([python, str(ROOT / "benchmarks" / "dominance_peer.py"), kept.name]).output
    peer = json.loads(told.splitlines()[-1])
    apart = float(np.abs(shares - np.array(peer["shares"])).max())
    return [
        Bar(name="dominance-analysis, the same 8", value=peer["seconds"], unit="s"),
        Bar(name="its time over ours", value=peer["seconds"] / ours, unit="x", least=1),
        Bar(name="largest difference from it, 1e-9", value=apart * 1e9, unit="", most=1),
    ]


def file(path: Path) -> dict[str, float]:
    """Read the peer's file from CSV, rows without a gap, and share R2 out."""
    import duckdb
    import numpy as np

    from cxstats.drivers.gram import gram
    from cxstats.drivers.table import drivers_from_gram

    with duckdb.connect() as base:
        head = base.sql("SELECT * FROM read_csv(?)", params=[str(path)]).columns
        names = [*(one for one in head if one.startswith("drv_")), "nps"]
        columns = ", ".join(f"{name}::TINYINT AS {name}" for name in names)
        given = " AND ".join(f"{name} IS NOT NULL" for name in names)
        found = base.sql(
            f"SELECT response_id, abs(hash(customer_id) % 100)::TINYINT AS block, {columns} "
            f"FROM read_csv(?) WHERE {given} AND nps BETWEEN 0 AND 10",
            params=[str(path)],
        )
        total, people = None, []
        for batch in found.to_arrow_reader(1 << 17):
            people.append(batch.column("response_id").to_numpy())
            rows = np.column_stack([batch.column(name).to_numpy() for name in names])
            part = gram(rows, names=names, blocks=batch.column("block").to_numpy())
            total = part if total is None else total + part
    if total is None or len(np.unique(np.concatenate(people))) != sum(map(len, people)):
        raise SystemExit("The file holds no rows, or the same response twice.")
    return {one.name: one.share.value or 0.0 for one in drivers_from_gram(total).drivers}


def _peer(folder: Path, path: Path) -> tuple[float, dict[str, float]]:
    """Run the peer's stages for drivers; give the seconds of all but its imports, and its shares."""
    program = (peers() / "analyst.py").read_text(encoding="utf-8")
    first, found, rest = program.partition('with stage("3a')
    _, also, drivers = rest.partition("D=[c for c")
    fourth, end, _ = drivers.partition('with stage("4c')
    if not (found and also and end):
        raise SystemExit("The peer's program has other stages than it had: see where to cut it.")
    script = folder / "analyst_drivers.py"
    script.write_text(f"{first}{also}{fourth}", encoding="utf-8")
    told = run([sys.executable, str(script), str(path), str(folder / "peer")]).output
    stages = {name: float(wall) for name, wall in re.findall(r"'stage': '(\S+).*?'wall': ([\d.]+)", told)}
    lines = (folder / "peer" / "lmg.csv").read_text(encoding="utf-8").splitlines()[1:]
    shares = {name: float(value) for name, value in (line.split(",") for line in lines)}
    return sum(stages[name] for name in ("1", "2", "4a", "4b")), shares


def from_csv() -> list[Bar]:
    """The peer's file, in turn."""
    path, ours, theirs = peer_file(), [], []
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as name:
        for _ in range(FILE_RUNS):
            ours.append(
                run([sys.executable, __file__, "--file", str(path)], environment={"PYTHONPATH": MODULES})
            )
            theirs.append(_peer(Path(name), path))
    best, (seconds, shares) = min(ours, key=lambda one: one.seconds), min(theirs, key=lambda one: one[0])
    found = json.loads(best.output)
    apart = max(abs(found[name] - shares[name]) for name in shares)
    return [
        *(
            Bar(
                name=f"share of {name}",
                value=100 * found[name],
                unit="%",
                least=100 * value - 0.05,
                most=100 * value + 0.05,
            )
            for name, value in SHARES.items()
        ),
        Bar(name="largest difference from the peer's shares, 1e-9", value=apart * 1e9, unit="", most=1),
        Bar(name="CSV of 1,000,000 rows to drivers, imports and all", value=best.seconds, unit="s"),
        Bar(name="peer, stages 1, 2, 4a, 4b without imports", value=seconds, unit="s"),
        Bar(name="peer's time over ours", value=seconds / best.seconds, unit="x", least=1),
        Bar(name="ours, peak memory", value=best.peak_mb, unit="MB"),
    ]


def main() -> int:
    """Measure all, or read one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    if asked.file:
        print(json.dumps(file(asked.file)))
        return 0
    report("drivers", [*sums(), *from_csv()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
