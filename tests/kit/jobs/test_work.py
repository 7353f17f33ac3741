"""How the work on a row stands, whatever its job does while a page asks."""

from dataclasses import dataclass, field

import pytest
from tests import factories

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import ENDS, Job
from ninefold.kit.jobs.operations import enqueue
from ninefold.kit.jobs.work import Work, work_on

pytestmark = pytest.mark.django_db
UNDER_WAY = ("reading", "storing")


@dataclass
class Row:
    """A row of somebody, and what stands in the database by the time it is read anew."""

    state: str = "reading"
    job: int | None = None
    organisation_id: int = 1
    anew: list[tuple[str, int | None]] = field(default_factory=list)

    def refresh_from_db(self) -> None:
        """Read what stands there now."""
        if self.anew:
            self.state, self.job = self.anew.pop(0)


def job(state: State, *, organisation: int = 1) -> int:
    """Queue a job and bring it into a state, a quarter done."""
    made = enqueue(kind="some.work", payload={}, organisation=organisation, at=factories.AT)
    leased = {"lease": "a", "lease_until": factories.AT} if state == State.RUNNING else {}
    finished = factories.AT if state in ENDS else None
    Job.objects.filter(pk=made.pk).update(state=state, progress=0.25, finished_at=finished, **leased)
    return made.pk


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING])
@pytest.mark.parametrize("doing", UNDER_WAY)
def test_work_is_as_far_as_its_job(state: State, doing: str) -> None:
    assert work_on(Row(state=doing, job=job(state)), under_way=UNDER_WAY) == Work(done=0.25)


@pytest.mark.parametrize("state", ENDS)
def test_work_whose_job_ended_without_a_result_broke_off(state: State) -> None:
    assert work_on(Row(job=job(state)), under_way=UNDER_WAY) == Work(broken_off=True)


def test_work_whose_job_is_gone_or_of_somebody_else_broke_off() -> None:
    assert work_on(Row(), under_way=UNDER_WAY) == Work(broken_off=True)
    assert work_on(Row(job=4_000_000), under_way=UNDER_WAY) == Work(broken_off=True)
    assert work_on(Row(job=job(State.RUNNING, organisation=2)), under_way=UNDER_WAY) == Work(broken_off=True)


def test_what_has_arrived_is_not_under_way() -> None:
    assert work_on(Row(state="stored", job=job(State.RUNNING)), under_way=UNDER_WAY) == Work()


def test_a_row_read_before_its_job_ended_is_brought_up_to_date() -> None:
    done = job(State.DONE)
    row = Row(job=done, anew=[("stored", done)])
    assert (work_on(row, under_way=UNDER_WAY), row.state) == (Work(), "stored")


def test_a_row_that_was_queued_anew_meanwhile_follows_its_new_job() -> None:
    row = Row(job=job(State.DONE), anew=[("storing", job(State.RUNNING))])
    assert work_on(row, under_way=UNDER_WAY) == Work(done=0.25)


def test_a_row_that_was_queued_anew_breaks_off_with_its_new_job() -> None:
    again = job(State.DEAD)
    row = Row(job=job(State.DONE), anew=[("storing", again), ("storing", again)])
    assert work_on(row, under_way=UNDER_WAY) == Work(broken_off=True)
