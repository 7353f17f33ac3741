"""The page of the example says what it is, opens it beside an own organisation, and removes it."""

import threading
from datetime import date

import pytest
from tests import factories

from ninefold.demo.example.loading import ENTER, LOAD
from ninefold.demo.example.operations import Wanted, found_example
from ninefold.demo.example.planted import planted
from ninefold.demo.example.queries import example_of, standing_example
from ninefold.demo.example.tasks import load, register
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.running import RunningJob
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Member:
    made = found_example(wanted=Wanted(customers=300), at=factories.AT)
    return factories.member(of=made.organisation)


def running(job: Job | None, *, closing: bool = False) -> RunningJob:
    """Let a worker have begun a job; one that is closing wants it to stop."""
    ended = threading.Event()
    if closing:
        ended.set()
    return RunningJob(job=job, at=factories.AT, closing=ended)


def run_job(*, stopped: bool = False) -> None:
    load(running(Job.objects.get(kind=LOAD), closing=stopped))


def test_every_page_of_an_invented_company_says_so(visitor):
    page = factories.browser(of=visitor).get("/people/profile/").content.decode()
    assert 'class="invented"' in page
    own = factories.browser(of=factories.member()).get("/people/profile/").content.decode()
    assert 'class="invented"' not in own


def test_page_says_what_the_company_is_made_of(visitor):
    page = factories.browser(of=visitor).get("/example/").content.decode()
    assert "The example is not loaded." in page
    assert "300" in page
    assert "who feels better buys more" in page
    assert 'name="name"' in page  # of the organisation that begins in its place


def test_page_says_what_is_planted_and_where_to_look_for_it(small):
    made = small()
    asking = factories.browser(of=factories.member(of=made.organisation))
    page = asking.get("/example/").content.decode()
    assert page.count("/understand/metrics/?period=") == 5
    first = planted(example=made)[0]
    assert (first.since, first.until) == (date(2024, 8, 1), made.until)
    for each in planted(example=made):
        assert asking.get(each.address).status_code == 200


def test_nothing_is_planted_in_a_shuffled_company(small):
    assert planted(example=small(shuffled=True)) == ()


def test_own_organisation_has_no_such_page():
    asking = factories.browser(of=factories.member())
    for path in ("/example/", "/example/progress/"):
        assert asking.get(path).status_code == 404
    for path in ("/example/load/", "/example/stop/", "/example/remove/"):
        assert asking.post(path).status_code == 404
    assert Organisation.objects.count() == 1


def test_opened_it_is_made_by_a_job_while_the_page_shows_how_far(client):
    own = factories.member(role="owner")
    asking = factories.browser(of=own)
    assert asking.post("/example/open/").headers["Location"] == "/example/"
    assert "The example is being made." in asking.get("/example/").content.decode()
    assert b"hx-get" in asking.get("/example/progress/").content
    run_job(stopped=True)
    assert standing_example().loaded_at is None
    asking.post("/example/stop/")
    assert asking.get("/example/progress/").headers["HX-Redirect"] == "/example/"
    assert "The example is not loaded." in asking.get("/example/").content.decode()


def test_loaded_by_its_job_the_overview_follows(visitor):
    asking = factories.browser(of=visitor)
    asking.post("/example/load/")
    run_job()
    run_job()
    assert example_of(organisation=visitor.organisation).loaded_at == factories.AT
    assert asking.get("/example/progress/?awaited=facts").headers["HX-Redirect"] == "/"
    assert "This company is invented." in asking.get("/example/").content.decode()
    assert "Entering the customers" in asking.get("/example/progress/?awaited=customers").content.decode()
    asking.post("/example/stop/")
    assert "Go on entering customers" in asking.get("/example/").content.decode()
    asking.post("/example/load/")
    for _twice in range(2):
        register(running(Job.objects.filter(kind=ENTER).last()))
    assert example_of(organisation=visitor.organisation).registered_at == factories.AT
    assert "Go on entering" not in asking.get("/example/").content.decode()


def test_removed_somebody_goes_on_in_the_own_organisation():
    own = factories.member()
    asking = factories.browser(of=own)
    asking.post("/example/open/")
    assert 'name="name"' not in asking.get("/example/").content.decode()
    answer = asking.post("/example/remove/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert asking.get("/people/profile/").wsgi_request.organisation == own.organisation
    assert standing_example() is None


def test_name_of_the_own_organisation_is_asked_for(visitor):
    asking = factories.browser(of=visitor)
    refused = asking.post("/example/remove/", {"name": " "})
    assert (refused.status_code, standing_example() is None) == (400, False)
    asking.post("/example/remove/", {"name": "Ours"})
    assert asking.get("/people/profile/").wsgi_request.organisation.name == "Ours"


def test_who_may_not_change_settings_removes_nothing():
    made = found_example(wanted=Wanted(customers=300), at=factories.AT)
    asking = factories.browser(of=factories.member(of=made.organisation, role="analyst"))
    assert "Remove the example" not in asking.get("/example/").content.decode()
    assert asking.post("/example/remove/").status_code == 403


def test_job_of_an_example_that_is_gone_does_nothing(visitor):
    factories.browser(of=visitor).post("/example/load/")
    standing_example().delete()
    run_job()
    assert standing_example() is None
