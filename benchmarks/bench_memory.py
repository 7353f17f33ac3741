"""Memory of the running system: `ninefold demo`, every page opened, one file imported.

    python benchmarks/bench_memory.py

What is summed is what the watcher, the web process, the process that draws its charts, and the worker hold:
pages that they share count once.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.importing import store
from benchmarks.measuring import Bar, report
from benchmarks.running import Running, Visitor, running

PAGES = (
    "/",
    "/?touchpoint=Delivery",
    "/understand/metrics/",
    "/understand/metrics/?metric=csat&by=segment",
    "/understand/definitions/",
    "/listen/comments/",
    "/listen/comments/?words=table",
    "/listen/sources/",
    "/people/organisation/",
    "/people/members/",
    "/people/profile/",
    "/people/security/",
    "/gallery/",
    "/overview/trend.xlsx",
    "/api/v1/understand/scores?metric=nps&by=touchpoint",
)
FILE_ROWS, PLACES = 5000, ("Shop", "Web", "Phone")
# A worker that grew ends after half a minute without work.
SETTLING = 45.0


class Watch(threading.Thread):
    """Looks at the memory ten times a second and keeps the largest sum."""

    def __init__(self, served: Running) -> None:
        super().__init__(name="watch", daemon=True)
        self.served = served
        self.largest = 0.0
        self.ending = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self.ending.wait(0.1):
            self.largest = max(self.largest, sum(self.served.memory().values()))


def _file(folder: Path) -> Path:
    path = folder / "answers.csv"
    lines = ["id,date,touchpoint,nps,csat,comment"]
    lines += [
        f"{row},2026-{row % 12 + 1:02d}-{row % 28 + 1:02d},{PLACES[row % 3]},{row * 7 % 11},"
        f"{row % 5 + 1},{'It went well enough' if row % 2 else ''}"
        for row in range(FILE_ROWS)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _open_all(visitor: Visitor) -> None:
    for path in PAGES:
        answer = visitor.get(path)
        if answer.status != 200:
            print(f"  {path} answered {answer.status}")


def _parts(stage: str, memory: dict[str, float]) -> list[Bar]:
    return [Bar(name=f"  {stage}: {name.split()[0]}", value=size, unit="MB") for name, size in memory.items()]


def main() -> int:
    """Use the demo as a newcomer does, and print what it holds in memory."""
    with (
        tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder,
        running(home=Path(folder) / "home", command="demo") as served,
    ):
        visitor = served.enter()
        watch = Watch(served)
        watch.start()
        began = sum(served.memory().values())
        _open_all(visitor)
        used = served.memory()
        store(visitor, file=_file(Path(folder)))
        _open_all(visitor)
        time.sleep(SETTLING)  # a worker gives back what an import took by starting anew
        after = served.memory()
        watch.ending.set()
        watch.join()
    bars = [
        Bar(name="at the first page", value=began, unit="MB"),
        Bar(name="with every page opened", value=sum(used.values()), unit="MB"),
        Bar(
            name="with every page opened and one import done", value=sum(after.values()), unit="MB", most=500
        ),
        Bar(name="largest sum seen, during the import too", value=watch.largest, unit="MB", most=500),
        *_parts("pages opened", used),
        *_parts("import done", after),
    ]
    report("Memory of the running system", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
