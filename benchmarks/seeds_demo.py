"""The small demo company, seed after seed: what is planted is found, and nothing is where nothing is planted.

    python benchmarks/seeds_demo.py [--seeds 100] [--first 1] [--processes 2]

Each seed is a company of 3,000 customers over two years. What it hands over is analysed by one fixed
procedure (`benchmarks/seeds/looks.py`) and held against what is true of the large company, where everybody
answers. A seed that was looked at is kept in the folder of `NINEFOLD_BENCH`, so that a stopped run goes on.
The exit code is 1 where a bar is missed. docs/methods/found-in-the-demo.md tells the figures.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.seeds.record import Found, found_at, truths
from benchmarks.seeds.verdicts import Row, rows
from benchmarks.stored import cache
from rich.console import Console
from rich.progress import track
from rich.table import Table

SOURCES = ("src/cxstats", "src/ninefold/demo/world", "benchmarks/seeds")


def kept() -> Path:
    """Give the folder of what these very sources found."""
    digest = hashlib.sha256()
    for path in sorted(path for source in SOURCES for path in (ROOT / source).rglob("*.py")):
        # How they are judged and told changes nothing in what was found.
        if path.name != "verdicts.py":
            digest.update(path.read_bytes())
    folder = cache() / "seeds" / digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def once(path: Path, make: Callable[[], Found]) -> Found:
    """Read a finding, or make it and keep it; a stopped one leaves nothing."""
    if not path.exists():
        unfinished = path.with_suffix(".making")
        unfinished.write_text(json.dumps(make()))
        unfinished.rename(path)
    found: Found = json.loads(path.read_text())
    return found


def looked_at(seed: int, *, folder: Path) -> Found:
    """Give what was found at a seed."""
    return once(folder / f"{seed}.json", lambda: found_at(seed))


def shown(found: list[Row]) -> Table:
    """Draw the table."""
    table = Table(title=f"The demo company with 3,000 customers, {found[0].seeds} seeds")
    for name in ("question", "seeds", "bar", "95 % exactly", "verdict", "the others", "note"):
        table.add_column(name, overflow="fold")
    for row in found:
        low, high = row.limits
        bar = f">= {100 * row.least:.0f}" if row.least else f"{100 * row.most:.0f}" if row.most else ""
        seeds = row.hits if row.most else row.others
        verdict = "" if not bar else "kept" if row.kept else "MISSED"
        table.add_row(
            row.question,
            f"{len(row.hits)} of {row.seeds}",
            bar,
            f"{low:.1f} to {high:.1f}",
            verdict,
            " ".join(map(str, seeds)) if len(seeds) <= 12 else f"{len(seeds)} seeds",
            row.note,
        )
    return table


def main() -> int:
    """Look at all seeds and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    folder = kept()
    truth = once(folder / "truth.json", truths)
    seeds = range(asked.first, asked.first + asked.seeds)
    with get_context("spawn").Pool(asked.processes) as pool:
        coming = pool.imap(partial(looked_at, folder=folder), seeds)
        found = list(track(coming, total=len(seeds), description="Seeds", console=Console(stderr=True)))
    judged = list(rows(found, truth=truth))
    Console(width=None if sys.stdout.isatty() else 200).print(shown(judged))
    return 0 if all(row.kept for row in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
