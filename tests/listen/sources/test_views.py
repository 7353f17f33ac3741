import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import factories
from tests.listen.sources.imports import HEAD, facts, rows, store
from tests.listen.sources.logs import HEAD as LOG
from tests.listen.sources.logs import events

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.worker import work_off
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Source
from ninefold.site.wiring import wire_jobs

GOOD = (HEAD + rows(*range(60))).encode()
UNDATED = b"response_id,nps\n" + b"".join(b"r%d,%d\n" % (n, n % 11) for n in range(60))
FIRST = {"store": "1", "source": "Shop", "wave": "First", "wave_date": ""}


@pytest.fixture
def browser(house):
    return factories.browser(of=factories.member(of=house))


def uploaded(browser, data=GOOD, **more):
    answer = browser.post("/listen/sources/", {"file": SimpleUploadedFile("answers.csv", data), **more})
    assert answer.status_code == 302
    return answer["Location"]


def checked(browser, data=GOOD):
    place = uploaded(browser, data)
    work_off(wiring=wire_jobs())
    return place


def text(answer):
    return answer.content.decode()


def test_a_file_goes_from_upload_to_stored_answers(house, browser):
    place = uploaded(browser)
    assert "The file is being read." in text(browser.get(place))
    without_scripts = (
        f'<noscript><p class="acts"><a class="btn" href="{place}">See how far it is</a></p></noscript>'
    )
    assert without_scripts in browser.get(place).content.decode()
    assert browser.get(f"{place}progress/").status_code == 200
    work_off(wiring=wire_jobs())
    page = text(browser.get(place))
    assert "This is what we understood. Nothing is stored yet." in page
    assert facts(house) == []
    assert browser.get(f"{place}progress/").headers["HX-Refresh"] == "true"
    assert browser.post(place, FIRST)["Location"] == place
    assert "The answers are being stored." in text(browser.get(place))
    assert "Shop" not in text(browser.get("/listen/sources/")).split("Files")[0]
    work_off(wiring=wire_jobs())
    assert "The answers are stored." in text(browser.get(place))
    assert len(facts(house)) == 60
    page = text(browser.get("/listen/sources/"))
    assert "Shop" in page
    assert "answers.csv" in page


def test_corrections_are_kept_and_counted_again(browser):
    place = checked(browser)
    assert browser.post(place, {"check": "1", "role-2": "unit"}).status_code == 302
    assert Import.objects.get().state == ImportState.READING
    work_off(wiring=wire_jobs())
    upload = Import.objects.get()
    assert (upload.state, upload.mapping["rules"][2]["role"]) == (ImportState.TO_CHECK, "unit")


def test_a_mistake_is_told_beside_the_file(browser):
    place = checked(browser)
    answer = browser.post(place, {**FIRST, "role-2": "mood"})
    assert answer.status_code == 422
    assert "Choose what the column “touchpoint” means from the list." in text(answer)
    answer = browser.post(place, {**FIRST, "wave": ""})
    assert answer.status_code == 422
    assert Import.objects.get().state == ImportState.TO_CHECK


def test_a_missing_date_is_asked_for(house, browser):
    place = checked(browser, UNDATED)
    answer = browser.post(place, FIRST)
    assert answer.status_code == 422
    assert "The file has no full date. Enter the date of this wave." in text(answer)
    answer = browser.post(place, {**FIRST, "wave_date": "soon"})
    assert answer.status_code == 422
    assert "“soon” is no date." in text(answer)
    assert 'value="soon"' in answer.content.decode()
    assert Source.objects.count() == 0
    assert browser.post(place, {**FIRST, "wave_date": "1396/02/25"}).status_code == 302
    work_off(wiring=wire_jobs())
    assert len(facts(house)) == 60


def test_a_file_that_is_still_read_cannot_be_stored(browser):
    place = uploaded(browser)
    answer = browser.post(place, FIRST)
    assert answer.status_code == 422
    assert "This file has not been read yet." in text(answer)


