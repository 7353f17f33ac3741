"""Import of the peer's 1,000,000 answers into a running system, over HTTP, while pages are asked for.

python benchmarks/bench_import.py
"""

import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.bench_memory import Watch
from benchmarks.importing import store
from benchmarks.measuring import Bar, percentile, report
from benchmarks.running import Visitor, running
from benchmarks.stored import peer_file

PAGES = ("/", "/listen/comments/")
PAUSE = 0.5
SECONDS, MEMORY_MB = 90, 1536


class Reader(threading.Thread):
    """Somebody who reads pages while a file is imported."""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(name="reader", daemon=True)
        self.visitor = visitor
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.failed = 0
        self.ending = threading.Event()

    def run(self) -> None:
        """Open one page after the other until told to stop."""
        while not self.ending.is_set():
            for path in PAGES:
                try:
                    answer = self.visitor.get(path)
                except OSError:
                    self.failed += 1
                    continue
                self.failed += answer.status != 200
                self.seconds[path].append(answer.seconds)
            self.ending.wait(PAUSE)


def _same(visitor: Visitor) -> Visitor:
    """A second browser of the same person."""
    other = Visitor(address=visitor.address)
    for cookie in visitor.cookies:
        other.cookies.set_cookie(cookie)
    return other


def main() -> int:
    """Import while reading, and hold time and memory against their bars."""
    file = peer_file()
    with (
        tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder,
        running(home=Path(folder) / "home") as served,
    ):
        visitor = served.enter(house=True)
        watch, reader = Watch(served), Reader(_same(visitor))
        watch.start()
        reader.start()
        done = store(visitor, file=file)
        for each in (watch, reader):
            each.ending.set()
            each.join()
        time.sleep(1)
        stored = visitor.get("/").status
    bars = [
        Bar(name="upload, reading and storing", value=done.whole, unit="s", most=SECONDS),
        Bar(name="  upload", value=done.upload, unit="s"),
        Bar(name="  reading and understanding", value=done.reading, unit="s"),
        Bar(name="  storing", value=done.storing, unit="s"),
        Bar(name="largest memory of all processes", value=watch.largest, unit="MB", most=MEMORY_MB),
        Bar(name="pages that failed meanwhile", value=reader.failed + (stored != 200), unit="", most=0),
    ]
    for path, seconds in reader.seconds.items():
        for share in (0.5, 0.95):
            name = f"{path} meanwhile, p{share * 100:.0f} of {len(seconds)}"
            bars.append(Bar(name=name, value=1000 * percentile(seconds, share), unit="ms"))
    report("Import of 1,000,000 rows into a running system", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
