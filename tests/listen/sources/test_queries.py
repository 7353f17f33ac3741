import pytest
from tests import factories
from tests.listen.sources.imports import HEAD, rows, store

from ninefold.kit.jobs.work import Work
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.sources.queries import RECENT, recent_imports, sources_of, work_on_file


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


def test_the_work_on_a_file_is_that_of_its_job(house):
    assert work_on_file(made(house)) == Work(done=0.0)
    assert work_on_file(made(house, job=4_000_000)) == Work(broken_off=True)
    assert work_on_file(made(house, state=ImportState.STORED, job=4_000_000)) == Work()
