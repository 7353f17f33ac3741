"""`ninefold serve` from the outside: it prepares, answers, survives kills, and stops with everything it started."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from ninefold.site.serve import address_of, open_socket

SOURCE = Path(__file__).resolve().parents[2] / "src"
COMMAND = [sys.executable, "-c", "from ninefold.site.cli import run; run()"]
LINK = re.compile(r"(http://127\.0\.0\.1:\d+/people/welcome/\S+)")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SERVED = re.compile(r"Ninefold is served on (http://127\.0\.0\.1:\d+) ")


@dataclass(frozen=True)
class Served:
    process: "subprocess.Popen[str]"
    address: str
    first_link: str | None

    def children(self) -> dict[str, int]:
        """Process ids by role."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {role: int(pid) for pid in listed if (role := role_of(int(pid)))}


def offspring(process: int) -> list[int]:
    """Process ids of all that a process started, in whichever thread."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]


def role_of(process: int) -> str:
    words = Path(f"/proc/{process}/cmdline").read_bytes().decode().split("\0")
    return words[3] if len(words) > 3 and words[2] == "ninefold.site.child" else ""


def start(home: Path, *command: str, said: Path | None = None) -> Served:
    environment = {**os.environ, "NINEFOLD_HOME": str(home), "PYTHONPATH": str(SOURCE)}
    # Its own database beside its own data, whatever this run of the tests stands on.
    environment.pop("NINEFOLD_DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with (said or Path(os.devnull)).open("w") as errors:
        process = subprocess.Popen(
            [*COMMAND, *(command or ("serve",)), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors if said else None,
            text=True,
            env=environment,
        )
    assert process.stdout is not None
    link = None
    for line in process.stdout:
        if found := LINK.search(line):
            link = found.group(1)
        if found := SERVED.search(line):
            return Served(process=process, address=found.group(1), first_link=link)
    raise AssertionError(f"It ended with code {process.wait()}.")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = start(tmp_path)
    with running.process:
        try:
            yield running
        finally:
            running.process.send_signal(signal.SIGTERM)
            try:
                running.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                running.process.kill()
                raise


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code


def gone(process: int) -> bool:
    return not Path(f"/proc/{process}").exists()


def test_it_serves_survives_kills_and_leaves_nothing_running(served: Served) -> None:
    # Visitors who come before the web process is up, or while it is started again, wait: nobody is refused.
    assert status(f"{served.address}/accounts/login/") == 200
    assert served.first_link is not None
    assert served.first_link.startswith(served.address)
    assert status(served.first_link) == 200

    before = served.children()
    assert set(before) == {"web", "worker_command"}
    for process in before.values():
        os.kill(process, signal.SIGKILL)
    assert status(f"{served.address}/accounts/login/") == 200
    for _ in range(500):
        after = served.children()
        if set(after) == set(before) and not set(after.values()) & set(before.values()):
            break
        time.sleep(0.02)
    else:
        pytest.fail("The killed processes were not started again.")

    time.sleep(1)  # a worker that is still starting up has nothing to tidy up and ends by the signal itself
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=60) == 0
    assert all(gone(process) for process in after.values())


def test_request_under_way_is_answered_before_the_web_process_ends(served: Served) -> None:
    assert status(f"{served.address}/accounts/login/") == 200
    web = served.children()["web"]
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as visitor:
        head = f"POST /accounts/login/ HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 6\r\nConnection: close\r\n\r\n"
        visitor.sendall(head.encode() + b"abc")
        time.sleep(0.5)
        os.kill(web, signal.SIGTERM)
        time.sleep(0.5)
        visitor.sendall(b"def")
        answer = visitor.makefile("rb").readline()
    assert answer == b"HTTP/1.1 403 Forbidden\r\n"
    # The next visitor is served by the process that took its place.
    assert status(f"{served.address}/accounts/login/") == 200
    assert served.children()["web"] != web


def test_it_ends_without_a_word_after_pages_full_of_numbers(tmp_path: Path) -> None:
    # Eight threads, each with a connection of DuckDB: their end must not trip over that of the interpreter.
    running = start(tmp_path / "home", "demo", "--customers", "3000", said=tmp_path / "errors")
    with running.process:
        assert running.first_link is not None
        visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        token = TOKEN.search(visitor.open(running.first_link, timeout=60).read().decode())
        assert token is not None
        person = {"name": "A", "email": "a@example.org", "password": "measured twice and cut once"}
        form = urllib.parse.urlencode({**person, "csrfmiddlewaretoken": token[1]}).encode()
        visitor.open(running.first_link, form, timeout=60).close()
        pages = [f"{running.address}{path}" for path in ("/", "/understand/metrics/", "/listen/comments/")]
        with ThreadPoolExecutor(4) as visits:
            answers = list(visits.map(lambda page: visitor.open(page, timeout=60).status, pages * 8))
        (drawer,) = offspring(running.children()["web"])
        running.process.send_signal(signal.SIGTERM)
        code = running.process.wait(timeout=60)
    for _ in range(500):
        if gone(drawer):
            break
        time.sleep(0.02)
    assert (set(answers), code, (tmp_path / "errors").read_text(), gone(drawer)) == ({200}, 0, "", True)


def test_port_that_is_taken_is_said_in_a_sentence() -> None:
    with open_socket(host="127.0.0.1", port=0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"Port {port} of 127.0.0.1 cannot be used"):
            open_socket(host="127.0.0.1", port=port)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("localhost", "localhost")],
)
def test_address_is_one_a_browser_can_open(host: str, shown: str) -> None:
    with open_socket(host=host, port=0) as listening:
        port = listening.getsockname()[1]
        assert address_of(listening, host=host) == f"http://{shown}:{port}"
