"""The speed bars of the engine, with pandas on the same files in the same run.

    python benchmarks/bench_engine.py [--rows 10000000] [--overview-rows 1000000] [--check]

Each measurement runs in a process of its own, so that peak memory is its own; the best of three runs
counts. With --check the exit code is 1 where a bar is missed.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from importlib.abc import MetaPathFinder
from itertools import islice, pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

KEYS = ("period", "touchpoint", "segment")
RUNS = 3
FASTER, SMALLER, OVERVIEW_MS = 5.0, 8.0, 250.0


class NoPandas(MetaPathFinder):
    """Hides pandas, which is here for the peer alone: Arrow would load it on sight, and users have none."""

    def find_spec(self, name: str, _path: object, _target: object = None) -> None:
        """Refuse pandas, leave everything else to the other finders."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _django() -> None:
    sys.meta_path.insert(0, NoPandas())
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.site.settings"
    django.setup()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu() -> float:
    """Processor seconds of one run, start-up shared out: steadier than the clock on a busy machine."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) / RUNS


@contextmanager
def _timed(into: list[float]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    into.append(time.perf_counter() - start)


def write(rows: int) -> None:
    """Write synthetic feedback of organisation 1 as one batch of a million rows a file."""
    _django()
    from benchmarks.synthetic import feedback
    from django.core.management import call_command

    from ninefold.engine.operations import commit_batch
    from ninefold.engine.segments import write_segment

    call_command("migrate", verbosity=0)
    batches = feedback(rows=rows)
    written = []
    while part := list(islice(batches, 8)):
        written.append(write_segment(organisation=1, table="feedback", batches=part))
    commit_batch(
        organisation=1,
        survey=1,
        source=1,
        wave=1,
        at=datetime.now(UTC),
        segments=[each for each in written if each],
    )


def _months() -> list[object]:
    from dataclasses import make_dataclass

    span = make_dataclass("Span", ["start", "end"])
    firsts = [date(2023 + number // 12, number % 12 + 1, 1) for number in range(25)]
    return [span(start, end) for start, end in pairwise(firsts)]


def _measures() -> list[object]:
    from ninefold.engine.aggregates import Measure

    return [
        Measure(name="nps", column="nps", kind="nps", low=0, high=10),
        Measure(name="csat", column="csat", kind="top", low=1, high=5, top=4),
        Measure(name="ces", column="ces", kind="mean", low=1, high=7),
    ]


def ninefold() -> dict[str, float]:
    """NPS with its interval by month, touchpoint and segment."""
    _django()
    from cxstats.estimate import Moments
    from cxstats.scores import nps_from_moments
    from ninefold.engine.aggregates import by_period, moments
    from ninefold.engine.engines import engine
    from ninefold.engine.snapshot import snapshot

    seconds: list[float] = []
    for _ in range(RUNS):
        with _timed(seconds):
            reader = engine()
            facts = snapshot(organisation=1, table="feedback")
            sound = ("nps",) if facts.within_scale("nps", low=0, high=10) else ()
            frame = reader.frame(facts, columns=("local_date", "touchpoint", "segment", "block", "nps"))
            framed = by_period(frame, periods=_months(), engine=reader)
            table = moments(frame=framed, keys=KEYS, measures=_measures()[:1], sound=sound)
            counts = zip(*(table[f"nps__{part}"].to_pylist() for part in ("n", "s", "ss")), strict=True)
            found = [nps_from_moments(moments=Moments(n=n, s=s, ss=ss)) for n, s, ss in counts]
    return {
        "seconds": min(seconds),
        "first": seconds[0],
        "cpu": _cpu(),
        "peak_mb": _peak_mb(),
        "groups": len(found),
    }


def pandas() -> dict[str, float]:
    """The same numbers as an analyst writes them: read the columns, group, add the interval."""
    import numpy as np
    import pandas as pd

    files = sorted((Path(os.environ["NINEFOLD_HOME"]) / "segments" / "1" / "feedback").glob("*.parquet"))
    seconds: list[float] = []
    for _ in range(RUNS):
        with _timed(seconds):
            columns = ["local_date", "touchpoint", "segment", "nps"]
            data = pd.concat([pd.read_parquet(file, columns=columns) for file in files], ignore_index=True)
            data = data[data["nps"].between(0, 10)]
            data["period"] = pd.to_datetime(data["local_date"]).dt.to_period("M")
            data["promoter"] = data["nps"] >= 9
            data["detractor"] = data["nps"] <= 6
            found = data.groupby(list(KEYS), observed=True).agg(
                n=("nps", "size"), p=("promoter", "sum"), d=("detractor", "sum")
            )
            n, p, d = (
                found["n"] + 3,
                (found["p"] + 0.75) / (found["n"] + 3),
                (found["d"] + 0.75) / (found["n"] + 3),
            )
            half = 1.959964 * np.sqrt((p + d - (p - d) ** 2) / n)
            found["low"], found["high"] = (p - d - half).clip(-1, 1), (p - d + half).clip(-1, 1)
    return {
        "seconds": min(seconds),
        "first": seconds[0],
        "cpu": _cpu(),
        "peak_mb": _peak_mb(),
        "groups": len(found),
    }


def overview(*, scores: int = 1) -> dict[str, float]:
    """Five aggregates of the Overview; the first run, with nothing cached in the process, is what counts.

    The totals are those of NPS, CSAT and CES; the breakdowns of the first so many `scores`.
    """
    _django()
    from ninefold.engine.aggregates import by_period, histogram, moments
    from ninefold.engine.engines import engine
    from ninefold.engine.snapshot import snapshot

    months = _months()
    now, before = months[23], months[22]
    seconds: list[float] = []
    parts: dict[str, float] = {}
    before_all = resource.getrusage(resource.RUSAGE_SELF)
    started = before_all.ru_utime + before_all.ru_stime

    def step(name: str, work: Callable[[], object]) -> None:
        start = time.perf_counter()
        work()
        parts.setdefault(name, round((time.perf_counter() - start) * 1000, 1))

    for _ in range(RUNS):
        with _timed(seconds):
            reader = engine()
            frame = reader.frame(snapshot(organisation=1, table="feedback"))
            pair = by_period(frame, periods=[before, now], engine=reader)
            monthly = by_period(frame, periods=months, engine=reader)
            step("totals", lambda: moments(frame=pair, keys=["period"], measures=_measures()))
            step("months", lambda: moments(frame=monthly, keys=["period"], measures=_measures()[:scores]))
            step(
                "touchpoints",
                lambda: moments(frame=frame, keys=["touchpoint"], measures=_measures()[:scores]),
            )
            step("segments", lambda: moments(frame=frame, keys=["segment"], measures=_measures()[:scores]))
            step("histogram", lambda: histogram(frame=frame, keys=[], column="nps"))
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = (used.ru_utime + used.ru_stime - started) / RUNS
    return {"seconds": seconds[0], "again": min(seconds), "cpu": cpu, "peak_mb": _peak_mb(), **parts}


def _measure(name: str, *, home: str, rows: int = 0) -> dict[str, float]:
    """Run one measurement in a process of its own; ours with the settings that our processes run with."""
    from ninefold.site.supervision import SMALL

    command = [sys.executable, __file__, "--only", name, "--rows", str(rows)]
    settings = {**({} if name == "pandas" else SMALL), **os.environ, "NINEFOLD_HOME": home}
    done = subprocess.run(command, env=settings, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout or b"{}")
    return found


def _say(name: str, found: dict[str, float]) -> None:
    speed = f"{found['seconds']:.3f} s (first {found['first']:.3f} s), cpu {found['cpu']:.2f} s"
    print(f"  {name} {speed}, peak {found['peak_mb']:.0f} MB")


def _compare(rows: int, overview_rows: int) -> bool:
    with tempfile.TemporaryDirectory() as large, tempfile.TemporaryDirectory() as small:
        _measure("write", home=large, rows=rows)
        _measure("write", home=small, rows=overview_rows)
        ours, peer = _measure("ninefold", home=large), _measure("pandas", home=large)
        five, rich = _measure("overview", home=small), _measure("overview-all", home=small)
    faster, smaller = peer["seconds"] / ours["seconds"], peer["peak_mb"] / ours["peak_mb"]
    print(f"NPS with interval by month, touchpoint, segment over {rows:,} rows ({ours['groups']:,} groups)")
    _say("ninefold", ours)
    _say("pandas  ", peer)
    print(f"  {faster:.1f} x faster (bar {FASTER:.0f}), 1/{smaller:.1f} of the memory (bar 1/{SMALLER:.0f})")
    print(f"Five aggregates of the Overview over {overview_rows:,} rows, nothing cached")
    first, again = five["seconds"] * 1000, five["again"] * 1000
    print(f"  {first:.0f} ms (bar {OVERVIEW_MS:.0f}), again {again:.0f} ms: {five}")
    print(f"  with CSAT and CES in every breakdown {rich['seconds'] * 1000:.0f} ms: {rich}")
    return faster >= FASTER and smaller >= SMALLER and five["seconds"] * 1000 <= OVERVIEW_MS


MEASUREMENTS: dict[str, Callable[[], dict[str, float]]] = {
    "ninefold": ninefold,
    "pandas": pandas,
    "overview": overview,
    "overview-all": lambda: overview(scores=3),
}


def main() -> int:
    """Run all measurements, or one of them for the parent process."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--overview-rows", type=int, default=1_000_000)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", choices=["write", *MEASUREMENTS])
    given = parser.parse_args()
    if given.only == "write":
        write(given.rows)
        return 0
    if given.only:
        print(json.dumps(MEASUREMENTS[given.only]()))
        return 0
    reached = _compare(given.rows, given.overview_rows)
    return 0 if reached or not given.check else 1


if __name__ == "__main__":
    sys.exit(main())
