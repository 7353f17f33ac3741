"""The child process of the kill test: the product's own command or worker, telling where it stands.

    python -m tests.stories.importer NOTES [--without transaction] command import FILE ...
    python -m tests.stories.importer NOTES [--without transaction] worker

NOTES gets a line, with the time, whenever a step begins. With --without the guard is taken away, to show that
the test would notice. The short pauses stretch moments that a kill could hardly hit.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from ninefold.engine.segments import Written

PAUSE = 0.02
LEASE = timedelta(seconds=1)


def telling(tell: Callable[[str], None]) -> None:
    """Say when a step begins."""
    from ninefold.engine import operations, segments
    from ninefold.listen.sources import batches, reading
    from ninefold.listen.sources import operations as imports

    def before(module: Any, name: str, step: str, *, pause: float = 0.0) -> None:
        real = getattr(module, name)

        def stepping(*args: Any, **given: Any) -> Any:
            tell(step)
            time.sleep(pause)
            return real(*args, **given)

        setattr(module, name, stepping)

    before(reading, "open_file", "reading")
    before(batches, "open_file", "storing")
    before(segments, "_write", "writing")
    before(segments, "_publish", "renaming")
    before(segments, "_sync", "renaming", pause=PAUSE)
    before(imports, "commit_batch", "committing", pause=PAUSE)
    before(imports, "record_questions", "committing", pause=PAUSE)
    before(imports, "publish", "committing", pause=PAUSE)
    real = operations.add

    def add(written: Iterable["Written"], **given: Any) -> None:
        for each in written:
            time.sleep(PAUSE)
            real([each], **given)
            time.sleep(PAUSE)

    operations.add = add


def take_away_the_transaction() -> None:
    """Let every statement of the last step stand for itself."""
    from ninefold.engine import operations
    from ninefold.listen.sources import operations as imports

    operations.transaction = SimpleNamespace(atomic=nullcontext)  # type: ignore[assignment]
    imports.transaction = SimpleNamespace(atomic=nullcontext)  # type: ignore[assignment]


def work() -> None:
    """Run jobs as `ninefold worker` does, with leases that end soon."""
    from ninefold.kit.jobs.leases import sweep
    from ninefold.kit.jobs.worker import Worker
    from ninefold.site.wiring import wire_jobs

    wiring = wire_jobs()
    wiring.regulars.clear()  # what is done by the hour is not this story's
    wiring.keep(seconds=0.1, upkeep=sweep)
    Worker(wiring=wiring, lease=LEASE, poll=0.05).run()


def main() -> None:
    """Tell, take away, run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("notes", type=Path)
    parser.add_argument("--without", choices=["transaction"])
    parser.add_argument("role", choices=["command", "worker"])
    given, command = parser.parse_known_args()
    notes = os.open(given.notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def tell(step: str) -> None:
        os.write(notes, f"{step} {time.monotonic()}\n".encode())

    tell("starting")
    django.setup()
    telling(tell)
    if given.without:
        take_away_the_transaction()
    if given.role == "worker":
        work()
    from ninefold.site.cli import main as ninefold

    sys.argv = ["ninefold", *command]
    try:
        ninefold()
    finally:
        tell("ended")


if __name__ == "__main__":
    main()
