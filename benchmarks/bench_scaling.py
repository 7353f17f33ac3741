"""What a million records cost, in bytes and in seconds of a processor, and what 10 billion would.

    python benchmarks/bench_scaling.py

Every figure of docs/scaling.md. Bytes are those of the files on disk; processor time is that of the analysis
alone, on DuckDB, the start of the process left out, so that it can be shared out among any number of cores.
Analyses are measured on 1,000,000 and on 10,000,000 rows: where the cost of a million is the same, it grows
with the rows and nothing else. The last column multiplies by 10,000; it is arithmetic, not a measurement.
"""

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks import bench_demo, bench_grams, bench_spark, stored
from benchmarks.measuring import part, run
from benchmarks.stored import kept_home, start_django

MILLION = 1_000_000
SIZES = (MILLION, 10 * MILLION)
RUNS = 3
CUSTOMERS = 60_000


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a million records of some kind cost."""

    name: str
    megabytes: float | None = None
    seconds: float | None = None
    most: int = 10_000  # millions; of customers there are fewer than of what they say and do

    def told(self) -> str:
        """The cost of a million, and of the most there may be."""
        size = "" if self.megabytes is None else f"{self.megabytes:,.1f} MB"
        busy = "" if self.seconds is None else f"{self.seconds:,.2f} s"
        much = "" if self.megabytes is None else f"{self.megabytes * self.most / 1e6:,.2f} TB"
        long = "" if self.seconds is None else f"{self.seconds * self.most / 3600:,.1f} h"
        return f"  {self.name:<60} {size:>10} {busy:>10} {much:>10} {long:>10}"


def _weight(home: Path, pattern: str) -> float:
    """The megabytes of the files of a data folder that go by such a name."""
    return sum(file.stat().st_size for file in home.glob(pattern)) / MILLION


def _busy(work: Callable[[], object]) -> float:
    """The processor seconds of the cheapest of some runs."""
    seconds = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)


def analysed() -> dict[str, float]:
    """Processor seconds of each analysis."""
    start_django()
    return {name: _busy(work) for name, work in bench_spark.ANALYSES.items()}


def crossed() -> dict[str, float]:
    """Processor seconds of the cross products of ten drivers."""
    start_django()
    from ninefold.engine.engines import engine
    from ninefold.engine.grams import Wanted, crossed
    from ninefold.engine.snapshot import snapshot

    wanted = Wanted(columns=bench_grams.COLUMNS)

    def work() -> object:
        frame = engine().frame(snapshot(organisation=1, table="feedback"), columns=wanted.read)
        return crossed(frame=frame, wanted=wanted, engine=engine())

    return {"cross products of 10 drivers, 100 blocks": _busy(work)}


def _analyses() -> list[Cost]:
    costs = []
    for size in SIZES:
        millions = size / MILLION
        facts = kept_home(bench_spark.__file__, name=f"facts-{size}", part=f"write-{size}")
        answers = kept_home(bench_grams.__file__, name=f"grams-{size}", part=f"write-{size}")
        found = _told("analysed", home=facts) | _told("crossed", home=answers)
        told = f"of {millions:g} million"
        costs += [Cost(name=f"{name}, {told}", seconds=cost / millions) for name, cost in found.items()]
        costs.append(Cost(name=f"answers: 3 scores, 6 dimensions, {told}",
                          megabytes=_weight(facts, "segments/**/*.parquet") / millions))  # fmt: skip
    return costs


def _told(name: str, *, home: Path) -> Mapping[str, float]:
    told: dict[str, float] = json.loads(part(__file__, name, home=home).output.splitlines()[-1])
    return told


def _import() -> list[Cost]:
    """Import the peer's million answers with their comments into a folder of its own."""
    stored.peer_file()
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        home = Path(folder) / "home"
        done = run([sys.executable, stored.__file__], environment={"NINEFOLD_HOME": str(home)})
        return [
            Cost(
                name="import of a CSV file: answers",
                megabytes=_weight(home, "segments/*/feedback/*"),
                seconds=done.cpu,
            ),
            Cost(
                name="  its comments, and their folded copy", megabytes=_weight(home, "segments/*/comment/*")
            ),
        ]


def _demo() -> list[Cost]:
    """Load the demo company: what its events, months and customers weigh."""
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        home = Path(folder)
        os.environ["NINEFOLD_TEST_CUSTOMERS"] = str(CUSTOMERS)
        part(bench_demo.__file__, "loaded", home=home)
        rows = _told("counted", home=home)
        found = [
            Cost(
                name=f"{table}s of the demo company",
                megabytes=_weight(home, f"segments/*/{table}/*") * MILLION / rows[table],
            )
            for table in ("event", "outcome")
        ]
        rows_of_customers = _weight(home, "ninefold.sqlite3") * MILLION / CUSTOMERS
        stitching = Cost(
            name="stitching of events, all journeys", seconds=_told("stitched", home=home)["million"]
        )
        return [
            *found,
            Cost(name="customers, as rows (100 million of them)", megabytes=rows_of_customers, most=100),
            stitching,
        ]


def counted() -> dict[str, float]:
    """Count the rows of the demo company's tables, and bring what its log holds into the database."""
    start_django()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {table: float(_rows(table)) for table in ("event", "outcome")}


def stitched() -> dict[str, float]:
    """Processor seconds of stitching a million of the demo company's events, over its journeys."""
    start_django()
    from datetime import UTC, datetime

    from ninefold.engine.engines import engine
    from ninefold.engine.instances import Stitching, hold_instances, hold_steps
    from ninefold.engine.snapshot import snapshot
    from ninefold.engine.stitching import READ, Rules

    kinds = _kinds()
    rules = Rules(key="case", starts=(), ends=(), timeout_days=30)
    by = Stitching(
        rules=rules,
        places={kind: place for place, kind in enumerate(kinds, start=1)},
        at=datetime(2026, 12, 1, tzinfo=UTC),
    )

    def work() -> object:
        frame = engine().frame(snapshot(organisation=1, table="event"), columns=READ)
        steps = hold_steps(frame=frame, by=by, engine=engine())
        return hold_instances(steps=steps.frame(), engine=engine())

    return {"million": _busy(work) * MILLION / _rows("event")}


def _rows(table: Any) -> int:
    return int(_facts(table).select(_length()).collect("pyarrow").to_arrow()["rows"][0].as_py())


def _kinds() -> list[str]:
    found = _facts("event").select("kind").unique().collect("pyarrow").to_arrow()["kind"].to_pylist()
    return sorted(kind for kind in found if kind is not None)


def _facts(table: Any) -> Any:
    from ninefold.engine.engines import engine
    from ninefold.engine.snapshot import snapshot

    return engine().frame(snapshot(organisation=1, table=table))


def _length() -> Any:
    import narwhals as nw

    return nw.len().alias("rows")


PARTS = {"analysed": analysed, "crossed": crossed, "counted": counted, "stitched": stitched}


def main() -> int:
    """Measure and print the table."""
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--only", choices=tuple(PARTS))
    chosen = arguments.parse_args()
    if chosen.only:
        print(json.dumps(PARTS[chosen.only]()))
        return 0
    print(f"A million records, and 10 billion (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)")
    print(f"  {'':<60} {'bytes':>10} {'processor':>10} {'10 billion':>21}")
    for cost in (*_import(), *_demo(), *_analyses()):
        print(cost.told())
    return 0


if __name__ == "__main__":
    sys.exit(main())
