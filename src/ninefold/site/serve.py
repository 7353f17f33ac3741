"""`ninefold serve`: prepare, then start and watch one web process and one worker.

This process imports no Django: it stays small, and what it watches can be restarted without it.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence

import click

from ninefold.site.child import command
from ninefold.site.supervision import Child, Supervisor

BACKLOG = 1024


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 takes any free one.")
@click.option(
    "--proxy", default="", envvar="NINEFOLD_PROXY", help="Address of a proxy whose headers are trusted."
)
@click.option("--workers", default=1, show_default=True, help="Number of workers; 0 if they run elsewhere.")
def serve(host: str, port: int, proxy: str, workers: int) -> None:
    """Serve Ninefold until stopped: one web process and one worker, started again when one dies."""
    sys.exit(run(host=host, port=port, proxy=proxy, workers=workers))


def run(
    *, host: str, port: int, proxy: str = "", workers: int = 1, preparation: Sequence[str] = ("prepare",)
) -> int:
    """Serve until SIGTERM or SIGINT.

    Parameters
    ----------
    preparation
        The role that runs first, and its arguments.

    Returns
    -------
    Exit code: 0 after a clean stop.

    Raises
    ------
    click.ClickException
        When the port is taken or the preparation fails.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ninefold.site.settings")
    listening = open_socket(host=host, port=port)
    address = address_of(listening, host=host)
    # A public address that was set stays; else the links that are printed and mailed lead to this socket.
    os.environ.setdefault("NINEFOLD_ADDRESS", address)
    prepare(*preparation)
    web = Child("web process", command("web", str(listening.fileno()), proxy), (listening.fileno(),))
    helpers = [Child(f"worker {number + 1}", command("worker_command")) for number in range(workers)]
    click.echo(f"Ninefold is served on {address} and stops with Ctrl-C.")
    return Supervisor(children=[web, *helpers], say=lambda text: click.echo(text, err=True)).run()


def prepare(role: str = "prepare", *arguments: str) -> None:
    """Run the preparation as a process of its own and wait for it.

    Raises
    ------
    click.ClickException
        When it fails.
    """
    with subprocess.Popen(command(role, *arguments), stdin=subprocess.PIPE) as process:  # noqa: S603  # our own program
        code = process.wait()
    if code != 0:
        raise click.ClickException("Ninefold could not be prepared; the reason stands above.")


def open_socket(*, host: str, port: int) -> socket.socket:
    """Open the listening socket; visitors may come from now on and wait until the web process answers.

    Raises
    ------
    click.ClickException
        When the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as problem:
        raise click.ClickException(
            f"Port {port} of {host} cannot be used ({problem.strerror}). Choose another with --port."
        ) from problem


def address_of(listening: socket.socket, *, host: str) -> str:
    """Say where a browser on this machine finds the socket."""
    port = listening.getsockname()[1]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  (compared, not bound)
    return f"http://{shown}:{port}"
