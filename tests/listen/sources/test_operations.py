from datetime import date, timedelta

import pytest
from tests import factories
from tests.listen.sources.imports import HEAD, facts, read, rows, store, unseen

from ninefold.engine.models import Segment
from ninefold.kit.jobs.models import Job
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.destinations import withdraw
from ninefold.listen.sources.jobless import at_hand, stop_abandoned
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.sources.operations import (
    READ,
    STORE,
    Destination,
    Refused,
    accept,
    begin_import,
    confirm,
    correct_mapping,
    receive_file,
    refuse,
    stop,
    store_file,
    understand_file,
    understood,
)
from ninefold.listen.sources.roles import Role
from ninefold.listen.surveys.models import Question, Survey

FIRST = Destination(source="Shop", wave="First", wave_date=None)


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "a.csv"
    place.write_text(HEAD + rows(*range(60)))
    return place


def received(house, file, **given):
    given = {"definition": None, "source": None} | given
    by = factories.member(of=house)
    return receive_file(organisation=house, by=by, file=file, name="../../a.csv", at=factories.AT, **given)


def test_an_upload_is_moved_under_a_name_of_ours_and_queued(house, file, settings):
    (file.parent / "a.qsf").write_text("{}")
    upload = received(house, file, definition=file.parent / "a.qsf")
    assert (upload.file_name, upload.state) == ("../../a.csv", ImportState.READING)
    assert upload.file.parent.parent.name == "uploads"
    assert upload.definition_path == f"{upload.path}.qsf"
    assert not file.exists()
    job = Job.objects.get(pk=upload.job)
    assert (job.kind, job.payload, job.organisation) == (READ, {"import": upload.pk}, house.pk)


def test_a_read_file_waits_to_be_checked(house, file):
    upload = read(house, file)
    assert (upload.state, upload.problem) == (ImportState.TO_CHECK, "")
    assert upload.counts["taken"] == 60
    assert Segment.objects.count() == 0


def test_what_was_not_read_is_not_understood(house, file):
    upload = received(house, file)
    with pytest.raises(Refused, match="has not been read yet"):
        understood(upload=upload)


def test_corrections_are_counted_anew(house, file):
    upload = read(house, file)
    mapping = understood(upload=upload)
    correct_mapping(upload=upload, mapping=mapping, at=factories.AT)
    assert upload.state == ImportState.READING
    assert Job.objects.get(pk=upload.job).kind == READ
    with pytest.raises(Refused, match="no longer waiting"):
        correct_mapping(upload=upload, mapping=mapping, at=factories.AT)


def test_a_confirmed_file_is_queued_once(house, file):
    upload = read(house, file)
    mapping = understood(upload=upload)
    confirm(upload=upload, mapping=mapping, destination=FIRST, at=factories.AT)
    assert (upload.state, upload.wave.name, upload.source.name) == (ImportState.STORING, "First", "Shop")
    assert list(Job.objects.values_list("kind", flat=True)) == [STORE]
    with pytest.raises(Refused, match="no longer waiting"):
        confirm(upload=upload, mapping=mapping, destination=FIRST, at=factories.AT)


