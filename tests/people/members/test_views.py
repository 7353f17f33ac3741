import re

import pytest
from tests import factories

pytestmark = pytest.mark.django_db


def test_profile_and_security_pages_take_few_queries(django_assert_num_queries):
    client = factories.browser(of=factories.member())
    with django_assert_num_queries(4):
        client.get("/people/profile/")
    with django_assert_num_queries(5):
        client.get("/people/security/")


def test_preferences_are_saved_and_shown_in_the_new_language():
    person = factories.member()
    client = factories.browser(of=person)
    response = client.post("/people/profile/", {"name": "Інґрід", "language": "uk", "theme": "dark"})
    assert response["Location"] == "/people/profile/"
    assert client.get("/people/profile/")["Content-Language"] == "uk"
    person.refresh_from_db()
    assert (person.name, person.theme, person.calendar) == ("Інґрід", "dark", "")


def test_wrong_preferences_are_not_saved():
    person = factories.member()
    response = factories.browser(of=person).post("/people/profile/", {"name": "", "language": "tlh"})
    assert re.findall(r'id="id_(\w+)_error"', response.content.decode()) == ["name", "language"]
    person.refresh_from_db()
    assert person.language == ""


def test_language_switch_is_kept_with_the_member():
    person = factories.member()
    response = factories.browser(of=person).post(
        "/people/language/", {"language": "zh-hans", "next": "/people/profile/"}
    )
    assert (response["Location"], response.cookies.get("django_language")) == ("/people/profile/", None)
    person.refresh_from_db()
    assert person.language == "zh-hans"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_language_switch_never_leads_to_another_site(target):
    assert (
        factories.browser().post("/people/language/", {"language": "uk", "next": target})["Location"] == "/"
    )


def test_unknown_language_changes_nothing():
    response = factories.browser().post("/people/language/", {"language": "tlh"})
    assert (response.status_code, response.cookies.get("django_language")) == (302, None)


def test_api_tells_who_asks():
    person = factories.member(
        name="Інґрід", of=factories.organisation(language="uk", time_zone="Europe/Kyiv")
    )
    assert factories.browser(of=person).get("/api/v1/people/me").json() == {
        "name": "Інґрід",
        "email": person.user.email,
        "organisation": "Tarnel",
        "language": "uk",
        "calendar": "gregory",
        "digits": "local",
        "time_zone": "Europe/Kyiv",
        "threshold": 10,
    }
