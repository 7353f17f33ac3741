"""Where drawings are kept: the latest in memory, more of them on disk, each under what it shows.

Only what `chart_svg.clean` has made comes here, so that all of it may stand in a page.
"""

import logging
import os
import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

log = logging.getLogger(__name__)

_REMEMBERED = 512
_KEPT_FILES = 5_000

_memory: OrderedDict[str, SafeString] = OrderedDict()
_lock = Lock()


def find(key: str) -> SafeString | None:
    """Give the drawing kept under a key; None where there is none."""
    with _lock:
        markup = _memory.get(key)
        if markup is not None:
            _memory.move_to_end(key)
            return markup
    try:
        return _remember(key, (_folder() / f"{key}.svg").read_text(encoding="utf-8"))
    except OSError:
        # Not there, or out of reach: it is drawn again, and `keep` says what is wrong.
        return None


def keep(key: str, markup: str) -> SafeString:
    """Keep a drawing and give it back; where the disk takes none, it is shown all the same."""
    try:
        _write(markup, to=_folder() / f"{key}.svg")
    except OSError:
        log.exception("A drawing could not be kept; it will be drawn again.")
    return _remember(key, markup)


def prune() -> int:
    """Delete the oldest drawings beyond what is kept; return how many went."""
    drawings = sorted(_folder().glob("*.svg"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in drawings[_KEPT_FILES:]:
        path.unlink(missing_ok=True)
    return len(drawings[_KEPT_FILES:])


def forget_drawings() -> int:
    """Delete every drawing that is kept; return how many files went."""
    with _lock:
        _memory.clear()
    drawings = list(_folder().glob("*.svg"))
    for path in drawings:
        path.unlink(missing_ok=True)
    return len(drawings)


def _folder() -> Path:
    return Path(settings.HOME) / "charts"


def _write(markup: str, *, to: Path) -> None:
    """Write beside and rename: a reader sees the whole drawing or none."""
    to.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=to.parent, prefix=".drawing-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(markup)
        Path(name).replace(to)
    finally:
        Path(name).unlink(missing_ok=True)


def _remember(key: str, markup: str) -> SafeString:
    safe = mark_safe(markup)  # noqa: S308  # cleaned before it came here
    with _lock:
        _memory[key] = safe
        _memory.move_to_end(key)
        while len(_memory) > _REMEMBERED:
            _memory.popitem(last=False)
    return safe
