"""F11: whoever asks, for whatever route and id, meets rows of their own organisation alone.

Everything here is generated from the route table: a route added later is covered by being added, and fails
until it has a name, a policy, and a plant in `tests/twins.py` for each of its parameters.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import path
from ninja import NinjaAPI
from tests import factories
from tests.routes import Route, routes
from tests.twins import WITHOUT_ORGANISATION, Capability, Twin, Word, owned_models, rows_of, twin

from ninefold.engine.sight import Sight
from ninefold.kit.mail.models import Mail
from ninefold.people.members.models import AccessLink, Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.scoping import OwnedQuerySet
from ninefold.people.policies import Asker, closed, member, policy, public, signed_in
from ninefold.people.roles.queries import standing_of
from ninefold.site.policies import THIRD_PARTY

TABLE = routes(settings.ROOT_URLCONF)
READING = {"GET", "HEAD", "OPTIONS"}


def each(table: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", table, ids=str)


def opens_by_token(route: Route) -> bool:
    """Tell whether a route is open to whoever holds its token; tests/people/welcome looks at those."""
    return "token" in route.parameters and all(route.policy(m, THIRD_PARTY) is public for m in route.methods)


def is_closed(route: Route) -> bool:
    return all(route.policy(method, THIRD_PARTY) is closed for method in route.methods)


WITH_IDS = [
    route for route in TABLE if route.parameters and not opens_by_token(route) and not is_closed(route)
]


def undeclared(table: list[Route]) -> list[str]:
    return [
        f"{method} {route}"
        for route in table
        for method in route.methods
        if route.policy(method, THIRD_PARTY) is None
    ]


def values_of(owner: Twin, route: Route) -> dict[str, object]:
    """Fill the parameters of a route with what belongs to a twin; a closed route answers to nothing anyway."""
    if is_closed(route):
        return dict.fromkeys(route.parameters, 1)
    missing = [name for name in route.parameters if name not in owner.values]
    if missing:
        pytest.fail(
            f"{route}: no plant in tests/twins.py returns {missing}. Add a function marked @plants that does."
        )
    plain = {name: getattr(value, "value", value) for name, value in owner.values.items()}
    return {name: plain[name] for name in route.parameters}


def names_a_row(route: Route, owner: Twin) -> bool:
    return any(not isinstance(owner.values.get(name), Word) for name in route.parameters)


def search(owner: Twin) -> dict[str, str]:
    """Name a twin's rows in a query or a body under every name a route could read them by."""
    plain = {
        name: str(value) for name, value in owner.values.items() if not isinstance(value, Capability | Word)
    }
    short = {name.removesuffix("_id").removesuffix("_uuid"): value for name, value in plain.items()}
    own = {
        "organisation": str(owner.organisation.pk),
        "organisation_id": str(owner.organisation.pk),
        "slug": owner.organisation.slug,
    }
    return plain | short | own


def body_of(response: HttpResponseBase) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + "\n".join(
        f"{name}: {value}" for name, value in response.items()
    )


def ask(
    client: Client, method: str, address: str, fields: Mapping[str, str], *, as_json: bool = False
) -> HttpResponseBase:
    """Send a request with the fields in its query and, where it has one, in its body."""
    if method in READING:
        return client.generic(method, address, query_params=fields)
    if as_json or method != "POST":
        return client.generic(method, address, json.dumps(fields), "application/json", query_params=fields)
    return client.post(address, fields, query_params=fields)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what a request wrote, so that every request meets the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Rows:
    """The rows of an organisation at one moment; read again only where something has been written since.

    To read them all after every request would be most of the work of this page, and hardly a request writes.
    """

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.before = rows_of(organisation)
        self.seen = written()

    def watch(self) -> None:
        """Take no notice of what has been written so far: it was undone, or the test's own."""
        self.seen = written()

    def are_unchanged(self) -> bool:
        """Compare with the rows at the beginning."""
        return self.seen == written() or rows_of(self.organisation) == self.before


def written() -> object:
    """Count the rows that this connection has inserted, changed or deleted; what was undone stays counted.

    Only SQLite counts; elsewhere no two answers are equal.
    """
    return connection.connection.total_changes if connection.vendor == "sqlite" else object()


