"""A mail server that runs while a test does, and settings that lead to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.kit.mail.smtp_server import MailServer, serving


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    with serving() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "ناین‌فولد <cx@example.org>"
        yield server
