"""A mail server for tests: real SMTP on this machine, on a port of its own, that can be told to misbehave."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

CUT = "cut the line"
HOLD = "wait until told to go on, then cut the line"
USUAL = {
    "CONNECT": "220 mail.example.org",
    "EHLO": "250-mail.example.org\r\n250 AUTH PLAIN",
    "AUTH": "235 welcome",
    "DATA": "354 go on",
    "TEXT": "250 taken",
    "QUIT": "221 bye",
}


@dataclass(frozen=True)
class Received:
    """A mail whose text came in whole, whether the server said so or not."""

    sender: str
    to: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    def part(self, kind: str) -> str:
        """The text or the HTML, with the line ends of this machine."""
        (found,) = (part for part in self.message.walk() if part.get_content_type() == kind)
        return found.get_content().replace("\r\n", "\n")


@dataclass
class MailServer:
    """What the server is told to do, and what came in.

    `answers` names for a command what to say the next times, one after the other; then comes the usual. "TEXT" is the
    end of the mail's text. `reached` is set once the server holds.
    """

    port: int = 0
    answers: dict[str, list[str]] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def answer(self, command: str) -> str:
        planned = self.answers.get(command)
        return planned.pop(0) if planned else USUAL.get(command, "250 fine")


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        told: MailServer = self.server.told
        if not self.say(told.answer("CONNECT")):
            return
        sender = to = ""
        while line := self.rfile.readline().decode().strip():
            command = line.split()[0].upper()
            told.heard.append(line)
            sender = line if command == "MAIL" else sender
            to = line if command == "RCPT" else to
            answer = told.answer(command)
            if not self.say(answer) or command == "QUIT":
                return
            if command == "DATA" and answer.startswith("354"):
                told.received.append(Received(sender=_address(sender), to=_address(to), raw=self.text()))
                if not self.say(told.answer("TEXT")):
                    return

    def text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def say(self, answer: str) -> bool:
        """Answer; False when the line is to be cut instead."""
        if answer == HOLD:
            self.server.told.reached.set()
            self.server.told.go_on.wait(30)
        if answer in {CUT, HOLD}:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    told: MailServer


@contextmanager
def serving() -> Iterator[MailServer]:
    """Run a mail server while the block lasts."""
    told = MailServer()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.told = told
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield told
        finally:
            told.go_on.set()
            server.shutdown()
            thread.join()
