"""Pages of an earlier state of the code and of this one, asked in turns.

    python benchmarks/in_turns.py REVISION [PAGE ...] [--times 16] [--rounds 4]

A machine that others share changes its pace by half within a minute, so that two runs of `bench_pages.py`
tell more of the machine than of the code. Here each address goes to both, the one that is first changing, and
of each the quickest of some rounds counts. Both serve the same 1,000,000 answers and keep no result.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.bench_pages import PAGES, links, queries
from benchmarks.measuring import MODULES, Bar, report
from benchmarks.running import Visitor, running
from benchmarks.stored import stored_home


def taken_out(revision: str, *, into: Path) -> str:
    """Take a state of the code out of the repository; give where its modules lie."""
    archive = into / "code.tar"
    subprocess.run(["git", "-C", ROOT, "archive", "--output", archive, revision], check=True)
    with tarfile.open(archive) as packed:
        packed.extractall(into, filter="data")
    return f"{into / 'benchmarks' / 'without'}{os.pathsep}{into / 'src'}"


def compared(then: Visitor, now: Visitor, *, page: str, times: int, rounds: int) -> list[Bar]:
    """Ask both for a page in turns."""
    sides = {"then": then, "now": now}
    quickest: dict[str, list[float]] = {name: [] for name in sides}
    for place, address in enumerate(queries(page, times=times)):
        taken: dict[str, list[float]] = {name: [] for name in sides}
        for turn in range(rounds):
            for name in sorted(sides, reverse=(place + turn) % 2 == 0):
                answer = sides[name].get(address)
                if answer.status != 200:
                    raise SystemExit(f"{name}: {address}: {answer.status}")
                taken[name].append(1000 * answer.seconds)
        for name, each in taken.items():
            quickest[name].append(min(each))
    ratios = [now_ / then_ for now_, then_ in zip(quickest["now"], quickest["then"], strict=True)]
    bars = [
        Bar(name=f"{page} {name}, median of {times}", value=statistics.median(each), unit="ms")
        for name, each in quickest.items()
    ]
    return [*bars, Bar(name=f"{page} now by then, median", value=statistics.median(ratios), unit="")]


def main(words: Sequence[str] | None = None) -> int:
    """Serve both states and print what each page took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision")
    parser.add_argument("pages", nargs="*", default=PAGES)
    parser.add_argument("--times", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=4)
    given = parser.parse_args(words)
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="ninefold-then-")))
        visitors = []
        for modules in (taken_out(given.revision, into=folder), MODULES):
            home = held.enter_context(stored_home())
            owner, _manager = links(home)
            served = held.enter_context(running(home=home, keep=False, modules=modules))
            visitors.append(served.enter(link=owner))
        bars = [
            bar
            for page in given.pages
            for bar in compared(*visitors, page=page, times=given.times, rounds=given.rounds)
        ]
    report(f"Pages of {given.revision} and of now, in turns", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
