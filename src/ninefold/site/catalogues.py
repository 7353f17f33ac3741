"""Compiling the message catalogues with Babel, so that no gettext tool is needed where Ninefold runs."""

import os
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_stale(*, folders: Iterable[Path]) -> tuple[Path, ...]:
    """Compile every catalogue whose source is newer than its compiled form.

    Parameters
    ----------
    folders
        Locale folders, each holding `<language>/LC_MESSAGES/*.po`.

    Returns
    -------
    The compiled files that were written. A folder that may not be written to (an installed package) is passed
    over when its catalogues are compiled already.

    Raises
    ------
    OSError
        When a catalogue was never compiled and cannot be now.
    """
    sources = (source for folder in folders for source in sorted(folder.glob("*/LC_MESSAGES/*.po")))
    return tuple(target for source in sources if (target := _compile(source)) is not None)


def _compile(source: Path) -> Path | None:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return None
    language = source.parent.parent.name
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        with source.open("rb") as text, temporary.open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=language))
    except OSError:
        if target.exists():
            return None
        raise
    # Renaming is atomic: a web process that starts meanwhile never reads half a catalogue.
    temporary.replace(target)
    return target
