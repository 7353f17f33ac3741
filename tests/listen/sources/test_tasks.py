import threading

import pytest
from django.utils import timezone
from tests import factories
from tests.listen.sources.imports import HEAD, facts, rows

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.operations import enqueue
from ninefold.kit.jobs.running import RunningJob
from ninefold.kit.jobs.worker import work_off
from ninefold.listen.sources import tasks
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Wave
from ninefold.listen.sources.operations import Destination, confirm, receive_file, stop, understood
from ninefold.site.wiring import wire_jobs

FIRST = Destination(source="Shop", wave="First", wave_date=None)


def received(house, tmp_path, data, *, language=""):
    (tmp_path / "a.csv").write_bytes(data)
    return receive_file(
        organisation=house,
        by=factories.member(of=house, language=language),
        file=tmp_path / "a.csv",
        name="a.csv",
        definition=None,
        source=None,
        at=timezone.now(),
    )


def worked_off(upload):
    work_off(wiring=wire_jobs())
    return Import.objects.get(pk=upload.pk)


GOOD = (HEAD + rows(*range(60))).encode()


def test_an_upload_is_read_checked_and_stored_by_the_worker(house, tmp_path):
    upload = worked_off(received(house, tmp_path, GOOD))
    assert upload.state == ImportState.TO_CHECK
    confirm(upload=upload, mapping=understood(upload=upload), destination=FIRST, at=timezone.now())
    assert worked_off(upload).state == ImportState.STORED
    assert len(facts(house)) == 60
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}


@pytest.mark.parametrize(("language", "said"), [("", "The file is empty."), ("fa", "فایل خالی است.")])
def test_what_is_wrong_is_said_in_the_language_of_who_gave_the_file(house, tmp_path, language, said):
    upload = worked_off(received(house, tmp_path, b"\n\n", language=language))
    assert upload.state == ImportState.REFUSED
    assert upload.problem.startswith(said)


def test_a_member_without_a_language_reads_the_organisations(house, tmp_path):
    house.language = "fa"
    house.save()
    assert worked_off(received(house, tmp_path, b"\n")).problem.startswith("فایل خالی است.")


def running(upload, kind):
    job = enqueue(
        kind=kind, payload={"import": upload.pk}, organisation=upload.organisation_id, at=timezone.now()
    )
    return RunningJob(job=job, at=timezone.now(), closing=threading.Event())


@pytest.mark.parametrize("lost", ["stop_by_user", "lost"])
def test_a_job_that_is_to_stop_does_so_and_leaves_the_import_as_it_was(house, tmp_path, lost):
    upload = received(house, tmp_path, GOOD)
    job = running(upload, "listen.sources.read")
    setattr(job, lost, True)
    tasks.read(job)
    assert job.heeded
    assert Import.objects.get().state == ImportState.READING


def test_a_stopped_import_is_not_stored_by_its_job(house, tmp_path):
    upload = worked_off(received(house, tmp_path, GOOD))
    confirm(upload=upload, mapping=understood(upload=upload), destination=FIRST, at=timezone.now())
    stop(upload=upload, at=timezone.now())
    upload = worked_off(upload)
    assert (upload.state, Wave.objects.count(), facts(house)) == (ImportState.STOPPED, 0, [])


def test_a_job_without_its_import_does_nothing(house, tmp_path):
    upload = received(house, tmp_path, GOOD)
    jobs = [running(upload, "listen.sources.read"), running(upload, "listen.sources.store")]
    Import.objects.all().delete()
    tasks.read(jobs[0])
    tasks.store(jobs[1])
    assert Import.objects.count() == 0


def test_a_job_of_another_organisation_finds_no_import(house, tmp_path):
    upload = received(house, tmp_path, GOOD)
    job = running(upload, "listen.sources.read")
    job.organisation = factories.organisation().pk
    tasks.read(job)
    assert Import.objects.get().state == ImportState.READING


def test_regular_tidying_looks_into_every_organisation(house, tmp_path):
    upload = received(house, tmp_path, GOOD)
    Import.objects.update(job=None)
    upload.mark.parent.mkdir(parents=True, exist_ok=True)
    upload.mark.touch()
    tasks.close_abandoned(running(upload, "listen.sources.close-abandoned"))
    assert Import.objects.get().state == ImportState.STOPPED
