"""The jobs of joined files, done by the worker."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from tests import factories
from tests.listen.joined_files.bundles import FILES, given, loaded
from tests.listen.joined_files.files import LATE, LATE_DAYS

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.operations import enqueue
from ninefold.kit.jobs.work import Work
from ninefold.kit.jobs.worker import work_off
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.operations import confirm_recipe, correct_recipe, receive_files
from ninefold.listen.joined_files.queries import open_bundles, work_on_bundle
from ninefold.listen.joined_files.recipe import Recipe
from ninefold.listen.sources.models import Import
from ninefold.people.organisations.models import Organisation
from ninefold.site.wiring import wire_jobs


def received(house: Organisation, place: Path, *, language: str = "", **files: str | bytes) -> Bundle:
    """Receive files as the page does."""
    by = factories.member(of=house, language=language)
    chosen = {f"{name}.csv": text for name, text in files.items()} or dict(FILES)
    return receive_files(organisation=house, by=by, files=given(place, chosen), at=timezone.now())


def worked_off(bundle: Bundle) -> Bundle:
    """Let the worker do all there is to do."""
    work_off(wiring=wire_jobs())
    return loaded(bundle)


def test_files_are_read_counted_joined_and_read_as_one_by_the_worker(
    house: Organisation, tmp_path: Path
) -> None:
    bundle = received(house, tmp_path)
    bundle = loaded(bundle)
    assert (work_on_bundle(bundle), open_bundles(organisation=house)) == (Work(done=0.0), [bundle])
    worked_off(bundle)
    # Read before its job ended, as a page may have: it is not taken for broken off.
    assert (work_on_bundle(bundle), bundle.state) == (Work(), "to_check")
    recipe = replace(Recipe.from_json(bundle.recipe), computed=(LATE_DAYS, LATE))
    correct_recipe(bundle=bundle, recipe=recipe, at=timezone.now())
    bundle = worked_off(bundle)
    assert confirm_recipe(bundle=bundle, recipe=recipe, agreed=False, at=timezone.now())
    bundle = worked_off(bundle)
    upload = Import.objects.get()
    assert (bundle.state, bundle.upload, upload.state) == ("joined", upload, "to_check")
    assert [rule["column"] for rule in upload.mapping["rules"]][-2:] == ["late_days", "late"]
    assert open_bundles(organisation=house) == []
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}


def test_what_is_wrong_is_said_in_the_language_of_who_gave_the_files(
    house: Organisation, tmp_path: Path
) -> None:
    bundle = worked_off(received(house, tmp_path, language="fa", a=b"\n\n", b=b"x,y\n1,2\n"))
    assert "فایل خالی است." in bundle.problem


@pytest.mark.parametrize("kind", ["read", "join"])
def test_a_job_of_a_bundle_that_is_gone_does_nothing(house: Organisation, kind: str) -> None:
    enqueue(
        kind=f"listen.joined-files.{kind}", payload={"bundle": 0}, organisation=house.pk, at=timezone.now()
    )
    work_off(wiring=wire_jobs())
    assert Job.objects.get().state == State.DONE


def test_work_that_broke_off_is_seen(house: Organisation, tmp_path: Path) -> None:
    bundle = received(house, tmp_path)
    Job.objects.update(state=State.DEAD, finished_at=timezone.now())
    assert work_on_bundle(loaded(bundle)) == Work(broken_off=True)


def test_a_stopped_job_leaves_the_bundle_to_the_person(house: Organisation, tmp_path: Path) -> None:
    bundle = received(house, tmp_path)
    Job.objects.update(stop_requested=True)
    assert worked_off(bundle).state == "reading"


def test_forgetting_goes_through_all_houses(house: Organisation, tmp_path: Path) -> None:
    bundle = worked_off(received(house, tmp_path))
    Bundle.objects.update(created_at=factories.AT.replace(year=2020))
    enqueue(kind="listen.joined-files.forget", payload={}, organisation=None, at=timezone.now())
    work_off(wiring=wire_jobs())
    assert (Bundle.objects.count(), bundle.folder.exists()) == (0, False)
