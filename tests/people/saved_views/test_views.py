"""Saved views: an address under a name, which gives nobody a right."""

import pytest
from tests import factories

from ninefold.people.saved_views.models import SavedView
from ninefold.people.saved_views.operations import MOST, TooManyError, save_view
from ninefold.people.saved_views.rules import is_page

pytestmark = pytest.mark.django_db
NORTH = "/understand/metrics/?unit=North&period=2026-01-01..2026-02-01"


def keep(client, **told):
    return client.post("/people/views/", {"name": "North", "address": NORTH} | told)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (NORTH, True),
        ("/", True),
        ("/?words=%D8%A8", True),
        ("https://evil.example/", False),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("///understand/metrics/", False),
        ("javascript:alert(1)", False),
        ("/nowhere/", False),
        ("/#part", False),
        ("", False),
        ("/?words=" + "x" * 4000, False),
    ],
)
def test_only_pages_of_ours_are_kept(address, kept):
    assert is_page(address=address) is kept


def test_a_view_is_kept_listed_and_removed():
    client = factories.browser(of=factories.member())
    assert keep(client)["Location"] == "/people/views/"
    page = client.get("/people/views/").content.decode()
    assert f'<a href="{NORTH.replace("&", "&amp;")}"><bdi class="wrap">North</bdi></a>' in page
    view = SavedView.objects.get()
    assert client.post(f"/people/views/{view.pk}/forget/").status_code == 302
    assert "No view is kept yet." in client.get("/people/views/").content.decode()


def test_a_name_given_again_replaces_the_view():
    client = factories.browser(of=factories.member())
    keep(client)
    keep(client, address="/")
    assert list(SavedView.objects.values_list("name", "address")) == [("North", "/")]


def test_an_address_of_another_site_ends_in_a_sentence():
    client = factories.browser(of=factories.member())
    page = keep(client, address="https://evil.example/").content.decode()
    assert "This address is no page of this installation" in page
    assert SavedView.objects.count() == 0


def test_shared_views_are_found_by_all_and_removed_by_their_owner_alone():
    ingrid = factories.member()
    tom = factories.member(of=ingrid.organisation, name="Tom", role="front_line")
    keep(factories.browser(of=ingrid), name="For all", shared="on")
    keep(factories.browser(of=ingrid), name="Mine")
    client = factories.browser(of=tom)
    page = client.get("/people/views/").content.decode()
    assert (">For all</bdi>" in page, ">Mine</bdi>" in page) == (True, False)
    view = SavedView.objects.get(name="For all")
    assert client.post(f"/people/views/{view.pk}/forget/").status_code == 404
    elsewhere = factories.browser(of=factories.member())
    assert "For all" not in elsewhere.get("/people/views/").content.decode()


def test_a_shared_view_gives_nobody_a_right():
    ingrid = factories.member()
    auditor = factories.member(of=ingrid.organisation, role="auditor")
    keep(factories.browser(of=ingrid), address="/listen/comments/?unit=North", shared="on")
    assert factories.browser(of=auditor).get(SavedView.objects.get().address).status_code == 403


def test_nobody_keeps_more_views_than_can_be_found_again():
    person = factories.member()
    SavedView.objects.bulk_create(
        SavedView(
            organisation=person.organisation,
            member=person,
            name=f"View {number}",
            address="/",
            created_at=factories.AT,
        )
        for number in range(MOST)
    )
    with pytest.raises(TooManyError):
        save_view(member=person, name="One more", address="/", shared=False, at=factories.AT)
    assert "You keep 200 views already." in keep(factories.browser(of=person)).content.decode()
    save_view(member=person, name="View 1", address=NORTH, shared=False, at=factories.AT)


def test_a_page_of_numbers_leads_to_its_view():
    person = factories.member()
    rows = [{"nps": 9.0, "unit": "North", "local_date": factories.DAY} for _ in range(12)]
    factories.answers(of=person.organisation, rows=rows)
    page = factories.browser(of=person).get("/understand/metrics/?unit=North").content.decode()
    assert 'href="/people/views/?address=%2Funderstand%2Fmetrics%2F%3Funit%3DNorth"' in page
