"""The Overview of an organisation with 1,000,000 answers: its aggregates, and everything else apart.

    python benchmarks/bench_overview.py

The answers are the peer's file, imported as a user would. Every run reads with an engine of its own, so that
nothing is cached but what the operating system keeps of files. Superset on PostgreSQL: 2.5 s with drawing.
"""

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [
    str(Path(__file__).resolve().parent.parent),
    str(Path(__file__).resolve().parent.parent / "src"),
]

from benchmarks.measuring import Bar, part, report
from benchmarks.stored import start_django, stored_home

RUNS = 7
# What the five charts of the page are drawn from; the breakdowns are two.
CHARTS = ("dated", "compared_by_day", "compared", "trend", "histogram")


def measure() -> None:
    """Gather the page again and again; print the figures as JSON."""
    start_django()
    from ninefold.engine import engines, snapshot
    from ninefold.engine.filters import Filter
    from ninefold.engine.sight import EVERYTHING
    from ninefold.kit.charts import warm
    from ninefold.kit.locales import Reader
    from ninefold.kit.memory import forget_all
    from ninefold.people.organisations.models import Organisation
    from ninefold.site.home import page, queries

    seconds: dict[str, list[float]] = defaultdict(list)
    for name in CHARTS:
        timed = _timed(getattr(queries, name), into=seconds["each"], cpu=seconds["each_cpu"])
        setattr(queries, name, timed)
    organisation, reader = Organisation.objects.get(), Reader(language="en")
    found: Any = None
    where = Filter(sight=EVERYTHING)
    for _ in range(RUNS):
        engines.forget()
        snapshot.ranges_of.cache_clear()
        forget_all()
        engines.engine()
        seconds["each"].clear()
        seconds["each_cpu"].clear()
        start, cpu = time.perf_counter(), time.process_time()
        found = queries.overview(organisation=organisation, where=where, reader=reader)
        seconds["all"].append(time.perf_counter() - start)
        seconds["cpu"].append(time.process_time() - cpu)
        seconds["charts"].append(sum(seconds["each"]))
        seconds["charts_cpu"].append(sum(seconds["each_cpu"]))
    warm()
    start = time.perf_counter()
    words = queries.latest_words(organisation=organisation, where=where, shown=found.window)
    page.overview_page(found=found, words=words, where=where, threshold=organisation.threshold, reader=reader)
    figures = {name: values[1:] for name, values in seconds.items() if not name.startswith("each")}
    print(json.dumps({**figures, "first": seconds["all"][0], "drawing": time.perf_counter() - start}))


def _timed(work: Callable[..., Any], *, into: list[float], cpu: list[float]) -> Callable[..., Any]:
    def timed(**given: Any) -> Any:
        start, used = time.perf_counter(), time.process_time()
        try:
            return work(**given)
        finally:
            into.append(time.perf_counter() - start)
            cpu.append(time.process_time() - used)

    return timed


def main() -> int:
    """Measure in a process of its own and hold it against the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["measure"])
    if parser.parse_args().only:
        measure()
        return 0
    with stored_home() as home:
        done = part(__file__, "measure", home=home)
    found = json.loads(done.output)
    ms = {name: [1000 * each for each in found[name]] for name in ("all", "charts", "charts_cpu", "cpu")}
    bars = [
        Bar(name="aggregates of the five charts, best run", value=min(ms["charts"]), unit="ms", most=250),
        Bar(name="aggregates of the five charts, median", value=statistics.median(ms["charts"]), unit="ms"),
        Bar(name="aggregates, processor time, best run", value=min(ms["charts_cpu"]), unit="ms"),
        Bar(name="whole page gathered, best run", value=min(ms["all"]), unit="ms"),
        Bar(name="whole page gathered, median", value=statistics.median(ms["all"]), unit="ms"),
        Bar(name="whole page gathered, processor time, best run", value=min(ms["cpu"]), unit="ms"),
        Bar(name="first run of the process", value=1000 * found["first"], unit="ms"),
        Bar(name="cold drawing of the charts", value=1000 * found["drawing"], unit="ms"),
        Bar(name="peak memory of the process", value=done.peak_mb, unit="MB"),
    ]
    report("Overview at 1,000,000 records, nothing cached", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
