"""How `ninefold serve` runs the parts it watches: `python -m ninefold.site.child ROLE ARGUMENT...`.

A role is a module of the top floor with a `main(arguments)`. Django is set up before the role is imported.
"""

import os
import signal
import sys
import threading
from importlib import import_module

from ninefold.site.cli import start_django

ROLES = ("prepare", "prepare_demo", "web", "worker_command")


def command(role: str, *arguments: str) -> list[str]:
    """Say how a role is run as a process.

    Raises
    ------
    ValueError
        When there is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"There is no role {role!r}; there are {', '.join(ROLES)}.")
    return [sys.executable, "-m", "ninefold.site.child", role, *arguments]


def end_with_parent() -> None:
    """Let this process end when its watcher does, however that ends: the pipe on its input is closed then."""

    def listen() -> None:
        # Not sys.stdin: its lock, held by a waiting thread, would trip the interpreter on its way out.
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=listen, name="parent", daemon=True).start()


def main(arguments: list[str]) -> None:
    """Run the role that is named first."""
    end_with_parent()
    start_django()
    import_module(f"ninefold.site.{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
