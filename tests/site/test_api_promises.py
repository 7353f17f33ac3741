"""The API keeps what its own description promises, whatever it is asked."""

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as searching
from tests import factories
from tests.understand.drivers.asked import crowd

from ninefold.site.api import api
from ninefold.site.wsgi import application

DESCRIPTION = "/api/v1/openapi.json"


@pytest.fixture
def described(db):
    of = factories.organisation()
    factories.answers(of=of, rows=crowd(260, gaps=False))
    client = factories.browser(of=factories.member(of=of))
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={client.cookies[name].value}"

    def signed_in(environ, start_response):
        plain = {"HTTP_COOKIE": cookie, "HTTP_HOST": "testserver", "HTTP_ACCEPT_ENCODING": "identity"}
        return application({**environ, **plain}, start_response)

    # As Django's own test client does: a request must not close the connection that the test's rows live in.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(DESCRIPTION, signed_in)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


OPERATIONS = [(path, method) for path, found in api.get_openapi_schema()["paths"].items() for method in found]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_operation_answers_as_it_is_described(described, path, method):
    @given(case=described[path][method].as_strategy())
    @searching(
        max_examples=25,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def asked(case):
        case.call_and_validate()

    asked()
