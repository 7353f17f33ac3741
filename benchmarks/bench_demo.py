"""The demo company: how long it takes to make, what memory that takes, and when its first page is there.

    python benchmarks/bench_demo.py [--customers 60000]

Each part runs in a process of its own. "To the first page" begins with the command of a folder that is set up
and ends with the Overview in the hands of somebody who has opened the link.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, part, report
from benchmarks.running import running

UNTIL = date(2026, 11, 30)
MOST_SECONDS, MOST_MB, MOST_FIRST_PAGE = 120, 1500, 90


def made(customers: int) -> dict[str, float]:
    """Run the company and put all that it hands over aside, table by table."""
    from ninefold.demo.world.everything import handed_over
    from ninefold.demo.world.parameters import Parameters
    from ninefold.demo.world.simulation import run

    return {
        name: table.num_rows for name, table in handed_over(run(Parameters(until=UNTIL, customers=customers)))
    }


def loaded(customers: int) -> dict[str, float]:
    """Found the example, load its facts, enter its customers, and ask the product for its score."""
    from ninefold.site.cli import start_django

    start_django()
    from django.core.management import call_command

    from ninefold.demo.example.loading import load_example, register_customers
    from ninefold.demo.example.operations import Wanted, found_example
    from ninefold.engine.filters import Filter
    from ninefold.engine.sight import EVERYTHING
    from ninefold.understand.metrics.queries import facts_of, metrics_of, total

    call_command("migrate", verbosity=0)
    at = datetime(UNTIL.year, UNTIL.month, UNTIL.day, tzinfo=UTC)
    started = time.perf_counter()
    example = found_example(wanted=Wanted(customers=customers), at=at)
    load_example(example=example, at=at, progress=_unseen)
    facts_in = time.perf_counter()
    register_customers(example=example, at=at, progress=_unseen)
    entered = time.perf_counter()
    house = example.organisation
    metrics = tuple(each for each in metrics_of(organisation=house, survey=None) if each.slug == "nps")
    facts = facts_of(organisation=house, where=Filter(sight=EVERYTHING), metrics=metrics)
    score = total(facts=facts, metrics=metrics, weighted=True).scores["nps"]
    return {
        "facts": facts_in - started,
        "customers": entered - facts_in,
        "nps": 100 * score.estimate.value if score.estimate else 0.0,
        "weighted": 100 * score.weighted.value if score.weighted else 0.0,
    }


def _unseen(_share: float) -> None:
    """Nobody looks at the progress."""


def first_page(customers: int) -> tuple[float, int]:
    """Time `ninefold demo` up to the Overview; make's own set-up is not part of it."""
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        start = time.perf_counter()
        options = ("--customers", str(customers))
        with running(home=Path(folder) / "home", command="demo", options=options) as served:
            answer = served.enter().get("/")
            return time.perf_counter() - start, answer.status


def main() -> int:
    """Measure making, loading and the first page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=60_000)
    asked.add_argument("--only", choices=("made", "loaded"))
    given = asked.parse_args()
    customers = int(os.environ.get("NINEFOLD_TEST_CUSTOMERS", given.customers))
    if given.only:
        print(json.dumps({"made": made, "loaded": loaded}[given.only](customers)))
        return 0
    os.environ["NINEFOLD_TEST_CUSTOMERS"] = str(customers)
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        making = part(__file__, "made", home=Path(folder))
        loading = part(__file__, "loaded", home=Path(folder))
    told = json.loads(loading.output.splitlines()[-1])
    rows = json.loads(making.output.splitlines()[-1])
    waited, status = first_page(customers)
    bars = [
        Bar(
            name=f"{customers:,} customers x 24 months made",
            value=making.seconds,
            unit="s",
            most=MOST_SECONDS,
        ),
        Bar(name="  peak memory of making", value=making.peak_mb, unit="MB", most=MOST_MB),
        Bar(name="  rows of all tables", value=sum(rows.values()), unit=""),
        Bar(name="made and loaded: facts", value=told["facts"], unit="s", most=MOST_SECONDS),
        Bar(name="  customers entered, by a job meanwhile", value=told["customers"], unit="s"),
        Bar(name="  peak memory of loading", value=loading.peak_mb, unit="MB", most=MOST_MB),
        Bar(name="NPS as the product shows it: at least", value=told["nps"], unit="", least=34),
        Bar(name="NPS as the product shows it: at most", value=told["nps"], unit="", most=40),
        Bar(name="  with weights", value=told["weighted"], unit=""),
        Bar(name="`ninefold demo` to the first page", value=waited, unit="s", most=MOST_FIRST_PAGE),
        Bar(name="status of the page", value=status, unit="", least=200, most=200),
    ]
    report("The demo company", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
