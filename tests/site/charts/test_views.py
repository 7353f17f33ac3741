"""Charts that come after their page: each where it was asked for, for whoever the page was made for."""

import re

import pytest
from tests import factories
from tests.understand.pages import opened, people, plain

from ninefold.kit.chart_shelf import forget_drawings

pytestmark = pytest.mark.django_db
PAGE, ADDRESS = "/understand/trends/", "/charts/"
PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _nothing_is_drawn_yet(settings, tmp_path):
    settings.HOME = tmp_path
    forget_drawings()


def drafts(response) -> list[str]:
    return re.findall(r'name="chart" value="([^"]+)"', response.content.decode())


def drawings(response) -> list[str]:
    return re.findall(r'<svg[^>]* class="plot".*?</svg>', response.content.decode(), flags=re.DOTALL)


@pytest.mark.parametrize(("address", "count"), [("/", 2), (PAGE, 1), ("/understand/metrics/", 1)])
def test_page_does_not_wait_for_its_charts_and_holds_them_the_next_time(address, count):
    client, _of = opened()
    first = client.get(address)
    assert len(drafts(first)) == count
    assert "<path" not in "".join(drawings(first))
    for draft in drafts(first):
        part = client.post(ADDRESS, {"chart": draft}, headers=PART)
        assert (part.status_code, len(drawings(part))) == (200, 2)
        assert "<path" in part.content.decode()
    second = client.get(address)
    assert (drafts(second), len(drawings(second))) == ([], 2 * count)


def test_room_says_what_the_chart_will_show():
    client, _of = opened()
    wide, narrow = drawings(client.get("/understand/metrics/"))
    label = re.search(r'aria-label="([^"]+)"', wide)
    assert label is not None
    assert label[0] in narrow
    (draft,) = drafts(client.get("/understand/metrics/"))
    assert label[0] in client.post(ADDRESS, {"chart": draft}, headers=PART).content.decode()


def test_page_itself_is_shown_again_where_no_script_runs():
    client, _of = opened()
    here = f"{PAGE}?every=week"
    first = client.get(here)
    assert f'name="next" value="{here}"' in first.content.decode()
    (draft,) = drafts(first)
    assert client.post(ADDRESS, {"chart": draft, "next": here}).headers["Location"] == here
    assert "<path" in "".join(drawings(client.get(here)))


@pytest.mark.parametrize("target", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:1"])
def test_no_form_leads_to_another_site(target):
    client, _of = opened()
    (draft,) = drafts(client.get(PAGE))
    assert client.post(ADDRESS, {"chart": draft, "next": target}).headers["Location"] == "/"


def test_draft_of_yesterday_gives_the_page_with_a_new_one_where_no_script_runs():
    client, _of = opened()
    assert client.post(ADDRESS, {"chart": "old", "next": PAGE}).headers["Location"] == PAGE
    assert len(drafts(client.get(PAGE))) == 1


def test_draft_of_another_member_is_not_found():
    client, of = opened()
    (draft,) = drafts(client.get(PAGE))
    other = factories.browser(of=factories.member(of=of))
    assert other.post(ADDRESS, {"chart": draft}, headers=PART).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"chart": ""}, {"chart": "nonsense"}, {"chart": "a:b:c"}])
def test_text_that_is_no_draft_is_not_found(sent):
    client, _of = opened()
    assert client.post(ADDRESS, sent, headers=PART).status_code == 404
    assert client.get(ADDRESS).status_code == 405


def test_page_seen_through_other_eyes_has_its_charts():
    client, of = opened()
    tom = factories.member(of=of)
    assert client.post(f"/people/members/{tom.pk}/preview/").status_code == 302
    (draft,) = drafts(client.get(PAGE))
    assert client.post(ADDRESS, {"chart": draft}, headers=PART).status_code == 200
    assert client.post(f"/people/members/{tom.pk}/remove/").status_code == 403


def test_group_of_few_is_in_no_draft():
    rows = [*people(60, touchpoint="Shop"), *people(3, start=100, touchpoint="Web", csat=1.0)]
    client, _of = opened(rows)
    few, nobody = (client.get(f"/?touchpoint={name}") for name in ("Web", "Nowhere"))
    assert drafts(few) == drafts(nobody) == []
    assert "Too few answers to show." in plain(few)
