"""Watching child processes: one that dies is started again, and none outlives the process that watches it."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

LONG_ENOUGH = 10.0  # Seconds; a child that lived longer is started again at once.
LONGEST_PAUSE = 30.0
LOOK = 0.2
# Fewer memory pools of the C library, where eight threads otherwise keep one each, mostly empty; Arrow
# without a pool of its own; DuckDB with one pool, which gives back after a second what a query needed.
SMALL = {
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "DUCKDB_JE_MALLOC_CONF": "narenas:1,dirty_decay_ms:1000,muzzy_decay_ms:0",
}


@dataclass(slots=True)
class Child:
    """One process to watch.

    Attributes
    ----------
    name
        For messages.
    command
        Program and arguments.
    descriptors
        Open files handed down, e.g. the listening socket: it stays open while the child is started again, so
        that visitors wait a moment instead of being refused.
    """

    name: str
    command: Sequence[str]
    descriptors: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_at: float = 0.0
    deaths: int = 0

    def start(self, *, at: float) -> None:
        """Start the process in a session of its own: Ctrl-C reaches the watcher alone, which stops all."""
        self.process = subprocess.Popen(  # noqa: S603  # our own program, no shell
            list(self.command),
            stdin=subprocess.PIPE,
            pass_fds=self.descriptors,
            start_new_session=True,
            env={**SMALL, **os.environ},
        )
        self.started = at

    def look_after(self, *, at: float, say: Callable[[str], None]) -> None:
        """Start the process, if it is not running and has rested long enough."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            code = self.process.returncode
            self.deaths = 0 if at - self.started >= LONG_ENOUGH else self.deaths + 1
            pause = 0.0 if self.deaths <= 1 else min(LONGEST_PAUSE, 0.5 * 2.0**self.deaths)
            # A worker that ends by itself to give memory back is no news.
            if code != 0:
                say(f"The {self.name} ended (code {code}); it is started again in {pause:.0f} s.")
            self._forget()
            self.start_at = at + pause
        if at >= self.start_at:
            self.start(at=at)

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if the process is running."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, *, seconds: float) -> bool:
        """Wait for the end; False when the process is still running."""
        if self.process is None:
            return True
        try:
            self.process.wait(timeout=max(0.0, seconds))
        except subprocess.TimeoutExpired:
            return False
        self._forget()
        return True

    def _forget(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


@dataclass(slots=True)
class Supervisor:
    """Keep children running until SIGTERM or SIGINT arrives, then stop them.

    Attributes
    ----------
    children
        Started in this order, stopped all at once.
    say
        Where messages go.
    grace
        Seconds the children get to finish what they do; a second signal ends the wait.
    """

    children: Sequence[Child]
    say: Callable[[str], None]
    grace: float = 30.0
    _closing: threading.Event = field(default_factory=threading.Event)
    _hurry: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Watch until told to stop; 0 when every child ended by itself, 1 when one had to be killed."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        while not self._closing.is_set():
            for child in self.children:
                child.look_after(at=time.monotonic(), say=self.say)
            self._closing.wait(LOOK)
        return self._stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        (self._hurry if self._closing.is_set() else self._closing).set()

    def _stop(self) -> int:
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        while time.monotonic() < deadline and not self._hurry.is_set():
            running = [child for child in self.children if not child.wait(seconds=LOOK)]
            if not running:
                return 0
        for child in self.children:
            child.send(signal.SIGKILL)
            child.wait(seconds=LONGEST_PAUSE)
        return 1
