"""Jobs as the tests of this folder need them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ninefold.kit.jobs import Lane, RunningJob, enqueue
from ninefold.kit.jobs.leases import Lease, claim
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.wiring import Wiring

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KIND = "kit.tests.work"


def make(**changes: object) -> Job:
    settings: dict[str, object] = {
        "kind": KIND,
        "payload": {"n": 1},
        "organisation": 7,
        "at": NOON,
        **changes,
    }
    return enqueue(**settings)  # type: ignore[arg-type]


def wired(handler: Callable[[RunningJob], None], *, lane: Lane = Lane.QUICK) -> Wiring:
    wiring = Wiring()
    wiring.handle(KIND, handler, lane=lane)
    return wiring


def take(*, at: datetime = NOON, token: str = "a" * 32, lease: timedelta = 60 * SECOND) -> Job | None:
    return claim(among=Wiring().lane(Lane.QUICK), at=at, until=at + lease, token=token)


def held(*, at: datetime = NOON) -> Lease:
    job = take(at=at)
    assert job is not None
    return Lease(job=job.pk, token=job.lease)
