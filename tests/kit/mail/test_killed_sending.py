"""F22: a worker is killed with a mail in its hands; no mail is sent twice, and none is lost in silence."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from tests.kit.mail.letters import write
from tests.kit.mail.smtp_server import HOLD, MailServer

from ninefold.kit.clock import now
from ninefold.kit.jobs.models import Job
from ninefold.kit.mail.choices import MailState
from ninefold.kit.mail.models import Mail

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def worker(*, server: MailServer, home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a worker that reads its mail server from the environment, and kill it in the end."""
    process = subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("killed_worker.py")),
            str(connection.settings_dict["NAME"]),
        ],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ninefold.site.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "NINEFOLD_HOME": str(home),
            "NINEFOLD_SMTP_URL": f"smtp://127.0.0.1:{server.port}?tls=none",
            "NINEFOLD_MAIL_FROM": "cx@example.org",
        },
    )
    with process:
        yield process
        process.kill()


def killed_at(command: str, *, server: MailServer, home: Path) -> None:
    """Write a mail, kill its worker while the server holds at this command, and let another worker go on."""
    server.answers[command] = [HOLD]
    write(at=now())
    with worker(server=server, home=home) as first:
        assert server.reached.wait(30)
        first.kill()
    server.go_on.set()
    with worker(server=server, home=home):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and Job.objects.get().finished_at is None:
            time.sleep(0.05)


def test_mail_whose_worker_is_killed_after_the_text_is_marked_and_not_sent_again(mail_server, tmp_path):
    killed_at("TEXT", server=mail_server, home=tmp_path)
    row = Mail.objects.get()
    assert (row.state, row.error, row.text) == (MailState.UNKNOWN, "WorkerLost", "")
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("dead", 2)
    assert len(mail_server.received) == 1


def test_mail_whose_worker_is_killed_before_the_text_arrives_once(mail_server, tmp_path):
    killed_at("CONNECT", server=mail_server, home=tmp_path)
    assert (Mail.objects.get().state, Job.objects.get().attempts) == (MailState.SENT, 2)
    assert len(mail_server.received) == 1
