"""A process that gives birth to workers, so that the kill test pays for the imports once.

Reads lines from its input: "worker" or "worker without sweeper" starts one and answers with its process id.
Arguments: the name of the test's database.
"""

import os
import signal
import sys
import threading
from datetime import timedelta

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from django.db import connection, transaction  # noqa: E402  (models need the set-up above)

from ninefold.kit.clock import now  # noqa: E402
from ninefold.kit.events import Event, publish, read, subscribe  # noqa: E402
from ninefold.kit.jobs import Lane, RunningJob  # noqa: E402
from ninefold.kit.jobs.leases import sweep  # noqa: E402
from ninefold.kit.jobs.models import Job  # noqa: E402
from ninefold.kit.jobs.wiring import Wiring  # noqa: E402
from ninefold.kit.jobs.worker import Worker  # noqa: E402

LEASE = timedelta(seconds=0.5)
STEPS = 3


class SomethingHappened(Event):
    """The event that a cause announces."""


def note(table: str, *values: object) -> None:
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO NOTHING", values)


def cause(job: RunningJob) -> None:
    """Write the cause and publish its event in one transaction."""
    note("kill_run", os.urandom(8).hex())
    with transaction.atomic():
        note("kill_cause", job.payload["n"])
        threading.Event().wait(0.005)
        told = publish(SomethingHappened(organisation=1, at=now(), key=str(job.payload["n"])))
        # How often a job may be tried is not the question here; a thousand kills may well hit one job often.
        Job.objects.filter(pk__in=[one.pk for one in told]).update(attempts_allowed=1000)
        threading.Event().wait(0.005)


def effect(job: RunningJob) -> None:
    """Do three steps, each under its own key, with time to be killed in between."""
    note("kill_run", os.urandom(8).hex())
    event = read(SomethingHappened, job.payload)
    for step in range(STEPS):
        note("kill_effect", int(event.key), step)
        threading.Event().wait(0.01)


def work(*, sweeper: bool) -> None:
    subscribe(SomethingHappened, "kit.tests.effect")
    wiring = Wiring()
    wiring.handle("kit.tests.cause", cause, lane=Lane.QUICK)
    wiring.handle("kit.tests.effect", effect, lane=Lane.LONG)
    if sweeper:
        wiring.keep(seconds=0.1, upkeep=sweep)
    Worker(wiring=wiring, lease=LEASE, poll=0.02).run()


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(sweeper="without" not in line)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
