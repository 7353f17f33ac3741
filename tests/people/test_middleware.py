import pytest
from django.utils import timezone, translation
from tests import factories

from ninefold.kit.locales import Reader
from ninefold.people.middleware import MembershipMiddleware

pytestmark = pytest.mark.django_db


def visit(client, address="/accounts/login/", **headers):
    return client.get(address, headers=headers)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("de,fa;q=0.8", "fa"),
        ("fa-IR", "fa"),
        ("uk", "uk"),
        ("ru-UA,ru;q=0.9", "ru"),
        ("ar-EG", "ar"),
        ("zh", "zh-hans"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("zh-Hant-HK", "zh-hans"),
        ("zh-SG", "zh-hans"),
    ],
)
def test_visitors_language_comes_from_the_browser(accepted, language):
    response = visit(factories.browser(), **({"accept-language": accepted} if accepted else {}))
    assert response["Content-Language"] == language
    assert response.wsgi_request.reader == Reader(
        language=language, calendar="persian" if language == "fa" else "gregory"
    )


def test_visitors_language_comes_from_the_cookie_before_the_browser():
    client = factories.browser()
    assert (
        client.post("/people/language/", {"language": "ar", "next": "/people/"}).headers["Location"]
        == "/people/"
    )
    assert visit(client, **{"accept-language": "uk"})["Content-Language"] == "ar"
    cookie = client.cookies["django_language"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 31_536_000)


def test_members_language_calendar_and_time_zone_come_from_the_organisation():
    house = factories.organisation(language="fa", calendar="persian", digits="latin", time_zone="Asia/Tehran")
    response = visit(
        factories.browser(of=factories.member(of=house)), "/people/profile/", **{"accept-language": "uk"}
    )
    assert response.wsgi_request.reader == Reader(
        language="fa", calendar="persian", digits="latin", time_zone="Asia/Tehran"
    )
    assert response.wsgi_request.organisation == house
    assert response["Content-Language"] == "fa"


def test_members_own_preferences_come_first():
    house = factories.organisation(language="fa", calendar="persian", time_zone="Asia/Tehran")
    person = factories.member(of=house, language="zh-hans", calendar="gregory", digits="latin")
    response = visit(factories.browser(of=person), "/people/profile/")
    assert response.wsgi_request.reader == Reader(language="zh-hans", digits="latin", time_zone="Asia/Tehran")


def test_language_and_time_zone_hold_inside_the_request_only(rf):
    heard = []

    def page(request):
        from django.http import HttpResponse

        heard.append((translation.get_language(), timezone.get_current_timezone_name()))
        return HttpResponse()

    person = factories.member(of=factories.organisation(language="ru", time_zone="Europe/Kyiv"))
    request = rf.get("/")
    request.user, request.session = person.user, {}
    MembershipMiddleware(page)(request)
    assert heard == [("ru", "Europe/Kyiv")]
    assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "UTC")


def test_session_chooses_among_memberships():
    account = factories.user()
    first = factories.member(of=factories.organisation(name="First"), account=account)
    second = factories.member(of=factories.organisation(name="Second"), account=account)
    client = factories.browser(of=first)
    assert visit(client, "/people/profile/").wsgi_request.member == first
    assert client.post("/people/choose/", {"organisation": second.organisation_id}).status_code == 302
    assert visit(client, "/people/profile/").wsgi_request.member == second


def test_organisation_of_others_cannot_be_chosen():
    client = factories.browser(of=factories.member())
    assert client.post("/people/choose/", {"organisation": factories.organisation().pk}).status_code == 403
    assert client.post("/people/choose/", {"organisation": "nonsense"}).status_code == 403


def test_member_who_left_is_outside_at_once():
    person = factories.member()
    client = factories.browser(of=person)
    assert visit(client, "/people/members/").status_code == 200
    person.left_at = factories.AT
    person.save()
    assert visit(client, "/people/members/").status_code == 403


def test_stranger_is_sent_to_sign_in_and_back():
    assert (
        visit(factories.browser(), "/people/members/?a=1").headers["Location"]
        == "/accounts/login/?next=%2Fpeople%2Fmembers%2F%3Fa%3D1"
    )


def test_stranger_who_posts_comes_back_to_the_front_door():
    assert factories.browser().post("/people/invitations/").headers["Location"] == "/accounts/login/?next=%2F"


def test_htmx_request_of_a_stranger_moves_the_whole_page():
    response = visit(factories.browser(), "/people/members/", **{"hx-request": "true"})
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=%2Fpeople%2Fmembers%2F"


def test_api_answers_a_stranger_and_a_guest_in_json():
    assert visit(factories.browser(), "/api/v1/people/me").status_code == 401
    guest = factories.browser()
    guest.force_login(factories.user())
    response = visit(guest, "/api/v1/people/me")
    assert (response.status_code, response.json()) == (403, {"detail": "You may not use this address."})


def test_refusal_page_says_why_in_the_readers_language(caplog):
    response = visit(factories.browser(), "/accounts/signup/")
    assert response.status_code == 403
    assert "This page is not open to you." in response.content.decode()
    assert "policy 'closed'" in caplog.text


def test_recognising_a_member_and_their_role_takes_two_queries(django_assert_num_queries, rf):
    from django.http import HttpResponse

    person = factories.member()
    request = rf.get("/")
    request.user, request.session = person.user, {}
    with django_assert_num_queries(2):
        MembershipMiddleware(lambda _request: HttpResponse())(request)
        assert request.organisation.name == "Tarnel"