@pytest.fixture(scope="module")
def planted(
    django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[tuple[Twin, Twin], Rows, Path]]:
    """Plant the twins once, in a transaction around all tests of this page; copy the files that belong to them."""
    home = tmp_path_factory.mktemp("twins")
    (home / "uploads").mkdir()
    with (
        override_settings(HOME=home, FILE_UPLOAD_TEMP_DIR=home / "uploads"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        both = twin(canary="canaryamber"), twin(canary="canarybirch")
        untouched = tmp_path_factory.mktemp("untouched") / "twins"
        shutil.copytree(home, untouched)
        yield both, Rows(both[1].organisation), untouched
        transaction.set_rollback(True)


@pytest.fixture
def twins(planted, db) -> Iterator[tuple[Twin, Twin]]:
    """Give every test the twins as they were planted: rows are rolled back, the rest is seen to here."""
    both, _rows, untouched = planted
    cache.clear()
    yield deepcopy(both)
    if files_of(settings.HOME) != files_of(untouched):
        shutil.rmtree(settings.HOME)
        shutil.copytree(untouched, settings.HOME)


@pytest.fixture
def rows(planted, twins) -> Rows:
    """Give the rows of the second twin as they were planted."""
    _both, rows, _untouched = planted
    rows.watch()
    return rows


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """List what lies in a folder, with sizes and moments of writing."""
    found = {str(path.relative_to(folder)): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in found.items()}


# One chain of middleware, as a server has: to set one up costs as much as a small page.
HANDLER = ClientHandler(enforce_csrf_checks=False)


def client_of(person: Member | None) -> Client:
    client = factories.browser(of=person)
    client.handler = HANDLER
    client.raise_request_exception = True
    return client


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


def check_other_ids(
    route: Route, person: Member, theirs: Twin, rows: Rows, *, unknown: AbstractSet[str] = frozenset()
) -> set[str]:
    """Ask for B's rows as a member of A: never B's words, never a change in B's rows.

    Gives the methods that the route does not know, which need not be asked again by the next person.
    """
    found = set(unknown)
    client = client_of(person)
    sessions = client.cookies.copy()
    for method in (each for each in route.methods if each not in unknown):
        for as_json in (False, True)[: 1 if method in READING else 2]:
            client.cookies = sessions.copy()
            rows.watch()
            with undone():
                address = route.address(values_of(theirs, route))
                response = ask(client, method, address, search(theirs), as_json=as_json)
                assert theirs.canary not in body_of(response), (
                    f"{method} {address} shows the other organisation"
                )
                if names_a_row(route, theirs):
                    assert response.status_code in {403, 404, 405}, f"{method} {address}"
                if response.status_code == 405:
                    found.add(method)
                assert theirs.canary not in mails(), (
                    f"{method} {address} mails the other organisation's words"
                )
                assert rows.are_unchanged(), f"{method} {address} changed the other organisation"
    return found


def mails() -> str:
    """Give every word of every mail that waits to be sent."""
    return "\n".join(map(str, Mail.objects.values_list("to", "subject", "text", "html")))


@pytest.mark.django_db
def test_a_mailed_invitation_tells_of_its_own_organisation_alone(twins, settings):
    """A mail is really written, so that looking for foreign words in mails means something."""
    settings.EMAIL_HOST = "127.0.0.1"
    mine, theirs = twins
    told = {"email": "new@example.org", "note": "New", "role": "analyst", "language": "en", "unit": ""}
    client_of(mine.member).post("/people/invitations/", {**search(theirs), **told})
    assert mine.canary in mails()
    assert theirs.canary not in mails()


# From here on every test runs over the whole table.
@each([route for route in TABLE if not opens_by_token(route)])
def test_other_organisations_ids_are_not_found_in_any_role(route, twins, rows):
    mine, theirs = twins
    unknown: set[str] = set()
    for person in let_in(route, mine.people.values()):
        unknown = check_other_ids(route, person, theirs, rows, unknown=unknown)


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


def one_of_each(route: Route) -> list[str]:
    """Choose methods for each policy of a route, one that reads and one that writes: a view has one for all."""
    chosen = {(route.policy(method, THIRD_PARTY), method in READING): method for method in route.methods}
    return list(chosen.values())


def let_in(route: Route, people: Iterable[Member]) -> list[Member]:
    """Keep those whom the policy of a route lets in by any method; the others are refused, see above.

    Where no membership is asked for, no role is looked at either: one person stands for all.
    """
    asked = {route.policy(method, THIRD_PARTY) for method in route.methods}
    if asked <= {public, signed_in, closed}:
        return list(people)[:1]
    askers = [
        (person, Asker(signed_in=True, belongs=True, rights=standing_of(member=person).access.rights))
        for person in people
    ]
    rules = [route.policy(method, THIRD_PARTY) for method in route.methods]
    return [person for person, asker in askers if any(rule and rule.allows(asker) for rule in rules)]


def unit_roles(mine: Twin) -> list[Member]:
    return [person for name, person in mine.people.items() if name.endswith("of a unit")]


def out_of_sight(mine: Twin) -> tuple[str, ...]:
    """What only the other unit's answers say: its name, the touchpoint and the words left there."""
    return (f"Unit {mine.canary} 1", f"Touchpoint {mine.canary} 1", f"Said by {mine.canary} in 1")


@each([route for route in TABLE if not opens_by_token(route)])
def test_answers_of_other_units_are_out_of_sight(route, twins):
    """Whoever has a role in one unit meets no answer of another, whatever they ask for."""
    mine, _theirs = twins
    wishes = {"unit": f"Unit {mine.canary} 1", "by": "unit", "words": "said"}
    people = let_in(route, unit_roles(mine))
    for fields in ({}, wishes, {"by": "touchpoint"}):
        with undone():  # what is kept of an owner's look at the whole is not for others
            body_of(ask(client_of(mine.member), "GET", route.address(values_of(mine, route)), fields))
        for person in people:
            with undone():
                shown = body_of(ask(client_of(person), "GET", route.address(values_of(mine, route)), fields))
            for told in out_of_sight(mine):
                # What was asked for is written back into the filter; nothing is known of it.
                expected = 0 if fields is not wishes or told != wishes["unit"] else shown.count(told)
                assert shown.count(told) == expected, f"{route} as {person.name} tells of {told}"


def test_a_unit_out_of_sight_is_noticed(twins, monkeypatch):
    """The negative control: without the sight the test above fails."""
    monkeypatch.setattr(Sight, "keep", lambda self, frame, engine=None: frame)
    guarded = {route.name: route for route in TABLE}
    for name in ("overview", "listen:comments", "understand:metrics", "customers:customer", "api:scores"):
        with pytest.raises(AssertionError):
            test_answers_of_other_units_are_out_of_sight(guarded[name], twins)


def test_missing_scope_is_noticed(twins, rows, monkeypatch):
    """The negative control: without the scope the test above fails (removing members has a rule besides)."""
    monkeypatch.setattr(OwnedQuerySet, "for_organisation", lambda self, _organisation: self.all())
    guarded = {route.name: route for route in TABLE}
    for name in ("people:withdraw-invitation", "people:members"):
        with pytest.raises(AssertionError):
            check_other_ids(guarded[name], twins[0].member, twins[1], rows)


@each(WITH_IDS)
def test_own_ids_with_other_organisations_ids_in_query_and_body_stay_inside(route, twins, rows):
    """The path is mine, the query and the body name B's rows: no mixture comes out."""
    mine, theirs = twins
    client = client_of(mine.member)
    sessions = client.cookies.copy()
    for method in route.methods:
        client.cookies = sessions.copy()
        rows.watch()
        with undone():
            address = route.address(values_of(mine, route))
            shown = body_of(ask(client, method, address, search(theirs)))
            assert theirs.canary not in shown, f"{method} {address} shows the other organisation"
            assert theirs.canary not in mails(), f"{method} {address} mails the other organisation's words"
            assert rows.are_unchanged(), f"{method} {address} changed the other organisation"


@each([route for route in TABLE if not opens_by_token(route)])
def test_nothing_kept_of_one_organisation_is_shown_to_another(route, twins):
    """Both ask the same, one after the other, in one process with all it keeps."""
    for fields in ({}, {"by": "unit", "words": "said"}):
        for reader, other in (twins, twins[::-1]):
            with undone():
                address = route.address(values_of(reader, route))
                shown = body_of(ask(client_of(reader.member), "GET", address, fields))
                assert other.canary not in shown, f"{address} shows what was kept of the other organisation"


@each(WITH_IDS)
def test_own_ids_are_found(route, twins):
    """The plants are real: at least one method answers the owner with something else than not found."""
    mine, _theirs = twins
    if not names_a_row(route, mine):
        pytest.skip("The address names no row, so there is nothing to find.")
    answers = set()
    for method in route.methods:
        with undone():
            response = ask(client_of(mine.member), method, route.address(values_of(mine, route)), {})
            answers.add(response.status_code)
            body_of(response)  # read to its end, so that a file is closed
    assert answers - {403, 404, 405} != set()


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


def test_every_model_belongs_to_an_organisation():
    without = [
        model._meta.label
        for model in owned_models()
        if not any(field.name == "organisation" for field in model._meta.get_fields())
    ]
    assert without == [], (
        f"Give them `organisation`, or a reason in WITHOUT_ORGANISATION: {sorted(WITHOUT_ORGANISATION)}"
    )


def test_rows_of_notices_a_change(twins, rows):
    """The comparison above is not blind: a changed row of a twin, or of its account, shows."""
    _mine, theirs = twins
    before = rows_of(theirs.organisation)
    assert rows.before == before
    assert rows.are_unchanged()
    AccessLink.objects.for_organisation(theirs.organisation).update(note="other")
    changed = rows_of(theirs.organisation)
    assert changed != before
    assert not rows.are_unchanged()
    theirs.member.user.email = "new@example.org"
    theirs.member.user.save()
    assert rows_of(theirs.organisation) != changed
