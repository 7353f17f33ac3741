"""Jobs are made with what caused them."""

import pytest
from django.db import transaction
from tests.kit.jobs.made import KIND, NOON, SECOND, make

from ninefold.kit.jobs import State
from ninefold.kit.jobs.models import Job

pytestmark = pytest.mark.django_db


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
