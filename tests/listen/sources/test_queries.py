import pytest
from tests import factories
from tests.listen.sources.imports import HEAD, rows, store

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.operations import enqueue
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.sources.queries import RECENT, broken_off, progress_of, recent_imports, sources_of


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "a.csv"
    place.write_text(HEAD + rows(*range(60)))
    return place


def test_a_source_is_listed_with_the_waves_that_were_stored(house, file):
    for wave in ("First", "Second"):
        stored = store(house, file, wave=wave)
    Wave.objects.create(organisation=house, source=stored.source, name="On its way")
    begun = Source.objects.create(
        organisation=house, survey=stored.source.survey, name="Begun", created_at=factories.AT
    )
    Wave.objects.create(organisation=house, source=begun, name="On its way")
    (found,) = sources_of(organisation=house)
    assert found.source.name == "Shop"
    assert [wave.name for wave in found.waves] == ["Second", "First"]
    assert sources_of(organisation=factories.organisation()) == []


def test_sources_take_two_queries_however_many_there_are(house, file, django_assert_num_queries):
    for name in ("One", "Two", "Three"):
        store(house, file, source=name)
    with django_assert_num_queries(2):
        assert len(sources_of(organisation=house)) == 3


def made(house, *, state=ImportState.READING, job=None):
    return Import.objects.create(
        organisation=house, file_name="a.csv", path="", state=state, job=job, created_at=factories.AT
    )


def test_the_latest_files_come_first(house):
    for _ in range(RECENT + 2):
        last = made(house)
    found = recent_imports(organisation=house)
    assert (len(found), found[0]) == (RECENT, last)


def working(house, state):
    job = enqueue(kind="listen.sources.read", payload={}, organisation=house.pk, at=factories.AT)
    ended = state in {State.DONE, State.DEAD, State.STOPPED}
    leased = {"lease": "a", "lease_until": factories.AT} if state == State.RUNNING else {}
    Job.objects.filter(pk=job.pk).update(
        state=state, progress=0.25, finished_at=factories.AT if ended else None, **leased
    )
    return job.pk


@pytest.mark.parametrize(
    ("state", "progress", "broken"),
    [
        (State.WAITING, 0.25, False),
        (State.RUNNING, 0.25, False),
        (State.DEAD, None, True),
        (State.STOPPED, None, True),
    ],
)
def test_progress_is_that_of_the_job_until_it_breaks_off(house, state, progress, broken):
    upload = made(house, job=working(house, state))
    assert (progress_of(upload=upload), broken_off(upload=upload)) == (progress, broken)


def test_a_command_line_tells_no_progress_and_is_not_broken_off(house):
    upload = made(house)
    assert (progress_of(upload=upload), broken_off(upload=upload)) == (0.0, False)


def test_a_job_that_was_pruned_is_broken_off(house):
    upload = made(house, job=4_000_000)
    assert (progress_of(upload=upload), broken_off(upload=upload)) == (None, True)


def test_a_stored_file_has_no_progress(house):
    upload = made(house, state=ImportState.STORED, job=working(house, State.DONE))
    assert (progress_of(upload=upload), broken_off(upload=upload)) == (None, False)
