"""Run the tests once more on PostgreSQL: `python tests/with_postgres.py -- tests/kit -q`."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.postgres import binaries, server


def main(arguments: list[str]) -> int:
    """Start a throw-away server, run pytest against it, stop it, and answer with pytest's exit code."""
    programs = binaries()
    if programs is None:
        print("Skipped: no PostgreSQL server is installed here (Debian: apt install postgresql).")
        return 0
    rest = arguments[1:] if arguments[:1] == ["--"] else arguments
    with server(programs) as address:
        environment = {**os.environ, "NINEFOLD_DATABASE_URL": address}
        return subprocess.run(
            [sys.executable, "-m", "pytest", *rest], env=environment, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
