"""Jobs: made with what caused them, run under a lease, tried again, stopped, swept, pruned."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction

from ninefold.kit.clock import now
from ninefold.kit.jobs import GiveUpError, Lane, RunningJob, State, enqueue, request_stop, revive
from ninefold.kit.jobs.heartbeat import Heartbeat
from ninefold.kit.jobs.leases import LOST, Lease, claim, fail, pause_after, renew, settle, stop_wanted, sweep
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.queries import counts, dead, standing, under_way
from ninefold.kit.jobs.runs import insist, run_one
from ninefold.kit.jobs.upkeep import Calendar, checkpoint, prune, prune_job
from ninefold.kit.jobs.wiring import Wiring
from ninefold.kit.jobs.worker import Worker, work_off

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KIND = "kit.tests.work"

pytestmark = pytest.mark.django_db


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


class TestEnqueue:
    def test_job_of_a_rolled_back_transaction_never_was(self) -> None:
        with transaction.atomic():
            make()
            transaction.set_rollback(True)
        assert Job.objects.count() == 0

    def test_job_waits_with_what_it_was_given(self) -> None:
        job = make(run_at=NOON + SECOND, attempts=3)
        row = Job.objects.get()
        assert (row.pk, row.kind, row.payload, row.organisation) == (job.pk, KIND, {"n": 1}, 7)
        assert (row.state, row.run_at, row.attempts_allowed) == (State.WAITING, NOON + SECOND, 3)

    def test_second_job_with_the_same_key_is_the_first(self) -> None:
        assert make(unique_key="import-1").pk == make(unique_key="import-1", payload={"n": 2}).pk
        assert Job.objects.get().payload == {"n": 1}

    def test_same_key_in_another_organisation_is_another_job(self) -> None:
        make(unique_key="import-1")
        make(unique_key="import-1", organisation=8)
        make(unique_key="import-1", organisation=None)
        assert Job.objects.count() == 3

    def test_without_a_key_each_call_makes_a_job(self) -> None:
        assert make().pk != make().pk


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


class TestRuns:
    def test_handler_runs_once_and_the_job_is_done(self) -> None:
        seen: list[tuple[object, ...]] = []
        make()
        wiring = wired(
            lambda job: seen.append((job.kind, job.payload, job.organisation, job.attempt, job.at))
        )
        assert work_off(wiring=wiring, clock=lambda: NOON) == 1
        row = Job.objects.get()
        assert seen == [(KIND, {"n": 1}, 7, 1, NOON)]
        assert (row.state, row.progress, row.finished_at, row.lease) == (State.DONE, 1.0, NOON, "")

    def test_failure_is_tried_again_after_growing_pauses_and_then_dead(self) -> None:
        def break_down(job: RunningJob) -> None:
            raise ValueError(f"attempt {job.attempt}")

        make(attempts=3)
        moment = [NOON]
        runs = []
        for _ in range(100):
            if work_off(wiring=wired(break_down), clock=lambda: moment[0]):
                runs.append((moment[0] - NOON).total_seconds())
            moment[0] += SECOND
        row = Job.objects.get()
        assert runs == [0.0, 10.0, 30.0]
        assert (row.state, row.attempts) == (State.DEAD, 3)
        assert "ValueError: attempt 3" in row.error
        assert [one.job for one in dead(organisation=7)] == [row.pk]

    def test_handler_that_exits_fails_its_job_only(self) -> None:
        def leave(_: RunningJob) -> None:
            raise SystemExit(1)

        make()
        work_off(wiring=wired(leave), clock=lambda: NOON)
        assert Job.objects.get().state == State.WAITING

    def test_giving_up_is_dead_at_once_with_its_message(self) -> None:
        def give_up(_: RunningJob) -> None:
            raise GiveUpError("The file is empty.")

        make()
        work_off(wiring=wired(give_up), clock=lambda: NOON)
        row = Job.objects.get()
        assert (row.state, row.error, row.attempts) == (State.DEAD, "The file is empty.", 1)

    def test_kind_nobody_wired_fails_where_it_is_seen(self) -> None:
        make(kind="kit.tests.forgotten", attempts=1)
        work_off(wiring=Wiring(), clock=lambda: NOON)
        assert "No handler is wired" in Job.objects.get().error

    def test_long_kinds_stay_out_of_the_quick_lane(self) -> None:
        make()
        wiring = wired(lambda _: None, lane=Lane.LONG)
        closing = threading.Event()
        settings = {"wiring": wiring, "clock": lambda: NOON, "lease": 60 * SECOND, "closing": closing}
        assert not run_one(among=wiring.lane(Lane.QUICK), **settings)  # type: ignore[arg-type]
        assert run_one(among=wiring.lane(Lane.LONG), **settings)  # type: ignore[arg-type]

    def test_outcome_of_a_run_whose_lease_was_lost_is_not_counted(self) -> None:
        def outlive_the_lease(job: RunningJob) -> None:
            sweep(at=NOON + 60 * SECOND)
            assert take(at=NOON + 60 * SECOND, token="b" * 32) is not None

        make()
        work_off(wiring=wired(outlive_the_lease), clock=lambda: NOON)
        row = Job.objects.get()
        assert (row.state, row.lease) == (State.RUNNING, "b" * 32)

    def test_work_off_ends_after_so_many_runs(self) -> None:
        make()
        make()
        assert work_off(wiring=wired(lambda _: None), clock=lambda: NOON, most=1) == 1


class TestStopping:
    def test_waiting_job_stops_at_once(self) -> None:
        job = make()
        assert request_stop(job=job.pk, organisation=7, at=NOON)
        assert Job.objects.get().state == State.STOPPED
        assert not request_stop(job=job.pk, organisation=7, at=NOON)

    def test_other_organisations_cannot_stop_or_revive_it(self) -> None:
        job = make()
        assert not request_stop(job=job.pk, organisation=8, at=NOON)
        request_stop(job=job.pk, organisation=7, at=NOON)
        assert not revive(job=job.pk, organisation=8, at=NOON)

    def test_revived_job_runs_again(self) -> None:
        job = make()
        request_stop(job=job.pk, organisation=7, at=NOON)
        assert revive(job=job.pk, organisation=7, at=NOON)
        assert not revive(job=job.pk, organisation=7, at=NOON)
        work_off(wiring=wired(lambda _: None), clock=lambda: NOON)
        assert Job.objects.get().state == State.DONE

    def test_handler_that_heeds_the_shutdown_gives_its_job_back_unspent(self) -> None:
        closing = threading.Event()

        def heed(job: RunningJob) -> None:
            assert not job.stop_requested()
            closing.set()
            assert job.stop_requested()

        make()
        wiring = wired(heed)
        run_one(
            wiring=wiring,
            among=wiring.lane(Lane.QUICK),
            clock=lambda: NOON,
            lease=60 * SECOND,
            closing=closing,
        )
        row = Job.objects.get()
        assert (row.state, row.attempts, row.run_at) == (State.WAITING, 0, NOON)


class TestRegularWork:
    def test_one_job_in_each_slot_over_two_workers(self) -> None:
        wiring = wired(lambda _: None)
        wiring.every(seconds=60, kind=KIND)
        for second in range(180):
            for calendar in (Calendar(wiring=wiring), Calendar(wiring=wiring)):
                calendar.do_what_is_due(at=NOON + second * SECOND)
            work_off(wiring=wiring, clock=lambda at=NOON + second * SECOND: at)
        assert Job.objects.count() == 3

    def test_slots_do_not_pile_up_behind_an_unfinished_job(self) -> None:
        wiring = wired(lambda _: None)
        wiring.every(seconds=1, kind=KIND)
        calendar = Calendar(wiring=wiring)
        assert [calendar.do_what_is_due(at=NOON + n * SECOND) for n in (0, 0.5, 1, 2)] == [
            True,
            False,
            True,
            True,
        ]
        assert Job.objects.count() == 1

    def test_upkeep_runs_at_most_so_often(self) -> None:
        seen: list[datetime] = []
        wiring = Wiring()
        wiring.keep(seconds=5, upkeep=lambda *, at: seen.append(at))
        calendar = Calendar(wiring=wiring)
        for second in range(11):
            calendar.do_what_is_due(at=NOON + second * SECOND)
        assert seen == [NOON, NOON + 5 * SECOND, NOON + 10 * SECOND]

    def test_wiring_refuses_nonsense(self) -> None:
        wiring = wired(lambda _: None)
        with pytest.raises(ValueError, match="two handlers"):
            wiring.handle(KIND, lambda _: None, lane=Lane.QUICK)
        with pytest.raises(ValueError, match="no handler"):
            wiring.every(seconds=60, kind="kit.tests.forgotten")
        with pytest.raises(ValueError, match="too short"):
            wiring.every(seconds=0, kind=KIND)

    def test_pruning_keeps_what_is_young_unfinished_or_dead(self) -> None:
        later = NOON + timedelta(days=31)
        wiring = wired(lambda _: None)
        old, waiting, failed = make(), make(run_at=later), make(kind="kit.tests.forgotten", attempts=1)
        regular = make(organisation=None, unique_key="regular-1")
        work_off(wiring=wiring, clock=lambda: NOON)
        assert prune(at=NOON + timedelta(days=1)) == 1
        assert not Job.objects.filter(pk=regular.pk).exists()
        assert prune(at=later) == 1
        assert not Job.objects.filter(pk=old.pk).exists()
        assert set(Job.objects.values_list("pk", flat=True)) == {waiting.pk, failed.pk}
        assert prune(at=NOON + timedelta(days=90)) == 1

    def test_trace_of_a_dead_job_goes_long_before_its_row(self) -> None:
        ended = {"state": State.DEAD, "finished_at": NOON, "created_at": NOON, "run_at": NOON}
        job = Job.objects.create(kind="tests.x", error="Traceback: 'what somebody said'", **ended)
        prune(at=NOON + timedelta(days=30) - timedelta(seconds=1))
        job.refresh_from_db()
        assert job.error == "Traceback: 'what somebody said'"
        prune(at=NOON + timedelta(days=30))
        job.refresh_from_db()
        assert (job.error, job.state) == ("", State.DEAD)

    def test_pruning_job_prunes(self) -> None:
        make()
        work_off(wiring=wired(prune_job), clock=lambda: NOON)
        assert Job.objects.get().state == State.DONE


class TestQueries:
    def test_standing_tells_only_the_owner(self) -> None:
        job = make()
        found = standing(job=job.pk, organisation=7)
        assert found is not None
        assert (found.state, found.progress, found.attempts, found.ended) == (State.WAITING, 0.0, 0, False)
        assert standing(job=job.pk, organisation=8) is None

    def test_under_way_lists_the_unfinished_newest_first(self) -> None:
        first, second = make(), make()
        request_stop(job=make().pk, organisation=7, at=NOON)
        make(kind="kit.tests.other")
        assert [one.job for one in under_way(organisation=7, kinds=[KIND])] == [second.pk, first.pk]

    def test_counts_name_every_state(self) -> None:
        make()
        assert counts() == {
            State.WAITING: 1,
            State.RUNNING: 0,
            State.DONE: 0,
            State.STOPPED: 0,
            State.DEAD: 0,
        }


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