def test_a_stored_file_cannot_be_stored_again(browser):
    place = checked(browser)
    browser.post(place, FIRST)
    work_off(wiring=wire_jobs())
    answer = browser.post(place, FIRST)
    assert answer.status_code == 422
    assert "This file is no longer waiting to be checked." in text(answer)


def test_storing_can_be_stopped_and_taken_up(house, browser):
    place = checked(browser)
    browser.post(place, FIRST)
    assert browser.post(f"{place}stop/")["Location"] == place
    work_off(wiring=wire_jobs())
    assert "The import was stopped. Nothing of it was stored." in text(browser.get(place))
    assert facts(house) == []
    assert browser.post(place, FIRST).status_code == 302
    work_off(wiring=wire_jobs())
    assert len(facts(house)) == 60


def test_work_that_broke_off_is_told_and_the_page_stops_asking(browser):
    place = uploaded(browser)
    Job.objects.update(state=State.DEAD, finished_at=factories.AT)
    page = text(browser.get(place))
    assert "The work on this file broke off. Choose the file again." in page
    assert "hx-trigger" not in page


def test_rows_not_taken_are_given_as_a_file(browser):
    place = checked(browser, GOOD + b"=1+1,=1+1,shop,9,\n")
    browser.post(place, FIRST)
    work_off(wiring=wire_jobs())
    answer = browser.get(f"{place}rejects.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="answers.rejects.csv"'
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "line,reason,row"
    assert lines[1].startswith("62,The date “=1+1” cannot be read.,")
    assert "'=1+1" in lines[1]


def test_where_all_were_taken_there_is_no_such_file(browser):
    assert browser.get(f"{checked(browser)}rejects.csv").status_code == 404


def test_an_upload_may_continue_a_source(browser):
    browser.post(checked(browser), FIRST)
    work_off(wiring=wire_jobs())
    source = Source.objects.get()
    uploaded(browser, source=str(source.pk))
    assert Import.objects.latest("pk").source == source
    for unknown in ("x", "99999"):
        uploaded(browser, source=unknown)
        assert Import.objects.latest("pk").source is None


def test_files_of_another_organisation_are_not_there(browser):
    place = checked(browser)
    stranger = factories.browser(of=factories.member())
    assert stranger.get(place).status_code == 404
    assert stranger.post(place, FIRST).status_code == 404
    assert stranger.post(f"{place}stop/").status_code == 404
    assert stranger.get(f"{place}rejects.csv").status_code == 404
    assert stranger.get(f"{place}progress/").status_code == 404


def test_an_event_log_is_checked_changed_and_stored_in_its_own_words(house, browser):
    log = (LOG + events(*range(60))).encode()
    place = checked(browser, log)
    page = text(browser.get(place))
    assert '<option value="events" selected>Events</option>' in page
    assert "Time of the event" in page
    assert "Store the events" in page
    assert "wave_date" not in page
    assert browser.post(place, {"take_as": "1", "kind": "answers"})["Location"] == place
    work_off(wiring=wire_jobs())
    assert "Store the answers" in text(browser.get(place))
    assert browser.post(place, {"take_as": "1", "kind": "dreams"}).status_code == 422
    browser.post(place, {"take_as": "1", "kind": "events"})
    work_off(wiring=wire_jobs())
    browser.post(place, FIRST)
    assert "The events are being stored." in text(browser.get(place))
    assert "Storing the events" in text(browser.get(f"{place}progress/"))
    work_off(wiring=wire_jobs())
    page = text(browser.get(place))
    assert "The events are stored." in page
    assert "See all sources" in page
    listed = text(browser.get("/listen/sources/"))
    assert "<td>Events</td>" in listed
    assert "overview" not in listed.split("Files")[0].split("Shop")[0].rsplit("<tr>", 1)[-1]
    assert len(facts(house, "event")) == 60


@pytest.mark.parametrize("path", ["/", "/listen/comments/", "/understand/metrics/"])
def test_pages_of_a_house_with_nothing_but_events_stand(house, browser, tmp_path, path):
    (tmp_path / "log.csv").write_text(LOG + events(*range(60)))
    store(house, tmp_path / "log.csv")
    assert browser.get(path).status_code == 200
