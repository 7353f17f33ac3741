"""A run does its job, fails it, tries it again, or is asked to stop."""

import threading

import pytest
from tests.kit.jobs.made import KIND, NOON, SECOND, make, take, wired

from ninefold.kit.jobs import GiveUpError, Lane, RunningJob, State, request_stop, revive
from ninefold.kit.jobs.leases import sweep
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.queries import dead
from ninefold.kit.jobs.runs import run_one
from ninefold.kit.jobs.wiring import Wiring
from ninefold.kit.jobs.worker import work_off

pytestmark = pytest.mark.django_db


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
