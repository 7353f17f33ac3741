"""Jobs are held under a lease, and swept when it runs out."""

import pytest
from tests.kit.jobs.made import NOON, SECOND, held, make, take

from ninefold.kit.jobs import State, request_stop
from ninefold.kit.jobs.leases import LOST, Lease, fail, pause_after, renew, settle, stop_wanted, sweep
from ninefold.kit.jobs.models import Job

pytestmark = pytest.mark.django_db


class TestLeases:
    def test_claim_takes_the_longest_due_and_only_once(self) -> None:
        make(run_at=NOON - SECOND)
        first = make(run_at=NOON - 2 * SECOND)
        make(run_at=NOON + SECOND)
        job = take(token="a" * 32)
        assert job is not None
        assert (job.pk, job.state, job.attempts) == (first.pk, State.RUNNING, 1)
        assert take(token="b" * 32) is not None
        assert take(token="c" * 32) is None

    def test_renewal_prolongs_only_the_holders_lease(self) -> None:
        make()
        mine = held()
        other = Lease(job=mine.job, token="b" * 32)
        assert renew(lease=mine, until=NOON + 90 * SECOND, progress=0.5, note="Reading")
        assert not renew(lease=other, until=NOON, progress=0.1, note="")
        row = Job.objects.get()
        assert (row.lease_until, row.progress, row.note) == (NOON + 90 * SECOND, 0.5, "Reading")

    def test_sweep_frees_a_lost_lease_and_fences_the_old_holder(self) -> None:
        make()
        mine = held()
        assert sweep(at=NOON + 59 * SECOND) == 0
        assert sweep(at=NOON + 60 * SECOND) == 1
        assert stop_wanted(lease=mine) is None
        assert take(at=NOON + 60 * SECOND, token="b" * 32) is not None
        assert not settle(lease=mine, at=NOON, state=State.DONE, progress=1.0, note="")
        assert not fail(lease=mine, at=NOON, attempts=1, error="")
        assert Job.objects.get().attempts == 2

    def test_job_that_loses_its_worker_each_time_is_dead_and_says_so(self) -> None:
        make(attempts=1)
        held()
        sweep(at=NOON + 60 * SECOND)
        row = Job.objects.get()
        assert (row.state, row.error, row.finished_at) == (State.DEAD, LOST, NOON + 60 * SECOND)

    def test_swept_job_that_was_asked_to_stop_is_stopped(self) -> None:
        job = make()
        held()
        request_stop(job=job.pk, organisation=7, at=NOON)
        sweep(at=NOON + 60 * SECOND)
        assert Job.objects.get().state == State.STOPPED

    def test_pauses_double_up_to_an_hour(self) -> None:
        assert [pause_after(attempts=n).total_seconds() for n in (1, 2, 3, 9, 10, 60)] == [
            10.0,
            20.0,
            40.0,
            2560.0,
            3600.0,
            3600.0,
        ]
