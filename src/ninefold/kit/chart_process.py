"""Drawing in a process of its own.

The engine holds the interpreter lock for as long as it draws, which would stop every other visitor, and keeps
the memory of what it drew.
"""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock, Timer
from typing import Any

# -P: nothing is imported from the folder that the program lies or was called in.
COMMAND = (sys.executable, "-P", str(Path(__file__).with_name("chart_drawer.py")))
PATIENCE = 30.0  # Seconds for one drawing; a process that takes longer hangs.


class Drawer:
    """A process that draws one chart at a time, started when first needed and anew when it has died."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, *, form: str, **question: Any) -> bytes:
        """Draw.

        Parameters
        ----------
        form
            "svg" or "png"; "ready" draws nothing and comes back when the process is warm.
        question
            `spec`, and `scale` for "png".

        Raises
        ------
        ValueError
            If the engine cannot draw this.
        ChildProcessError
            If the process died twice over it.
        """
        line = json.dumps({"form": form, **question}).encode() + b"\n"
        with self._lock:
            # It may have died of anything since it was last asked; the second time it is the chart.
            answered = self._answer(line) or self._answer(line)
        if answered is None:
            raise ChildProcessError("The process that draws charts died twice over the same chart.")
        verdict, body = answered
        if verdict != b"ok":
            raise ValueError(body.decode())
        return body

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    @property
    def pid(self) -> int | None:
        """The number of the process, if there is one."""
        return None if self._process is None else self._process.pid

    def _answer(self, line: bytes) -> tuple[bytes, bytes] | None:
        """Ask once; None when the process has died over it, which is then tidied away."""
        process = self._process = self._process or _start()
        watch = Timer(PATIENCE, process.kill)
        watch.daemon = True
        watch.start()
        try:
            return _exchange(process, line)
        except (EOFError, OSError):
            self._end()
            return None
        finally:
            watch.cancel()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.communicate()


def _exchange(process: "subprocess.Popen[bytes]", line: bytes) -> tuple[bytes, bytes]:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    process.stdin.write(line)
    process.stdin.flush()
    head = process.stdout.readline()
    if not head:
        raise EOFError
    verdict, length = head.split()
    body = process.stdout.read(int(length))
    if len(body) < int(length):
        raise EOFError
    return verdict, body


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603  # our own program
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"MALLOC_ARENA_MAX": "1", **os.environ},
    )


@cache
def _drawer_of(_process: int) -> Drawer:
    drawer = Drawer()
    atexit.register(drawer.close)
    return drawer


def drawer() -> Drawer:
    """Give the drawer of this process (a forked child has its own)."""
    return _drawer_of(os.getpid())


def draw_svg(*, spec: Mapping[str, Any]) -> str:
    """Draw a Vega-Lite specification as SVG.

    Raises
    ------
    ValueError, ChildProcessError
        As `Drawer.ask`.
    """
    return drawer().ask(form="svg", spec=spec).decode()


def draw_png(*, spec: Mapping[str, Any], scale: float) -> bytes:
    """Draw a Vega-Lite specification as a picture, so many pixels per CSS pixel.

    Raises
    ------
    ValueError, ChildProcessError
        As `Drawer.ask`.
    """
    return drawer().ask(form="png", spec=spec, scale=scale)
