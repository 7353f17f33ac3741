"""Start a throw-away PostgreSQL server for the tests: own folder, own port, nothing kept, nothing synced."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = (
    Path("/usr/lib/postgresql/17/bin"),
    Path("/usr/lib/postgresql/16/bin"),
    Path("/usr/lib/postgresql/15/bin"),
)
USER = "postgres"
# A test server may lose everything: speed is all that counts.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=32MB",
)


def binaries() -> Path | None:
    """Find the folder of the server's programs; None where no server is installed."""
    named = os.environ.get("NINEFOLD_POSTGRES_BIN")
    on_path = shutil.which("initdb")
    places = [Path(named)] if named else [*FOLDERS, *([Path(on_path).parent] if on_path else [])]
    return next(
        (place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: list[str]) -> None:
    """Run a server program; as root through the user `postgres`, because the server refuses to run as root."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", USER, "--", *command]
    # A file, not a pipe: the server keeps its parent's output open, and a pipe would never end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False)
        if done.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{command} failed:\n{output.read().decode(errors='replace')}")


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Run a fresh server while the block lasts.

    Parameters
    ----------
    programs
        Folder holding `initdb` and `pg_ctl`, from `binaries()`.

    Yields
    ------
    The address for NINEFOLD_DATABASE_URL.

    Raises
    ------
    RuntimeError
        When the server does not start; the message holds what it said.
    """
    folder = Path(tempfile.mkdtemp(prefix="ninefold-postgres-"))
    data = folder / "data"
    if os.geteuid() == 0:
        account = pwd.getpwnam(USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
    port = _free_port()
    options = " ".join(f"-c {setting}" for setting in SETTINGS)
    try:
        _run(
            [
                str(programs / "initdb"),
                "-D",
                str(data),
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ]
        )
        start = f"-h 127.0.0.1 -p {port} -k {folder} {options}"
        _run(
            [
                str(programs / "pg_ctl"),
                "-D",
                str(data),
                "-w",
                "-t",
                "60",
                "-l",
                str(folder / "log"),
                "-o",
                start,
                "start",
            ]
        )
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        finally:
            _run([str(programs / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