def test_without_a_date_a_wave_needs_one(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("response_id,nps\n" + "".join(f"r{n},{n % 11}\n" for n in range(60)))
    upload = read(house, file)
    with pytest.raises(Refused, match="Enter the date of this wave"):
        confirm(upload=upload, mapping=understood(upload=upload), destination=FIRST, at=factories.AT)
    assert (Wave.objects.count(), Source.objects.count(), Survey.objects.count()) == (0, 0, 0)
    stored = store(house, file, day=date(2017, 5, 15))
    assert {row["local_date"] for row in facts(house)} == {date(2017, 5, 15)}
    assert stored.wave.date == date(2017, 5, 15)


def test_a_stored_file_brings_rows_questions_and_its_mapping(house, file):
    upload = store(house, file)
    assert (upload.state, upload.finished_at) == (ImportState.STORED, factories.AT)
    assert (upload.wave.rows, upload.wave.imported_at) == (60, factories.AT)
    assert upload.source.mapping["rules"][3]["role"] == "nps"
    (question,) = Question.objects.all()
    assert (question.column, question.low, question.high) == ("nps", 0, 10)
    assert len(facts(house, "comment")) == 60


def test_storing_twice_stores_once(house, file):
    upload = store(house, file)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    assert Segment.objects.count() == 2


def test_a_file_stopped_while_it_is_written_stores_nothing(house, file):
    upload = read(house, file)
    accept(upload=upload, mapping=understood(upload=upload), destination=FIRST, at=factories.AT)

    def stopping(share):
        if share > 0.6:
            stop(upload=Import.objects.get(pk=upload.pk), at=factories.AT)

    store_file(upload=upload, at=factories.AT, progress=stopping)
    assert Import.objects.get().state == ImportState.STOPPED
    assert (Segment.objects.count(), Wave.objects.count(), Source.objects.count()) == (0, 0, 0)
    again = Import.objects.get()
    confirm(upload=again, mapping=understood(upload=again), destination=FIRST, at=factories.AT)
    store_file(upload=again, at=factories.AT, progress=unseen)
    assert len(facts(house)) == 60


def test_the_mapping_of_a_source_is_used_for_its_next_wave(house, file, tmp_path):
    upload = read(house, file)
    mapping = understood(upload=upload)
    rule = next(rule for rule in mapping.rules if rule.column == "touchpoint")
    from dataclasses import replace

    mapping = mapping.with_rule(replace(rule, role=Role.UNIT))
    accept(upload=upload, mapping=mapping, destination=FIRST, at=factories.AT)
    store_file(upload=upload, at=factories.AT, progress=unseen)
    following = tmp_path / "b.csv"
    following.write_text(HEAD.replace("touchpoint", "Touch Point") + rows(*range(60)))
    again = understood(upload=read(house, following))
    rule = again.one(Role.UNIT)
    assert (rule.column, rule.why) == ("Touch Point", "As in the earlier wave.")


def test_a_saved_mapping_of_another_version_is_guessed_anew(house, file):
    store(house, file)
    Source.objects.update(mapping={"version": 99})
    assert understood(upload=read(house, file)).one(Role.NPS).column == "nps"


def test_a_refused_file_leaves_an_earlier_wave_alone(house, file):
    first = store(house, file)
    upload = read(house, file)
    accept(upload=upload, mapping=understood(upload=upload), destination=FIRST, at=factories.AT)
    file.write_text(HEAD + rows(1))
    store_file(upload=upload, at=factories.AT, progress=unseen)
    upload.refresh_from_db()
    assert upload.state == ImportState.REFUSED
    assert upload.problem == "The file “a.csv” has changed since it was read. Import it again."
    assert (Wave.objects.get(), len(facts(house))) == (first.wave, 60)


def test_a_wave_that_another_import_is_storing_stays(house, file):
    uploads = [read(house, file), read(house, file)]
    for upload in uploads:
        accept(upload=upload, mapping=understood(upload=upload), destination=FIRST, at=factories.AT)
    refuse(upload=uploads[0], problem="No.")
    store_file(upload=uploads[1], at=factories.AT, progress=unseen)
    assert (Wave.objects.get().rows, len(facts(house))) == (60, 60)


def test_a_survey_with_questions_is_not_withdrawn(house, file):
    upload = read(house, file)
    accept(upload=upload, mapping=understood(upload=upload), destination=FIRST, at=factories.AT)
    survey = upload.source.survey
    Question.objects.create(organisation=house, survey=survey, column="nps", role="nps", title="?")
    withdraw(upload=upload)
    assert (Survey.objects.count(), Source.objects.count(), Wave.objects.count()) == (1, 0, 0)
    assert (upload.source, upload.wave) == (None, None)


def test_a_refused_upload_is_deleted_and_a_file_of_the_user_is_not(
    house, tmp_path, django_capture_on_commit_callbacks
):
    for name in ("ours.csv", "theirs.csv"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(900))
    with django_capture_on_commit_callbacks(execute=True):
        upload = received(house, tmp_path / "ours.csv")
        understand_file(upload=upload, progress=unseen)
        read(house, tmp_path / "theirs.csv")
    assert list(Import.objects.values_list("state", flat=True)) == [ImportState.REFUSED] * 2
    assert not upload.file.exists()
    assert (tmp_path / "theirs.csv").exists()


def begun(house, file, **more):
    upload = begin_import(
        organisation=house, by=None, file=file, name="a.csv", definition=None, source=None, at=factories.AT
    )
    Import.objects.filter(pk=upload.pk).update(**more)
    return Import.objects.get(pk=upload.pk)


def test_an_import_whose_process_is_gone_is_closed(house, file):
    alive, gone, unmarked = (begun(house, file) for _ in range(3))
    gone.mark.parent.mkdir(parents=True, exist_ok=True)
    gone.mark.touch()
    with at_hand(upload=alive):
        assert stop_abandoned(organisation=house, at=factories.AT) == 1
        assert stop_abandoned(organisation=house, at=factories.AT + timedelta(days=2)) == 1
    states = {upload.pk: upload.state for upload in Import.objects.all()}
    assert states == {alive.pk: "reading", gone.pk: "stopped", unmarked.pk: "stopped"}


def test_the_mark_of_who_was_killed_after_the_last_step_goes_and_that_of_the_living_stays(house, file):
    ended, alive = begun(house, file), begun(house, file)
    Import.objects.update(state=ImportState.STORED)
    ended.mark.parent.mkdir(parents=True, exist_ok=True)
    ended.mark.touch()
    with at_hand(upload=alive):
        assert stop_abandoned(organisation=house, at=factories.AT + timedelta(days=2)) == 0
        assert (ended.mark.exists(), alive.mark.exists()) == (False, True)
    assert {upload.state for upload in Import.objects.all()} == {"stored"}


def test_an_import_with_a_job_is_left_to_its_worker(house, file):
    received(house, file)
    assert stop_abandoned(organisation=house, at=factories.AT + timedelta(days=9)) == 0


def test_nobody_closes_the_imports_of_another_organisation(house, file):
    begun(house, file)
    assert stop_abandoned(organisation=factories.organisation(), at=factories.AT + timedelta(days=9)) == 0
