"""The peer's file of 1,000,000 answers, and an organisation that has imported it; each made once and kept."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import part as measured_part

ROWS = 1_000_000
# What decides how the answers lie in the data folder: a change of it makes the kept one worthless.
WRITERS = ("engine", "listen", "people/organisations", "people/migrations", "kit/jobs", "kit/migrations")


def cache() -> Path:
    """Give the folder in which files are kept between runs."""
    folder = Path(os.environ.get("NINEFOLD_BENCH", "/tmp/ninefold-bench"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def peers() -> Path:
    """Give the folder of the peer's programs; say what to do where it is missing."""
    folder = Path(os.environ.get("NINEFOLD_PEERS", ROOT.parent / "shared" / "peers"))
    if not (folder / "gen.py").exists():
        raise SystemExit("The peer's programs are not at hand: set NINEFOLD_PEERS to the folder of gen.py.")
    return folder


def peer_file() -> Path:
    """Give the peer's file, made by the peer's generator the first time."""
    path = cache() / "peer1m.csv"
    if not path.exists():
        made = path.with_suffix(".making")
        subprocess.run([sys.executable, str(peers() / "gen.py"), str(ROWS), str(made)], check=True)
        made.replace(path)
    return path


def kept_home(script: str, *, name: str, part: str) -> Path:
    """Give a data folder that a part of a bench has written, the first time; nobody writes to it later."""
    kept = cache() / name
    if not kept.exists():
        making = kept.with_suffix(f".making-{os.getpid()}")
        shutil.rmtree(making, ignore_errors=True)
        measured_part(script, part, home=making)
        making.rename(kept)
    return kept


@contextmanager
def stored_home(*, waves: int = 1) -> Iterator[Path]:
    """Give a data folder of its own in which an organisation has imported the peer's file, so many times."""
    kept = cache() / f"home-{_writers()}-{waves}"
    if not kept.exists():
        for old in set(cache().glob("home-*")) - set(cache().glob(f"home-{_writers()}-*")):
            shutil.rmtree(old)
        making = cache() / f"making-{os.getpid()}"
        subprocess.run(
            [sys.executable, __file__, str(waves)],
            env={**os.environ, "NINEFOLD_HOME": str(making)},
            check=True,
        )
        making.rename(kept)
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        yield Path(shutil.copytree(kept, Path(folder) / "home"))


def start_django() -> None:
    """Set up Django over the data folder named by NINEFOLD_HOME."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.site.settings"
    django.setup()


def _writers() -> str:
    digest = hashlib.sha256()
    for place in WRITERS:
        for file in sorted((ROOT / "src" / "ninefold" / place).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _store(*, waves: int) -> None:
    """Found the organisation and import the file, as the command line does, as waves of one source."""
    start_django()
    from django.core.management import call_command

    from ninefold.people.organisations.operations import found_organisation

    call_command("migrate", verbosity=0)
    at = datetime.now(UTC)
    founded = found_organisation(name="Bench", language="en", time_zone="UTC", calendar="gregory", at=at)
    for wave in range(1, waves + 1):
        _import(founded, wave=str(wave), at=at)


def _import(organisation: Any, *, wave: str, at: datetime) -> None:
    from ninefold.listen.sources.mapping import Mapping
    from ninefold.listen.sources.operations import (
        Destination,
        accept,
        begin_import,
        store_file,
        understand_file,
    )

    file = peer_file()
    upload = begin_import(
        organisation=organisation, by=None, file=file, name=file.name, definition=None, source=None, at=at
    )
    understand_file(upload=upload, progress=_unseen)
    mapping = Mapping.from_json(upload.mapping or {})
    accept(
        upload=upload,
        mapping=mapping,
        destination=Destination(source="Peer", wave=wave, wave_date=None),
        at=at,
    )
    store_file(upload=upload, at=at, progress=_unseen)


def _unseen(_share: float) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    _store(waves=int(sys.argv[1]))
