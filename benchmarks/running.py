"""A running Ninefold as its users have it: its own command, its own link, on loopback."""

import http.client
import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import MODULES

LINK = re.compile(r"(http://127\.0\.0\.1:\d+/people/welcome/\S+)")
SERVED = re.compile(r"Ninefold is served on (http://127\.0\.0\.1:\d+) ")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DRAFT = re.compile(r'name="chart" value="([^"]+)"')
PERSON = {"name": "Bench", "email": "bench@example.org", "password": "measured twice and cut once"}
HOUSE = {"organisation": "Bench", "language": "en", "time_zone": "UTC", "calendar": "gregory"}
PIECE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, and how long it took from here."""

    status: int
    body: bytes
    address: str
    seconds: float


@dataclass(kw_only=True)
class Visitor:
    """A browser without a picture: cookies, forms, uploads."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self._open(urllib.request.Request(self._at(path), headers={**self.headers, **headers}))

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        """Send a form, with the token of the page it stands on."""
        return self._send(path, values=values, page=self.get(path))

    def charts(self, page: Answer) -> list[Answer]:
        """Ask for the charts that a page did not wait for, one after the other."""
        return [
            self._send("/charts/", values={"chart": draft}, page=page, **{"HX-Request": "true"})
            for draft in DRAFT.findall(page.body.decode())
        ]

    def upload(self, path: str, *, file: Path, name: str = "file") -> Answer:
        """Send a file as a form does, piece by piece from the disk."""
        parts = urllib.parse.urlsplit(self.address)
        token = _token(self.get(path))
        edge = "ninefold-bench-edge"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file.name}"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode()
        tail = f"\r\n--{edge}--\r\n".encode()
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)
        start = time.perf_counter()
        connection.putrequest("POST", path)
        connection.putheader("Content-Type", f"multipart/form-data; boundary={edge}")
        connection.putheader("Content-Length", str(len(head) + file.stat().st_size + len(tail)))
        connection.putheader("Cookie", "; ".join(f"{each.name}={each.value}" for each in self.cookies))
        connection.putheader("Origin", self.address)
        connection.endheaders()
        connection.send(head)
        with file.open("rb") as opened:
            while piece := opened.read(PIECE):
                connection.send(piece)
        connection.send(tail)
        answer = connection.getresponse()
        body, place = answer.read(), answer.headers.get("Location", "")
        return Answer(status=answer.status, body=body, address=place, seconds=time.perf_counter() - start)

    def _send(self, path: str, *, values: Mapping[str, str], page: Answer, **headers: str) -> Answer:
        data = urllib.parse.urlencode({**values, "csrfmiddlewaretoken": _token(page)}).encode()
        headers = {**self.headers, **headers}
        return self._open(urllib.request.Request(self._at(path), data=data, headers=headers))

    def _at(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.address}{path}"

    def _open(self, request: urllib.request.Request) -> Answer:
        start = time.perf_counter()
        try:
            with self.opener.open(request, timeout=300) as answer:
                body, status, address = answer.read(), answer.status, answer.url
        except urllib.error.HTTPError as problem:
            with problem:
                body, status, address = problem.read(), problem.code, problem.url
        return Answer(status=status, body=body, address=address, seconds=time.perf_counter() - start)


def _token(page: Answer) -> str:
    found = TOKEN.search(page.body.decode())
    if found is None:
        raise RuntimeError(f"No form stands on {page.address} ({page.status}).")
    return found.group(1)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A system under way."""

    process: "subprocess.Popen[str]"
    address: str
    link: str | None
    seconds: float

    def enter(self, *, link: str | None = None, house: bool = False, email: str = "") -> Visitor:
        """Walk in by a one-time link; `house` where it also founds the organisation."""
        visitor = Visitor(address=self.address)
        person = PERSON | ({"email": email} if email else {})
        entered = visitor.post(link or self.link or "", {**person, **(HOUSE if house else {})})
        if entered.status != 200 or "/welcome/" in entered.address:
            raise RuntimeError(f"The link did not lead in ({entered.status}, {entered.address}).")
        return visitor

    def memory(self) -> dict[str, float]:
        """Give the memory that every process holds, in MB, by what it does and its number."""
        return {f"{_role(pid)} {pid}": _held(pid) for pid in family(self.process.pid)}


def family(pid: int) -> list[int]:
    """List a process and all that came of it."""
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        try:
            for task in Path(f"/proc/{each}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:  # it has ended meanwhile
            continue
    return found


def _role(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return "gone"
    return words[3] if len(words) > 3 and words[2] == "ninefold.site.child" else "watcher"


def _held(pid: int) -> float:
    """Give the memory a process holds; of what two processes share, each holds half."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def running(
    *,
    home: Path,
    command: str = "serve",
    options: Sequence[str] = (),
    keep: bool = True,
    modules: str = MODULES,
) -> Iterator[Running]:
    """Start Ninefold on a free port over a data folder; stop it in the end, with all that it started.

    With `keep=False` every page reads the facts anew; `modules` is where the code lies, if not here.
    """
    environment = {**os.environ, "NINEFOLD_HOME": str(home), "PYTHONPATH": modules}
    environment["NINEFOLD_KEEP_RESULTS"] = "yes" if keep else "no"
    environment.pop("NINEFOLD_DATABASE_URL", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    call = [
        sys.executable,
        "-c",
        "from ninefold.site.cli import run; run()",
        command,
        "--port",
        "0",
        *options,
    ]
    start, link = time.perf_counter(), None
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            for line in process.stdout or ():
                link = found.group(1) if (found := LINK.search(line)) else link
                if served := SERVED.search(line):
                    yield Running(
                        process=process,
                        address=served.group(1),
                        link=link,
                        seconds=time.perf_counter() - start,
                    )
                    break
            else:
                raise RuntimeError(f"Ninefold ended with code {process.wait()}.")
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
