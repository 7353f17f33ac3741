"""The pages of joined files as a person goes through them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.listen.joined_files.bundles import FILES
from tests.listen.joined_files.files import ANSWERS, ORDERS

from ninefold.kit.jobs.choices import State
from ninefold.kit.jobs.models import Job
from ninefold.kit.jobs.worker import work_off
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.sources.models import Import
from ninefold.people.organisations.models import Organisation
from ninefold.site.wiring import wire_jobs

START = "/listen/sources/joined/"
DAYS = {"kind-0": "days", "name-0": "late_days", "of-0": "delivered", "than-0": "promised"}
FLAG = {"kind-1": "flag", "name-1": "late", "of-1": "late_days", "test-1": ">", "than-1": "0", "yes-1": "late",
        "no-1": "on time"}  # fmt: skip


@pytest.fixture
def browser(house: Organisation) -> Client:
    return factories.browser(of=factories.member(of=house))


def uploaded(browser: Client, **files: str | bytes) -> str:
    """Give files; tell where they stand then."""
    chosen = {f"{name}.csv": text for name, text in files.items()} or FILES
    given = [
        SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
        for name, text in chosen.items()
    ]
    answer = browser.post(START, {"files": given})
    assert answer.status_code == 302
    return str(answer["Location"])


def checked(browser: Client, **files: str | bytes) -> str:
    """Give files and let the worker read them."""
    place = uploaded(browser, **files)
    work_off(wiring=wire_jobs())
    return place


def text(answer: HttpResponse) -> str:
    """Give a page as its words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def fields(browser: Client, place: str) -> dict[str, object]:
    """Give what a browser would post of the page as it stands."""
    page = browser.get(place).content.decode()
    found: dict[str, object] = {}
    for name, inner in re.findall(
        r'<select class="in" id="[^"]+" name="([^"]+)">(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        found[name] = chosen.group(1) if chosen else ""
    found["main"] = re.findall(r'name="main" value="(\d+)" checked', page)[0]
    typed = r'<input (?:type="hidden"|class="in")[^>]* name="([a-z]+-\d+)"[^>]* value="([^"]*)"'
    return found | dict(re.findall(typed, page))


def test_files_go_from_upload_to_an_import(house: Organisation, browser: Client) -> None:
    place = uploaded(browser)
    assert "The files are being read." in text(browser.get(place))
    without_scripts = (
        f'<noscript><p class="acts"><a class="btn" href="{place}">See how far it is</a></p></noscript>'
    )
    assert without_scripts in browser.get(place).content.decode()
    assert browser.get(f"{place}progress/").status_code == 200
    assert "answers.csv" in text(browser.get(START))
    work_off(wiring=wire_jobs())
    assert browser.get(f"{place}progress/").headers["HX-Refresh"] == "true"
    page = text(browser.get(place))
    assert "This is how the files become one. Nothing is stored yet." in page
    assert page.count("60.0% of rows find a partner.") == 2
    assert "1 row finds several: the first is taken." in page

    posted = fields(browser, place) | DAYS | FLAG
    assert browser.post(place, posted)["Location"] == place
    work_off(wiring=wire_jobs())
    page = text(browser.get(place))
    assert "3 rows have a value. They lie between 0 and 1; their mean is 0.67." in page
    assert "2 say “late”. 2 stay blank, for a cell they need is blank." in page

    on = f"{place}?joined"
    assert browser.post(place, fields(browser, place) | {"join": "1"})["Location"] == on
    assert "The files are being joined." in text(browser.get(on))
    work_off(wiring=wire_jobs())
    upload = Import.objects.get()
    columns = f"/listen/sources/imports/{upload.pk}/"
    assert browser.get(f"{place}progress/").headers["HX-Redirect"] == columns
    assert browser.get(on)["Location"] == columns
    assert "Go on to the columns" in text(browser.get(place))
    page = text(browser.get(columns))
    assert "late_days" in page
    assert "See how the files were joined" in page


def test_a_change_with_the_last_click_is_counted_first(browser: Client) -> None:
    place = checked(browser)
    posted = fields(browser, place) | DAYS | {"join": "1"}
    page = browser.post(place, posted, follow=True)
    assert "You changed something." in text(page)
    assert Bundle.objects.get().state == "reading"


def test_problems_stand_on_the_page(browser: Client) -> None:
    place = checked(browser)
    circle = DAYS | {"kind-0": "ratio", "of-0": "late_days", "than-0": "stars"}
    browser.post(place, fields(browser, place) | circle)
    work_off(wiring=wire_jobs())
    assert "“late_days” is worked out from itself" in text(browser.get(place))
    answer = browser.post(place, fields(browser, place) | {"join": "1"})
    assert answer.status_code == 422


def test_dates_that_could_be_read_in_two_ways_are_told_until_somebody_says_how(browser: Client) -> None:
    orders = "order,delivered,promised\no1,02/03/2018,01/03/2018\no2,05/03/2018,04/03/2018\n"
    place = checked(browser, answers=ANSWERS, orders=orders)
    told = "Day and month could be exchanged. Look at an example."
    browser.post(place, fields(browser, place) | DAYS)
    work_off(wiring=wire_jobs())
    assert told in text(browser.get(place))
    written = {"of_written-0": "dmy", "than_written-0": "dmy"}
    browser.post(place, fields(browser, place) | written)
    work_off(wiring=wire_jobs())
    page = text(browser.get(place))
    assert told not in page
    assert "They lie between 1 and 1; their mean is 1.00." in page


def test_dates_of_a_yes_or_no_that_could_be_read_in_two_ways_are_told_too(browser: Client) -> None:
    orders = "order,delivered,promised\no1,02/03/2018,01/04/2018\no2,05/03/2018,04/03/2018\n"
    place = checked(browser, answers=ANSWERS, orders=orders)
    told = "Day and month could be exchanged. Look at an example."
    late = {
        "kind-0": "flag", "name-0": "late", "of-0": "delivered", "test-0": ">", "than-0": "promised",
        "yes-0": "late", "no-0": "on time",
    }  # fmt: skip
    browser.post(place, fields(browser, place) | late)
    work_off(wiring=wire_jobs())
    assert told in text(browser.get(place))
    said = []
    for how in ("dmy", "mdy"):
        browser.post(place, fields(browser, place) | {"of_written-0": how, "than_written-0": how})
        work_off(wiring=wire_jobs())
        page = text(browser.get(place))
        assert told not in page
        said.append(re.findall(r"\d+ says? “late”", page))
    # Two answers are of o2, one of o1: 2 March lies before 1 April, but 3 February after 4 January.
    assert said == [["2 say “late”"], ["3 say “late”"]]


def test_no_match_asks_before_it_goes_on(browser: Client) -> None:
    orders = ORDERS.replace("\no", "\nx")
    place = checked(browser, answers=ANSWERS, orders=orders)
    posted = {"main": "0", "key-1": "0", "to-1": "0:1"}
    browser.post(place, posted)
    work_off(wiring=wire_jobs())
    assert "No row finds a partner." in text(browser.get(place))
    answer = browser.post(place, fields(browser, place) | {"join": "1"})
    assert (answer.status_code, "No row finds a partner in “orders”" in text(answer)) == (422, True)
    browser.post(place, fields(browser, place) | {"join": "1", "agreed": "1"})
    assert Bundle.objects.get().state == "joining"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "Choose two to 12 files that belong together."),
        ({"a.csv": b"x,y\n1,2\n"}, "Choose two to 12 files that belong together."),
        ({"a.csv": b"x,y\n1,2\n", "b.csv": b""}, "The file “b.csv” is empty."),
    ],
)
def test_files_that_cannot_be_taken_are_told(browser: Client, files: dict[str, bytes], told: str) -> None:
    answer = browser.post(START, {"files": [SimpleUploadedFile(*each) for each in files.items()]})
    assert (answer.status_code, told in text(answer), Bundle.objects.count()) == (422, True, 0)


