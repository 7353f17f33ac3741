"""The same analyses of 10,000,000 answers on DuckDB and on a Spark cluster of two workers on this machine.

    make setup-spark && .venv/bin/python benchmarks/bench_spark.py [--rows 10000000]

Both read the same sealed segments. Whole numbers must be equal to the last bit, others to 1e-12; of times the
first run on Spark (with the compiling of its queries) and the quickest of three are told. Two workers on one
machine show that the numbers are the same, not how quick a cluster is.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import make_dataclass
from datetime import UTC, date, datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np
import pyarrow as pa
from benchmarks.measuring import Bar, report, run
from benchmarks.stored import kept_home, start_django
from tests.spark import cluster, home

RUNS = 3
ANSWERS = ("csat", "ces", "nps")
# One core and 2 GB a worker, as a small machine would give.
CLUSTER = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.executor.memory": "2g",
    "spark.cores.max": "2",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.sql.shuffle.partitions": "8",
}


def write(rows: int) -> None:
    """Write the answers of organisation 1, a million rows a file."""
    start_django()
    from benchmarks.synthetic import feedback
    from django.core.management import call_command

    from ninefold.engine.operations import commit_batch
    from ninefold.engine.segments import write_segment

    call_command("migrate", verbosity=0)
    batches, written = feedback(rows=rows), []
    while lot := list(islice(batches, 8)):
        written.append(write_segment(organisation=1, table="feedback", batches=lot))
    segments = [each for each in written if each]
    commit_batch(organisation=1, survey=1, source=1, wave=1, at=datetime.now(UTC), segments=segments)


def sums_by_month_touchpoint_segment() -> dict[str, Any]:
    """Sum three measures, weighted and not."""
    from ninefold.engine.aggregates import Measure, by_period, moments
    from ninefold.engine.engines import engine

    span = make_dataclass("Span", ["start", "end"])
    firsts = [date(2023 + number // 12, number % 12 + 1, 1) for number in range(25)]
    measures = [
        Measure(name="nps", column="nps", kind="nps", low=0, high=10),
        Measure(name="csat", column="csat", kind="top", low=1, high=5, top=4),
        Measure(name="ces", column="ces", kind="mean", low=1, high=7),
    ]
    months = [span(start, end) for start, end in pairwise(firsts)]
    frame = by_period(_facts(), periods=months, engine=engine())
    keys = ("period", "touchpoint", "segment")
    return _columns(moments(frame=frame, keys=keys, measures=measures, weighted=True))


def histogram_by_touchpoint() -> dict[str, Any]:
    """Count the answers by value."""
    from ninefold.engine.aggregates import histogram

    return _columns(histogram(frame=_facts(), keys=("touchpoint",), column="nps"))


def people_by_unit() -> dict[str, Any]:
    """Count people, each once."""
    from ninefold.engine.aggregates import people

    return _columns(people(frame=_facts(), keys=("unit",)))


def cross_products(*, weight: str | None) -> dict[str, Any]:
    """Sum the cross products of three answers in 100 blocks of people."""
    from ninefold.engine.engines import engine
    from ninefold.engine.grams import Wanted, crossed

    wanted = Wanted(columns=ANSWERS, weight=weight)
    (gram,) = crossed(frame=_facts(), wanted=wanted, engine=engine())[None].grams
    return {
        "n": gram.n.tolist(),
        "sums": gram.sums.ravel().tolist(),
        "products": gram.products.ravel().tolist(),
    }


ANALYSES: dict[str, Callable[[], dict[str, Any]]] = {
    "sums by month, touchpoint, segment": sums_by_month_touchpoint_segment,
    "histogram by touchpoint": histogram_by_touchpoint,
    "people by unit": people_by_unit,
    "cross products in 100 blocks": lambda: cross_products(weight=None),
    "weighted cross products": lambda: cross_products(weight="weight"),
}


def _facts() -> Any:
    from ninefold.engine.engines import engine
    from ninefold.engine.snapshot import snapshot

    return engine().frame(snapshot(organisation=1, table="feedback"))


def _columns(table: pa.Table) -> dict[str, Any]:
    """Give a table as lists, its rows in one order."""
    ordered = table.sort_by([(name, "ascending") for name in table.column_names])
    return {name: ordered[name].to_pylist() for name in ordered.column_names}


def analyse() -> dict[str, Any]:
    """Run every analysis some times; give what was found, the first time and the quickest."""
    start_django()
    from ninefold.engine.engines import engine

    begun = time.perf_counter()
    engine()
    found: dict[str, Any] = {"start": time.perf_counter() - begun, "analyses": {}}
    for name, work in ANALYSES.items():
        seconds = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            told = work()
            seconds.append(time.perf_counter() - begun)
        found["analyses"][name] = {"first": seconds[0], "best": min(seconds), "found": told}
    return found


def apart(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Give the largest relative difference of two findings; whole numbers and names must be the same."""
    if list(one) != list(other):
        raise SystemExit(f"The columns differ: {list(one)} and {list(other)}.")
    worst = 0.0
    for name, values in one.items():
        if any(isinstance(value, float) for value in values):
            mine, theirs = np.array(values, float), np.array(other[name], float)
            scale = np.maximum(np.maximum(np.abs(mine), np.abs(theirs)), 1e-300)
            worst = max(worst, float(np.max(np.abs(mine - theirs) / scale)))
        elif values != other[name]:
            raise SystemExit(f"Whole numbers or names differ in {name}.")
    return worst


def _analysed(data: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    known = {**environment, "NINEFOLD_HOME": str(data), "PYTHONPATH": str(ROOT / "src")}
    done = run([sys.executable, __file__, "--only", "analyse"], environment=known)
    told: dict[str, Any] = json.loads(done.output.splitlines()[-1])
    return told


def _bars(name: str, *, mine: Mapping[str, Any], other: Mapping[str, Any]) -> list[Bar]:
    difference = apart(mine["found"], other["found"])
    return [
        Bar(name=f"{name}: DuckDB", value=mine["best"], unit="s"),
        Bar(name=f"{name}: Spark, first", value=other["first"], unit="s"),
        Bar(name=f"{name}: Spark", value=other["best"], unit="s"),
        Bar(name=f"{name}: difference, 1e-12", value=difference * 1e12, unit="", most=1),
    ]


def main() -> int:
    """Measure, compare, print, and say whether the numbers are the same."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--only")
    chosen = arguments.parse_args()
    if chosen.only:
        name, _, rows = chosen.only.partition("-")
        print(json.dumps(write(int(rows)) if name == "write" else analyse()))
        return 0
    spark = home()
    if spark is None:
        print("Skipped: PySpark is not installed here (make setup-spark installs it).")
        return 0
    data = kept_home(__file__, name=f"facts-{chosen.rows}", part=f"write-{chosen.rows}")
    ours = _analysed(data, {"NINEFOLD_ENGINE": "duckdb"})
    with cluster(spark, settings=CLUSTER) as environment:
        theirs = _analysed(data, environment)
    bars = [Bar(name="Spark: start of the session", value=theirs["start"], unit="s")]
    for name, mine in ours["analyses"].items():
        bars += _bars(name, mine=mine, other=theirs["analyses"][name])
    report(f"DuckDB and Spark on {chosen.rows:,} rows", bars)
    return 0 if all(bar.reached for bar in bars if bar.judged) else 1


if __name__ == "__main__":
    sys.exit(main())
