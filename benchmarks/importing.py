"""An import as a person does it: choose the file, look at what was understood, store it."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.running import Answer, Visitor

SOURCES = "/listen/sources/"
PATIENCE, PAUSE = 300.0, 0.25


@dataclass(frozen=True, kw_only=True)
class Imported:
    """Seconds of each step."""

    upload: float
    reading: float
    storing: float

    @property
    def whole(self) -> float:
        """All steps together; a person's look at the mapping takes no time here."""
        return self.upload + self.reading + self.storing


def store(visitor: Visitor, *, file: Path) -> Imported:
    """Bring a file in, as it is understood."""
    sent = visitor.upload(SOURCES, file=file)
    if sent.status != 302:
        raise RuntimeError(f"The upload was answered {sent.status}.")
    page, reading = _await(visitor, sent.address, waiting_for='name="store"')
    values = {"store": "1", "source": file.stem, "wave": "1"}
    if re.search(r'name="wave_date"[^>]*required', page.body.decode()):
        values["wave_date"] = "2026-01-31"
    start = time.perf_counter()
    answer = visitor.post(sent.address, values)
    if answer.status != 200:
        raise RuntimeError(f"Storing was answered {answer.status}.")
    _await(visitor, sent.address, waiting_for=None)
    return Imported(upload=sent.seconds, reading=reading, storing=time.perf_counter() - start)


def _await(visitor: Visitor, path: str, *, waiting_for: str | None) -> tuple[Answer, float]:
    """Ask for the progress as the page does, until there is none to tell; give the page then."""
    start = time.perf_counter()
    while time.perf_counter() - start < PATIENCE:
        told = visitor.get(f"{path}progress/")
        if not told.body:
            seconds = time.perf_counter() - start
            page = visitor.get(path)
            if waiting_for is not None and waiting_for not in page.body.decode():
                raise RuntimeError("The file was not understood.")
            return page, seconds
        time.sleep(PAUSE)
    raise RuntimeError("The import took too long.")
