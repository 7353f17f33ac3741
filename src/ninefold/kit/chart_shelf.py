"""Where drawings are kept: the latest in memory, more of them on disk, each under what it shows."""

import os
import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from django.conf import settings

_REMEMBERED = 512
_KEPT_FILES = 5_000

_memory: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def find(key: str) -> str | None:
    """Give the drawing kept under a key; None where there is none."""
    with _lock:
        markup = _memory.get(key)
        if markup is not None:
            _memory.move_to_end(key)
            return markup
    try:
        return _remember(key, _path(key).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def keep(key: str, markup: str) -> str:
    """Keep a drawing and give it back. Written beside and renamed: a reader sees the whole of it or none."""
    path = _path(key)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".drawing-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(markup)
    Path(name).replace(path)
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
    folder = Path(settings.HOME) / "charts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _path(key: str) -> Path:
    return _folder() / f"{key}.svg"


def _remember(key: str, markup: str) -> str:
    with _lock:
        _memory[key] = markup
        _memory.move_to_end(key)
        while len(_memory) > _REMEMBERED:
            _memory.popitem(last=False)
    return markup
