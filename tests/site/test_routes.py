"""Every route has a policy, and is closed to whoever the policy does not let in.

Everything here is generated from the route table: a route added later is covered by being added, and fails
until it has a name, a policy, and a plant in `tests/twins.py` for each of its parameters.
"""

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from ninja import NinjaAPI
from tests import factories
from tests.routes import Route, routes
from tests.site.walking import (
    READING,
    TABLE,
    ask,
    client_of,
    each,
    one_of_each,
    undeclared,
    undone,
    values_of,
)

from ninefold.people.policies import Asker, member, policy, public
from ninefold.people.roles.queries import standing_of
from ninefold.site.policies import THIRD_PARTY


def test_every_route_has_a_name_and_a_policy():
    assert [str(route) for route in TABLE if not route.name] == []
    assert undeclared(TABLE) == []


def test_every_listed_third_party_route_exists():
    assert set(THIRD_PARTY) - {route.name for route in TABLE} == set()


def test_route_table_holds_pages_third_parties_and_api():
    assert {"people:members", "account_login", "api:me"} <= {route.name for route in TABLE}


# What follows is planted: a view and an operation whose policy was forgotten.
def forgotten(request) -> HttpResponse:
    return HttpResponse("open")


@policy(member)
def strange(request, strange_id: int) -> HttpResponse:
    return HttpResponse("strange")


@policy(public)
def replaced_sign_in(request) -> HttpResponse:
    return HttpResponse("sign in")


planted_api = NinjaAPI(urls_namespace="planted", docs_url=None, openapi_url=None)


@planted_api.get("/forgotten", url_name="forgotten")
def forgotten_operation(request) -> str:
    return "open"


@planted_api.post("/kept", url_name="kept")
@policy(member)
def kept_operation(request) -> str:
    return "done"


urlpatterns = [
    path("forgotten/", forgotten, name="forgotten"),
    path("strange/<int:strange_id>/", strange, name="strange"),
    path("accounts/login/", replaced_sign_in, name="account_login"),
    path("planted/", planted_api.urls),
]


def test_planted_routes_without_a_policy_are_found():
    assert undeclared(routes(__name__)) == [
        *(f"{method} /forgotten/ (forgotten)" for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
        "GET /planted/forgotten (planted:forgotten)",
        *(f"{method} /planted/ (planted:api-root)" for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
    ]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("address", ["/forgotten/", "/planted/forgotten"])
def test_planted_routes_without_a_policy_are_denied_even_to_members(address, caplog):
    assert client_of(factories.member()).get(address).status_code == 403
    assert "declares no policy" in caplog.text


@pytest.mark.django_db
def test_planted_route_with_an_unknown_parameter_fails_with_a_clear_message(twins):
    strange = next(route for route in routes(__name__) if route.name == "strange")
    with pytest.raises(
        pytest.fail.Exception, match=r"/strange/.*no plant in tests/twins.py returns \['strange_id'\]"
    ):
        values_of(twins[0], strange)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_api_operation_is_checked_against_forged_requests():
    person = factories.member()
    assert client_of(person).post("/planted/kept").status_code == 200
    strict = factories.browser(of=person, enforce_csrf_checks=True)
    assert strict.post("/planted/kept").status_code == 403
    assert factories.browser().post("/planted/kept").status_code == 401


@each(TABLE)
def test_routes_are_closed_to_roles_without_the_right(route, twins):
    """Denied by default: where a role has not the right that a route asks for, the answer is no."""
    mine, _theirs = twins
    for person in mine.people.values():
        access = standing_of(member=person).access
        asker = Asker(signed_in=True, belongs=True, rights=access.rights)
        for method in one_of_each(route):
            rule = route.policy(method, THIRD_PARTY)
            if rule is None or rule.allows(asker):
                continue
            with undone():
                answer = ask(client_of(person), method, route.address(values_of(mine, route)), {})
                assert answer.status_code == 403, f"{method} {route} as {person.name}"


@each(TABLE)
def test_strangers_are_sent_to_sign_in(route, twins):
    """Without a session every route that is not public refuses, whatever the method."""
    for method in route.methods:
        rule = route.policy(method, THIRD_PARTY)
        if rule is public:
            continue
        with undone():
            response = ask(client_of(None), method, route.address(values_of(twins[0], route)), {})
            assert response.status_code in {302, 401, 403}, f"{method} {route}"
            assert response.status_code != 302 or response["Location"].startswith("/accounts/login/"), (
                f"{method} {route}"
            )


@each(TABLE)
def test_forged_requests_are_refused(route, twins):
    """A write with a session but without a token is refused: pages, third parties and API alike."""
    client = factories.browser(of=twins[0].member, enforce_csrf_checks=True)
    for method in set(route.methods) - READING:
        rule = route.policy(method, THIRD_PARTY)
        if rule is public and rides_on_no_session(route):
            continue
        with undone():
            assert ask(client, method, route.address(values_of(twins[0], route)), {}).status_code in {
                403,
                405,
            }, f"{method} {route}"


def rides_on_no_session(route: Route) -> bool:
    """Public API operations and views freed on purpose (a survey on somebody else's page) have no session to ride on."""
    return bool(getattr(route.view, "csrf_exempt", False))


@each([route for route in TABLE if any(route.policy(m, THIRD_PARTY) is member for m in route.methods)])
def test_somebody_without_a_membership_sees_no_members_pages(route, twins):
    former = factories.user()
    for method in route.methods:
        if route.policy(method, THIRD_PARTY) is not member:
            continue
        with undone():
            client = Client()
            client.force_login(former)
            assert ask(client, method, route.address(values_of(twins[0], route)), {}).status_code == 403, (
                f"{method} {route}"
            )
