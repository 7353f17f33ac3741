"""`ninefold report` on the peer's 1,000,000 answers against the peer's own stages 0 to 3a, in the same run.

    python benchmarks/bench_report.py

Both start from the same CSV with nothing prepared. The peer is stopped after stage 3a, imports included; our
report is complete. The 240 cells of its grid are compared with ours one by one, value and n.
"""

import csv
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import MODULES, Bar, Run, report, run
from benchmarks.stored import peer_file, peers

RUNS = 5
CELLS, NPS = 240, 1.71
STAGE = 'with stage("3b '


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How far the two grids are apart: cells one lacks, the largest difference of a value, of an n."""

    cells: int
    missing: int
    value: float
    n: int


def _peer(folder: Path, *, file: Path) -> Run:
    """Run the peer's program as far as its grid."""
    program = (peers() / "analyst.py").read_text(encoding="utf-8")
    first, found, _rest = program.partition(STAGE)
    if not found:
        raise SystemExit("The peer's program has no stage 3b any more: see where to stop it.")
    script = folder / "analyst_to_3a.py"
    script.write_text(first, encoding="utf-8")
    return run([sys.executable, str(script), str(file), str(folder / "peer")])


def _ours(folder: Path, *, file: Path) -> Run:
    command = "from ninefold.site.cli import run; run()"
    return run(
        [sys.executable, "-c", command, "report", str(file), "-o", str(folder / "report.html"),
         "--json", str(folder / "report.json")],
        environment={"PYTHONPATH": MODULES},
    )  # fmt: skip


def _compared(folder: Path) -> tuple[float, Difference]:
    """Give our NPS, and how far our grid is from the peer's."""
    with (folder / "peer" / "nps.csv").open(encoding="utf-8") as opened:
        theirs = {
            (row["month"], row["touchpoint"]): (int(row["n"]), float(row["nps"]))
            for row in csv.DictReader(opened)
        }
    told = json.loads((folder / "report.json").read_bytes())
    ours = _grid(told)
    both = theirs.keys() & ours.keys()
    return told["metrics"]["nps"]["value"], Difference(
        cells=len(theirs),
        missing=len(theirs.keys() ^ ours.keys()),
        value=max((abs(theirs[key][1] - ours[key][1]) for key in both), default=float("inf")),
        n=max((abs(theirs[key][0] - ours[key][0]) for key in both), default=len(theirs)),
    )


def _grid(told: dict[str, Any]) -> dict[tuple[str, str], tuple[int, float]]:
    """Read our grid: n and value by month and touchpoint."""
    return {
        (cell["start"][:7], cell["group"]): (cell["nps"]["n"], cell["nps"]["value"]) for cell in told["grid"]
    }


def main() -> int:
    """Run both in turn and compare."""
    file = peer_file()
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as name:
        folder = Path(name)
        pairs = [(_ours(folder, file=file), _peer(folder, file=file)) for _ in range(RUNS)]
        nps, apart = _compared(folder)
    ours, peer = (min((pair[side] for pair in pairs), key=lambda each: each.seconds) for side in (0, 1))
    bars = [
        Bar(name="NPS", value=nps, unit="", least=NPS - 0.005, most=NPS + 0.005),
        Bar(name="cells of the grid", value=apart.cells, unit="", least=CELLS),
        Bar(name="cells that one of the two lacks", value=apart.missing, unit="", most=0),
        Bar(name="largest difference of a value, 1e-9 points", value=apart.value * 1e9, unit="", most=1),
        Bar(name="largest difference of an n", value=apart.n, unit="", most=0),
        Bar(name="ninefold report, complete", value=ours.seconds, unit="s"),
        Bar(name="peer, stages 0 to 3a", value=peer.seconds, unit="s"),
        Bar(name="peer's time over ours", value=peer.seconds / ours.seconds, unit="x", least=1),
        Bar(name="ninefold report, processor time", value=ours.cpu, unit="s"),
        Bar(name="peer, processor time", value=peer.cpu, unit="s"),
        Bar(name="ninefold report, peak memory", value=ours.peak_mb, unit="MB"),
        Bar(name="peer, peak memory", value=peer.peak_mb, unit="MB"),
        Bar(name="peer's memory over ours", value=peer.peak_mb / ours.peak_mb, unit="x", least=1),
    ]
    report("ninefold report on 1,000,000 rows", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
