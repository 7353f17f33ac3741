"""The web process: waitress with eight threads on a socket that the watcher opened."""

import gc
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Mapping
from typing import Any, Protocol

import waitress
from django.conf import settings
from django.urls import get_resolver

from ninefold.kit.charts import warm
from ninefold.site.leaving import leave
from ninefold.site.wsgi import application

THREADS = 8
PATIENCE = 10.0  # Seconds for answers under way when the process is told to stop.
LARGEST_UPLOAD = 8 * 1024**3
FROM_PROXY = frozenset({"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"})


class Channel(Protocol):
    """One connection of waitress."""

    requests: list[object]
    request: object | None
    total_outbufs_len: int


class Server(Protocol):
    """What is used here of a waitress server."""

    accepting: bool
    active_channels: Mapping[int, Channel]

    def run(self) -> None:
        """Answer requests until interrupted."""

    def pull_trigger(self) -> None:
        """Wake the main loop up."""


def main(arguments: list[str]) -> None:
    """Answer requests until SIGTERM; arguments are the number of the open socket and the proxy or nothing."""
    # The first chart would take seconds; nobody waits for it when it is drawn before the first visitor comes.
    threading.Thread(target=warm, name="charts").start()
    server = make_server(listening=socket.socket(fileno=int(arguments[0])), proxy=arguments[1])
    signal.signal(signal.SIGTERM, lambda *_: start_draining(server))
    # What is loaded by now stays: looking through all of it for garbage cost some pages a fifth of a second.
    gc.collect()
    gc.freeze()
    server.run()
    leave()


def make_server(*, listening: socket.socket, proxy: str) -> Server:
    """Make the server, with every page imported, so that the first visitor does not wait for that.

    Parameters
    ----------
    listening
        The open socket.
    proxy
        Address of a trusted proxy; what anybody else says about a visitor is dropped.
    """
    # Bodies larger than half a megabyte wait on the data disk: /tmp is memory on many machines.
    tempfile.tempdir = str(settings.FILE_UPLOAD_TEMP_DIR)
    _ = get_resolver().url_patterns
    trusted: dict[str, Any] = {"trusted_proxy": proxy, "trusted_proxy_headers": FROM_PROXY} if proxy else {}
    server: Server = waitress.create_server(
        application,
        sockets=[listening],
        threads=THREADS,
        ident="",
        max_request_body_size=LARGEST_UPLOAD,
        clear_untrusted_proxy_headers=True,
        **trusted,
    )
    return server


def start_draining(server: Server) -> None:
    """Take no more connections (the watcher's socket keeps them waiting) and end when all are answered."""
    server.accepting = False
    server.pull_trigger()
    threading.Thread(target=_drain, args=(server,), name="drain", daemon=True).start()


def _drain(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(map(_busy, list(server.active_channels.values()))):
        time.sleep(0.05)
    # Waitress ends cleanly on an interrupt in its main thread.
    os.kill(os.getpid(), signal.SIGINT)


def _busy(channel: Channel) -> bool:
    return bool(channel.requests or channel.request is not None or channel.total_outbufs_len)