def test_a_file_that_cannot_be_read_ends_in_a_sentence(browser: Client) -> None:
    page = text(browser.get(checked(browser, answers=ANSWERS, photo=b"\x89PNG\r\n")))
    assert "These files cannot be used as they are." in page
    assert "The file “photo.csv” cannot be used." in page
    assert "Choose other files" in page


def test_hostile_names_are_shown_as_text(browser: Client) -> None:
    name = "<script>alert(1)</script>.csv"
    given = [SimpleUploadedFile(name, ANSWERS.encode()), SimpleUploadedFile("b.csv", ORDERS.encode())]
    place = browser.post(START, {"files": given})["Location"]
    work_off(wiring=wire_jobs())
    assert "<script>alert" not in browser.get(place).content.decode()


def test_two_files_of_one_name_stay_apart(browser: Client) -> None:
    given = [SimpleUploadedFile("a.csv", ANSWERS.encode()), SimpleUploadedFile("a.csv", ORDERS.encode())]
    browser.post(START, {"files": given})
    work_off(wiring=wire_jobs())
    bundle = Bundle.objects.get()
    assert [file.name for file in bundle.files.all()] == ["a", "a (2)"]
    assert bundle.state == "to_check"


def test_stopping_leaves_the_bundle_and_says_so(browser: Client) -> None:
    place = uploaded(browser)
    assert "The work was stopped. Nothing was stored." in text(browser.post(f"{place}stop/", follow=True))
    work_off(wiring=wire_jobs())
    assert Bundle.objects.get().state == "stopped"


