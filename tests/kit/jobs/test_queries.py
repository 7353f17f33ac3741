"""What is known of jobs."""

import pytest
from tests.kit.jobs.made import KIND, NOON, make

from ninefold.kit.jobs import State, request_stop
from ninefold.kit.jobs.queries import counts, standing, under_way

pytestmark = pytest.mark.django_db


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
