"""`ninefold worker`: run jobs. `ninefold serve` starts one; on PostgreSQL any number may run, anywhere."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import click

from ninefold.kit.jobs.worker import Worker
from ninefold.site.wiring import wire_jobs

GRACE = 20.0
LARGE = 90 * 1024**2  # An idle worker has about 50 MB.


@click.command()
@click.option("--grace", default=GRACE, show_default=True, help="Seconds for running jobs to stop in.")
def worker(grace: float) -> None:
    """Run jobs until stopped: imports, what follows from events, sealing and tidying up."""
    run(grace=grace)


def grown() -> bool:
    """Say whether this process has grown large: what an import needed is best given back by starting anew."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return False
    return pages * os.sysconf("SC_PAGE_SIZE") > LARGE


def run(*, grace: float, tired: Callable[[], bool] = lambda: False) -> None:
    """Run jobs in this process until SIGTERM or SIGINT.

    Parameters
    ----------
    grace
        Seconds for running jobs to stop in.
    tired
        Asked while there is no work; the process ends when it says yes.
    """
    working = Worker(wiring=wire_jobs(), tired=tired)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: working.stop())
    if not working.run(grace=grace):
        # A handler that does not listen must not hold the process up; its job is taken again after the lease.
        os._exit(0)


def main(_arguments: list[str]) -> None:
    """Run jobs as a child of `ninefold serve`, which starts a worker that has grown large anew."""
    run(grace=GRACE, tired=grown)
