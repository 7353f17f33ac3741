"""The watcher: children that die come back, and all end when it is told to stop."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from ninefold.site.child import command
from ninefold.site.supervision import Child, Supervisor

OBEDIENT = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


@pytest.fixture
def said() -> list[str]:
    return []


def until(condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("Waited in vain.")


def meanwhile(step: Callable[[], None]) -> threading.Thread:
    """Do something while the watcher runs in the main thread, and end it with the signal it waits for."""

    def play() -> None:
        try:
            step()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=play)
    thread.start()
    return thread


@pytest.fixture(autouse=True)
def _own_signals() -> object:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_killed_child_is_started_again_and_ends_on_request(said: list[str]) -> None:
    child = Child("sleeper", python(OBEDIENT))
    seen: list[int] = []

    def play() -> None:
        until(lambda: child.process)
        assert child.process is not None
        seen.append(child.process.pid)
        child.process.kill()
        until(lambda: child.process and child.process.pid != seen[0])
        seen.append(child.process.pid)

    thread = meanwhile(play)
    assert Supervisor(children=[child], say=said.append).run() == 0
    thread.join()
    assert (len(seen), child.process) == (2, None)
    assert said == ["The sleeper ended (code -9); it is started again in 0 s."]


def test_child_that_keeps_dying_gets_longer_and_longer_pauses(said: list[str]) -> None:
    child = Child("failure", python("raise SystemExit(3)"))
    moment = 0.0
    starts = []
    for _ in range(2000):
        child.look_after(at=moment, say=said.append)
        if child.started == moment:
            starts.append(moment)
        if child.process is not None:
            child.process.wait()
        moment += 0.1
    assert [round(after - before) for before, after in pairwise(starts)][:7] == [
        0,
        2,
        4,
        8,
        16,
        30,
        30,
    ]


def test_child_that_does_not_listen_is_killed_after_the_grace(said: list[str]) -> None:
    child = Child("stubborn", python(STUBBORN))
    thread = meanwhile(lambda: time.sleep(1.0))
    assert Supervisor(children=[child], say=said.append, grace=0.5).run() == 1
    thread.join()
    assert child.process is None


def test_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="no role 'cook'"):
        command("cook")


def test_child_ends_when_its_watcher_is_killed(tmp_path: Path) -> None:
    """The pipe on its input is all that ties them: SIGKILL leaves the watcher no time to say anything."""
    listening = (
        "import sys, time; from ninefold.site.child import end_with_parent; end_with_parent(); time.sleep(60)"
    )
    watcher = (
        "import subprocess, sys, time; c = subprocess.Popen([sys.executable, '-c', sys.argv[1]],"
        " stdin=subprocess.PIPE); print(c.pid, flush=True); time.sleep(60)"
    )
    source = Path(__file__).resolve().parents[2] / "src"
    with subprocess.Popen(
        [sys.executable, "-c", watcher, listening],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(source)},
    ) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        time.sleep(0.5)
        process.kill()
        until(lambda: not _alive(child))


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
