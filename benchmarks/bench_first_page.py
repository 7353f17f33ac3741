"""From a fresh clone to the first page of `make demo`, with a warm package cache.

    python benchmarks/bench_first_page.py

The committed tree is cloned into a temporary folder; nothing of this checkout's set-up is used.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, report
from benchmarks.running import LINK, Visitor

MOST, PATIENCE = 180, 600
CALL = ("make", "--no-print-directory", "demo")
# make passes its own variables on to what it calls: this one is called by nobody.
OURS = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "VIRTUAL_ENV", "PYTHONPATH", "NINEFOLD_HOME")


def _until_link(process: "subprocess.Popen[str]") -> str:
    for line in process.stdout or ():
        if found := LINK.search(line):
            return found.group(1)
        if time.perf_counter() > _DEADLINE:
            break
    raise SystemExit(f"`make demo` printed no link ({process.poll()}).")


_DEADLINE = time.perf_counter() + PATIENCE


def main() -> int:
    """Clone, make, open the page; stop everything again."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        clone = Path(folder) / "ninefold"
        start = time.perf_counter()
        subprocess.run(["git", "clone", "-q", "--depth", "1", ROOT.as_uri(), str(clone)], check=True)
        cloned = time.perf_counter()
        with subprocess.Popen(
            CALL, cwd=clone, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            try:
                link = _until_link(process)
                linked = time.perf_counter()
                page = Visitor(address=link.partition("/people")[0]).get(link)
                ended = time.perf_counter()
            finally:
                os.killpg(process.pid, signal.SIGTERM)
    bars = [
        Bar(name="clone to the first page", value=ended - start, unit="s", most=MOST),
        Bar(name="  clone", value=cloned - start, unit="s"),
        Bar(name="  set-up, example and link", value=linked - cloned, unit="s"),
        Bar(name="  the page", value=ended - linked, unit="s"),
        Bar(name="status of the page", value=page.status, unit="", least=200, most=200),
    ]
    report("A fresh clone to the first page", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
