"""The process that draws: run by its path, asked by `chart_process`.

It imports nothing of ours, so that it is up in a second and holds only what drawing needs. A question is one
line of JSON; the answer is one line, `ok` or `no` and a length, and so many bytes. It ends when its input is
closed.
"""

import json
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import vl_convert

WARMING = Path(__file__).parent / "chart_specs" / "warming.json"
REST = 60.0  # Seconds without a question.
LARGE = 115 * 1024**2  # It starts with 100 MB and comes to rest near 130.

Question = Mapping[str, Any]


def _svg(question: Question) -> bytes:
    drawing: str = vl_convert.vegalite_to_svg(question["spec"])
    return drawing.encode()


def _png(question: Question) -> bytes:
    picture: bytes = vl_convert.vegalite_to_png(question["spec"], scale=question["scale"])
    return picture


_FORMS: dict[str, Callable[[Question], bytes]] = {"svg": _svg, "png": _png, "ready": lambda _question: b""}


def answer(line: bytes) -> bytes:
    """Answer one question; what cannot be drawn is told, and is no reason to end."""
    try:
        question = json.loads(line)
        verdict, body = b"ok", _FORMS[question["form"]](question)
    except (KeyError, TypeError, ValueError) as problem:
        verdict, body = b"no", str(problem).encode()
    return b"%s %d\n%s" % (verdict, len(body), body)


def grown() -> bool:
    """Say whether this process has grown: the engine keeps the memory of what it drew."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return False
    return pages * os.sysconf("SC_PAGE_SIZE") > LARGE


def main() -> None:
    """Draw until the input is closed; a process that has grown starts itself anew when it has a rest."""
    # Ctrl-C in a terminal is for the process that asks; when that is gone, nobody wants the answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # Whatever a library prints must not stand among the answers.
    questions, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    vl_convert.vegalite_to_svg(json.loads(WARMING.read_text(encoding="utf-8")))
    while True:
        if not select.select([questions], [], [], REST)[0]:
            if grown():
                # Nobody asks before the last answer has come: no question is half read here.
                os.dup2(answers.fileno(), 1)
                os.execv(sys.executable, sys.orig_argv)  # noqa: S606  # itself
            continue
        line = questions.readline()
        if not line:
            return
        answers.write(answer(line))
        answers.flush()


if __name__ == "__main__":
    main()
