"""A worker in threads of this process."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection
from tests.kit.jobs.made import NOON, SECOND, make, take, wired

from ninefold.kit.clock import now
from ninefold.kit.jobs import Lane, RunningJob, State, request_stop
from ninefold.kit.jobs.heartbeat import Heartbeat
from ninefold.kit.jobs.leases import sweep
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.queries import counts
from ninefold.kit.jobs.runs import insist
from ninefold.kit.jobs.upkeep import checkpoint
from ninefold.kit.jobs.wiring import Wiring
from ninefold.kit.jobs.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def running_worker(request: pytest.FixtureRequest) -> Iterator[Callable[[Wiring], Worker]]:
    """Start a worker in threads of this process and stop it in the end."""
    started: list[tuple[Worker, threading.Thread]] = []

    def start(wiring: Wiring) -> Worker:
        worker = Worker(wiring=wiring, lease=timedelta(seconds=1), poll=0.02)
        thread = threading.Thread(target=_run_and_close, args=(worker,))
        started.append((worker, thread))
        thread.start()
        return worker

    yield start
    for worker, thread in started:
        worker.stop()
        thread.join(timeout=30)
        assert not thread.is_alive()


def _run_and_close(worker: Worker) -> None:
    try:
        assert worker.run(grace=10)
    finally:
        connection.close()


def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        threading.Event().wait(0.02)
    pytest.fail("Waited in vain.")


@pytest.mark.django_db(transaction=True)
class TestWorker:
    def test_long_job_keeps_its_short_lease_and_shows_its_progress(
        self, running_worker: Callable[[Wiring], Worker]
    ) -> None:
        runs: list[int] = []
        go_on = threading.Event()

        def take_long(job: RunningJob) -> None:
            runs.append(job.attempt)
            job.progress(0.25, "Reading")
            go_on.wait(20)
            connection.close()

        wiring = wired(take_long, lane=Lane.LONG)
        wiring.keep(seconds=0.1, upkeep=sweep)
        job = make()
        running_worker(wiring)
        until(lambda: Job.objects.get().progress == 0.25)
        first = Job.objects.get().lease_until
        assert first is not None
        until(lambda: Job.objects.get().lease_until > first + 2 * SECOND)  # type: ignore[operator]
        go_on.set()
        until(lambda: Job.objects.get(pk=job.pk).state == State.DONE)
        assert (runs, Job.objects.get().note) == ([1], "Reading")

    def test_running_job_hears_the_stop_and_is_stopped(
        self, running_worker: Callable[[Wiring], Worker]
    ) -> None:
        started = threading.Event()

        def work(job: RunningJob) -> None:
            started.set()
            until(job.stop_requested)

        job = make()
        running_worker(wired(work))
        assert started.wait(20)
        assert request_stop(job=job.pk, organisation=7, at=NOON)
        until(lambda: Job.objects.get().state == State.STOPPED)

    def test_quick_job_does_not_wait_for_a_long_one(self, running_worker: Callable[[Wiring], Worker]) -> None:
        go_on = threading.Event()
        wiring = wired(lambda _: None)
        wiring.handle("kit.tests.long", lambda _: go_on.wait(20) and None, lane=Lane.LONG)
        long = make(kind="kit.tests.long")
        running_worker(wiring)
        until(lambda: Job.objects.get(pk=long.pk).state == State.RUNNING)
        quick = make()
        until(lambda: Job.objects.get(pk=quick.pk).state == State.DONE)
        assert Job.objects.get(pk=long.pk).state == State.RUNNING
        go_on.set()

    def test_several_workers_run_each_job_once(self, running_worker: Callable[[Wiring], Worker]) -> None:
        runs: list[int] = []
        for n in range(60):
            make(payload={"n": n})
        for _ in range(3):
            running_worker(wired(lambda job: runs.append(job.payload["n"])))
        until(lambda: counts()[State.DONE] == 60)
        assert sorted(runs) == list(range(60))

    def test_shutdown_does_not_wait_for_a_handler_that_does_not_listen(self) -> None:
        started, go_on = threading.Event(), threading.Event()

        def ignore(_: RunningJob) -> None:
            started.set()
            go_on.wait(20)
            connection.close()

        make()
        worker = Worker(wiring=wired(ignore), poll=0.02)
        threading.Thread(target=lambda: started.wait(20) and worker.stop()).start()
        assert not worker.run(grace=0.1)
        go_on.set()
        until(lambda: Job.objects.get().state == State.DONE)

    def test_tired_worker_ends_by_itself_once_it_is_quiet(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ninefold.kit.jobs.worker.QUIET", 0.1)
        job = make()
        wiring = wired(lambda _: threading.Event().wait(0.3) and None)
        assert Worker(wiring=wiring, poll=0.02, tired=lambda: True).run(grace=10)
        assert Job.objects.get(pk=job.pk).state == State.DONE

    def test_worker_outlives_a_database_that_is_away(
        self, running_worker: Callable[[Wiring], Worker]
    ) -> None:
        failures = iter([OperationalError("away"), InterfaceError("closed")])

        def fail_twice(*, at: datetime) -> None:
            if (problem := next(failures, None)) is not None:
                raise problem

        wiring = wired(lambda _: None)
        wiring.keep(seconds=0, upkeep=fail_twice)
        running_worker(wiring)
        job = make()
        until(lambda: Job.objects.get(pk=job.pk).state == State.DONE)

    def test_outcome_is_written_past_a_database_that_is_away_for_a_moment(self) -> None:
        tries: list[int] = []

        def write() -> bool:
            tries.append(1)
            if len(tries) < 3:
                raise OperationalError("locked")
            return True

        insist(write)
        assert len(tries) == 3

    def test_outcome_that_cannot_be_written_is_left_to_the_lease(self) -> None:
        tries: list[int] = []

        def write() -> bool:
            tries.append(1)
            raise OperationalError("away")

        insist(write, pause=0)
        assert len(tries) == 5

    def test_heartbeat_tells_a_run_that_its_lease_was_lost(self) -> None:
        make()
        row = take()
        assert row is not None
        running = RunningJob(job=row, at=NOON, closing=threading.Event())
        heartbeat = Heartbeat(clock=lambda: NOON, lease=timedelta(seconds=0.2))
        heartbeat.start()
        with heartbeat.keeping(running):
            sweep(at=NOON + 60 * SECOND)
            until(running.stop_requested)
        heartbeat.stop()
        assert running.lost

    def test_heartbeat_outlives_a_database_that_is_away(self) -> None:
        make()
        row = take(at=now())
        assert row is not None
        running = RunningJob(job=row, at=now(), closing=threading.Event())
        failures = iter([OperationalError("away")])

        def clock() -> datetime:
            if (problem := next(failures, None)) is not None:
                raise problem
            return now()

        heartbeat = Heartbeat(clock=clock, lease=timedelta(seconds=0.2))
        heartbeat.stop()  # before it was started there is nothing to wait for
        heartbeat = Heartbeat(clock=clock, lease=timedelta(seconds=0.2))
        heartbeat.start()
        with heartbeat.keeping(running):
            running.progress(0.5)
            until(lambda: Job.objects.get().progress == 0.5)
        heartbeat.stop()

    @pytest.mark.parametrize("large", [0, 1 << 40])
    def test_checkpoint_moves_the_log_into_the_database(self, large: int) -> None:
        make()
        assert checkpoint(at=NOON, large=large) is (connection.vendor == "sqlite")