def test_work_that_broke_off_is_told(browser: Client) -> None:
    place = uploaded(browser)
    Job.objects.update(state=State.DEAD, finished_at=factories.AT)
    assert "The work on these files broke off. Choose the files again." in text(browser.get(place))


def test_joined_files_can_be_joined_in_another_way(browser: Client) -> None:
    place = checked(browser)
    browser.post(place, fields(browser, place) | {"join": "1"})
    answer = browser.post(f"{place}reopen/", follow=True)
    assert "no longer kept" in text(answer)  # there is nothing to take back yet
    work_off(wiring=wire_jobs())
    upload = Import.objects.get()
    assert "This is how the files become one." in text(browser.post(f"{place}reopen/", follow=True))
    assert Import.objects.count() == 0
    browser.post(place, fields(browser, place) | {"join": "1"})
    work_off(wiring=wire_jobs())
    Import.objects.update(state="storing")
    assert "Wait for its end." in text(browser.post(f"{place}reopen/", follow=True))
    assert upload.pk not in Import.objects.values_list("pk", flat=True)


def test_the_next_wave_names_the_source_it_is_joined_like(browser: Client) -> None:
    place = checked(browser)
    browser.post(place, fields(browser, place) | {"join": "1"})
    work_off(wiring=wire_jobs())
    upload = Import.objects.get()
    browser.post(
        f"/listen/sources/imports/{upload.pk}/",
        {"store": "1", "source": "Shop", "wave": "First", "wave_date": "2018-03-03"},
    )
    work_off(wiring=wire_jobs())
    page = text(browser.get(checked(browser)))
    assert "These files look like those of Shop, so they are joined in the same way." in page


def test_queries_of_a_page_do_not_grow_with_files(browser: Client, django_assert_num_queries: object) -> None:
    more = {f"f{n}": f"order,v{n}\no1,1\no2,2\n" for n in range(8)}
    for place in (checked(browser), checked(browser, answers=ANSWERS, **more)):
        browser.get(place)
        with django_assert_num_queries(6):  # type: ignore[operator]
            browser.get(place)
