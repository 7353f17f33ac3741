"""What is done regularly, and what is pruned."""

from datetime import datetime, timedelta

import pytest
from tests.kit.jobs.made import KIND, NOON, SECOND, make, wired

from ninefold.kit.jobs import Lane, State
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.upkeep import Calendar, prune, prune_job
from ninefold.kit.jobs.wiring import Wiring
from ninefold.kit.jobs.worker import work_off

pytestmark = pytest.mark.django_db


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
