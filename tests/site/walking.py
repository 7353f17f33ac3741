"""Walking the route table: who asks, for what, and what the answer holds."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from tests import factories
from tests.routes import Route, routes
from tests.twins import Capability, Twin, Word, rows_of

from ninefold.kit.mail.models import Mail
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.policies import Asker, closed, public, signed_in
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


def mails() -> str:
    """Give every word of every mail that waits to be sent."""
    return "\n".join(map(str, Mail.objects.values_list("to", "subject", "text", "html")))


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
