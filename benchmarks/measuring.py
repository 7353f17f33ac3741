"""Measuring: one table and one line of JSON, percentiles, processes of their own, and what else ran."""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDITIONS = 1_000_000
# Where our programs find their modules: as on a user's machine, without what only the peers need.
MODULES = f"{ROOT / 'benchmarks' / 'without'}{os.pathsep}{ROOT / 'src'}"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One figure and what it must reach; without `most` and `least` it is told, not judged."""

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def judged(self) -> bool:
        """Whether it has a bar."""
        return self.most is not None or self.least is not None

    @property
    def reached(self) -> bool:
        """Whether the figure is where it must be."""
        above = self.least is None or self.value >= self.least
        return above and (self.most is None or self.value <= self.most)

    def told(self) -> str:
        """The figure beside its bar."""
        limit = f"at most {self.most:,g}" if self.most is not None else ""
        limit = limit or (f"at least {self.least:,g}" if self.least is not None else "")
        verdict = "" if not limit else "reached" if self.reached else "MISSED"
        return f"  {self.name:<58} {self.value:>12,.2f} {self.unit:<5} {limit:<16} {verdict}".rstrip()


def report(title: str, bars: Sequence[Bar]) -> None:
    """Print a table and one line of JSON."""
    load, pace = os.getloadavg()[0], _pace()
    print(
        f"{title} (load {load:.1f} on {os.cpu_count()} processors, {pace:.0f} ms for {ADDITIONS:,} additions)"
    )
    for bar in bars:
        print(bar.told())
    figures = {
        bar.name: {
            "value": round(bar.value, 3),
            "unit": bar.unit,
            "reached": bar.reached if bar.judged else None,
        }
        for bar in bars
    }
    print(json.dumps({"bench": title, "load": round(load, 2), "pace_ms": round(pace, 1), "figures": figures}))


def _pace() -> float:
    """How fast this machine is at this moment, in ms of a loop: figures of two machines compare by it."""
    taken = []
    for _ in range(5):
        start, total = time.perf_counter(), 0
        for number in range(ADDITIONS):
            total += number
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one process took."""

    output: str
    seconds: float
    cpu: float
    peak_mb: float


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Run:
    """Run a program to its end, and measure it with everything it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with subprocess.Popen(
        list(command), stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    ) as process:
        output = process.stdout.read() if process.stdout else ""
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with code {process.returncode}.")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(output=output, seconds=seconds, cpu=cpu, peak_mb=used.ru_maxrss / 1024)


def part(script: str, name: str, *, home: Path) -> Run:
    """Run one part of a bench in a process of its own, over a data folder."""
    return run(
        [sys.executable, script, "--only", name],
        environment={"NINEFOLD_HOME": str(home), "PYTHONPATH": MODULES},
    )
