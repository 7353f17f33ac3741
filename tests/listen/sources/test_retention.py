"""An upload goes when its time is over; what was made of it stays."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from tests import factories
from tests.listen.sources.imports import HEAD, facts, rows

from ninefold.kit.jobs.operations import enqueue
from ninefold.kit.jobs.running import RunningJob
from ninefold.kit.jobs.worker import work_off
from ninefold.listen.sources import tasks
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.operations import Destination, confirm, receive_file, understood
from ninefold.listen.sources.page import import_page
from ninefold.listen.sources.retention import days_kept, forget_uploads
from ninefold.site.wiring import wire_jobs

MONTH = timedelta(days=30)
ROWS = HEAD + rows(*range(60)) + "r99,not a day,shop,9,private words\n"


@pytest.fixture
def stored(house, tmp_path):
    """A file that was uploaded with a definition and stored, all but one row."""
    (tmp_path / "a.csv").write_text(ROWS)
    upload = receive_file(
        organisation=house,
        by=factories.member(of=house),
        file=tmp_path / "a.csv",
        name="a.csv",
        definition=None,
        source=None,
        at=timezone.now(),
    )
    work_off(wiring=wire_jobs())
    upload.refresh_from_db()
    where = Destination(source="Shop", wave="First", wave_date=None)
    confirm(upload=upload, mapping=understood(upload=upload), destination=where, at=timezone.now())
    work_off(wiring=wire_jobs())
    upload.refresh_from_db()
    assert upload.state == ImportState.STORED
    assert upload.rejects_file.exists()
    return upload


def samples(upload):
    return [cell for column in upload.found["columns"] for cell in column["samples"]]


def test_stored_upload_goes_after_its_time_and_its_answers_stay(house, stored):
    counts = stored.counts
    assert forget_uploads(organisation=house, at=stored.finished_at + MONTH) == 1
    stored.refresh_from_db()
    assert (stored.file.exists(), stored.rejects_file.exists(), samples(stored)) == (False, False, [])
    assert (stored.counts, len(facts(house))) == (counts, 60)
    assert import_page(upload=stored).columns[0].samples == ()


def test_upload_stays_until_its_time_is_over(house, stored):
    assert forget_uploads(organisation=house, at=stored.finished_at + MONTH - timedelta(seconds=1)) == 0
    stored.refresh_from_db()
    assert stored.file.exists()
    assert samples(stored) != []


def test_upload_is_forgotten_once(house, stored):
    later = stored.finished_at + MONTH
    assert [forget_uploads(organisation=house, at=later) for _ in range(2)] == [1, 0]


def test_definition_goes_with_its_file(house, stored):
    definition = stored.file.with_suffix(".qsf")
    definition.touch()
    Import.objects.update(definition_path=str(definition))
    forget_uploads(organisation=house, at=stored.finished_at + MONTH)
    assert not definition.exists()


@pytest.mark.parametrize(
    ("state", "gone"),
    [
        (ImportState.READING, False),
        (ImportState.STORING, False),
        (ImportState.TO_CHECK, True),
        (ImportState.STOPPED, True),
        (ImportState.REFUSED, True),
    ],
)
def test_import_under_way_keeps_its_file_however_old(house, stored, state, gone):
    Import.objects.update(state=state, finished_at=None)
    forget_uploads(organisation=house, at=stored.created_at + MONTH)
    assert stored.file.exists() is not gone


def test_file_that_a_command_read_where_it_lay_is_left_there(house, stored, tmp_path):
    (tmp_path / "mine.csv").write_text(ROWS)
    Import.objects.update(path=str(tmp_path / "mine.csv"))
    assert forget_uploads(organisation=house, at=stored.finished_at + MONTH) == 1
    assert (tmp_path / "mine.csv").exists()
    assert not stored.rejects_file.exists()


def test_worker_forgets_the_uploads_of_every_organisation(house, stored):
    job = enqueue(kind="listen.sources.close-abandoned", payload={}, organisation=None, at=timezone.now())
    tasks.close_abandoned(RunningJob(job=job, at=stored.finished_at + MONTH, closing=threading.Event()))
    assert not stored.file.exists()


def test_uploads_of_another_organisation_are_left_alone(house, stored):
    assert forget_uploads(organisation=factories.organisation(), at=stored.finished_at + MONTH) == 0
    assert stored.file.exists()


def test_days_are_read_from_the_setting():
    assert [days_kept(written=text) for text in ("30", "0")] == [MONTH, timedelta(0)]


@pytest.mark.parametrize("written", ["", "-1", "1.5", "a month", "٣٠"])
def test_setting_that_is_no_number_of_days_is_refused(written):
    with pytest.raises(ImproperlyConfigured, match="NINEFOLD_UPLOAD_DAYS"):
        days_kept(written=written)
