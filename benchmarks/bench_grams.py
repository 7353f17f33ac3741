"""10 drivers of 10,000,000 answers in sealed segments, with pandas on the same files in the same run.

    python benchmarks/bench_grams.py [--rows 10000000]

Ours is the whole way in a process of its own: snapshot, one reading into 100 block Grams, and the table of
drivers with intervals of share and rank. The peer reads the same columns with pandas, and shares R2 out by
fits of every subset from its correlations, without an interval. The files are made once and kept.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations, islice
from math import comb
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, part, report, run
from benchmarks.stored import kept_home

DRIVERS = tuple(f"q_d{number}" for number in range(10))
COLUMNS = (*DRIVERS, "nps")
RUNS, LOT = 3, 100_000


def _django() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.site.settings"
    django.setup()


def _answers(rows: int) -> Iterator[Any]:
    """Answers from 0 to 10 with a halo, a tenth of the people leaving something out."""
    import numpy as np
    import pyarrow as pa

    from ninefold.engine.facts import schema_of

    rng = np.random.default_rng(20261126)
    schema = schema_of(table="feedback", own=DRIVERS)
    for start in range(0, rows, LOT):
        size = min(LOT, rows - start)
        felt = 0.6 * rng.normal(size=(size, 1)) + 0.8 * rng.normal(size=(size, len(DRIVERS)))
        said = np.clip(np.rint(7 + 2 * felt), 0, 10)
        overall = said @ np.linspace(0.3, 0.0, len(DRIVERS)) + 2 * rng.normal(size=size)
        overall = np.clip(np.rint(7 + (overall - 9.3) / 2), 0, 10)
        blank = rng.random((size, len(DRIVERS))) < 0.01
        made = {
            "organisation": pa.array(np.full(size, 1, np.int32)),
            "survey": pa.array(np.full(size, 1, np.int32)),
            "source": pa.array(np.full(size, 1, np.int32)),
            "wave": pa.array(np.full(size, 1, np.int32)),
            "record": pa.array([f"r{number}" for number in range(start, start + size)]),
            "block": pa.array(rng.integers(0, 100, size).astype(np.uint8)),
            "nps": pa.array(overall.astype(np.float32)),
            **{name: pa.array(said[:, at], mask=blank[:, at]) for at, name in enumerate(DRIVERS)},
        }
        columns = [made[field.name] if field.name in made else pa.nulls(size, field.type) for field in schema]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def write(rows: int) -> None:
    """Write the answers of organisation 1, a million rows a file."""
    _django()
    from django.core.management import call_command

    from ninefold.engine.operations import commit_batch
    from ninefold.engine.segments import write_segment

    call_command("migrate", verbosity=0)
    batches, written = _answers(rows), []
    while lot := list(islice(batches, 1_000_000 // LOT)):
        written.append(write_segment(organisation=1, table="feedback", batches=lot))
    segments = [each for each in written if each]
    commit_batch(organisation=1, survey=1, source=1, wave=1, at=datetime.now(UTC), segments=segments)


def _timed(work: Any) -> dict[str, Any]:
    """Give the quickest of some runs, by the wall and of the processor, and what it found."""
    walls, busy = [], []
    for _ in range(RUNS):
        wall, processor = time.perf_counter(), time.process_time()
        found = work()
        walls.append(time.perf_counter() - wall)
        busy.append(time.process_time() - processor)
    return {"seconds": min(walls), "cpu": min(busy), "found": found}


def ours() -> dict[str, Any]:
    """The table of drivers, its errors included."""
    _django()
    from cxstats.drivers.table import drivers_from_gram
    from ninefold.engine.engines import engine
    from ninefold.engine.grams import Wanted, crossed
    from ninefold.engine.snapshot import snapshot

    wanted = Wanted(columns=COLUMNS)

    def work() -> dict[str, float]:
        frame = engine().frame(snapshot(organisation=1, table="feedback"), columns=wanted.read)
        (gram,) = crossed(frame=frame, wanted=wanted, engine=engine())[None].grams
        return {one.name: float(one.importance.value or 0) for one in drivers_from_gram(gram).drivers}

    return _timed(work)


def peer() -> dict[str, Any]:
    """What an analyst writes: read, leave rows with a gap out, correlate, fit every subset."""
    import numpy as np
    import pandas as pd

    files = sorted((Path(os.environ["NINEFOLD_HOME"]) / "segments" / "1" / "feedback").glob("*.parquet"))

    def work() -> dict[str, float]:
        read = (pd.read_parquet(file, columns=list(COLUMNS)) for file in files)
        correlation = pd.concat(read, ignore_index=True).dropna().corr().to_numpy()
        p = len(DRIVERS)
        r2 = {
            at: float(
                correlation[-1, at] @ np.linalg.solve(correlation[np.ix_(at, at)], correlation[list(at), -1])
            )
            if at
            else 0.0
            for size in range(p + 1)
            for at in combinations(range(p), size)
        }
        shares = dict.fromkeys(range(p), 0.0)
        for at, value in r2.items():
            for one in set(range(p)) - set(at):
                shares[one] += (r2[tuple(sorted((*at, one)))] - value) / (p * comb(p - 1, len(at)))
        return {DRIVERS[one]: value for one, value in shares.items()}

    return _timed(work)


def main() -> int:
    """Measure, print, and say whether the bars are reached."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--only")
    chosen = arguments.parse_args()
    if chosen.only:
        name, _, rows = chosen.only.partition("-")
        print(json.dumps(write(int(rows)) if name == "write" else {"ours": ours, "peer": peer}[name]()))
        return 0
    home = kept_home(__file__, name=f"grams-{chosen.rows}", part=f"write-{chosen.rows}")
    mine = part(__file__, "ours", home=home)
    # The peer needs pandas, which our own process must do without.
    theirs = run([sys.executable, __file__, "--only", "peer"], environment={"NINEFOLD_HOME": str(home)})
    our, their = json.loads(mine.output), json.loads(theirs.output)
    apart = max(abs(our["found"][name] - their["found"][name]) for name in DRIVERS)
    bars = [
        Bar(name="drivers of all rows, errors included", value=our["seconds"], unit="s", most=3),
        Bar(name="processor time of that", value=our["cpu"], unit="s"),
        Bar(name="peak memory", value=mine.peak_mb, unit="MB", most=400),
        Bar(name="pandas and every subset, no errors", value=their["seconds"], unit="s"),
        Bar(name="its peak memory", value=theirs.peak_mb, unit="MB"),
        Bar(name="its time over ours", value=their["seconds"] / our["seconds"], unit="x", least=1),
        Bar(name="largest difference, 1e-9", value=apart * 1e9, unit="", most=1),
    ]
    report(f"Drivers of {chosen.rows:,} rows", bars)
    return 0 if all(bar.reached for bar in bars if bar.judged) else 1


if __name__ == "__main__":
    sys.exit(main())
