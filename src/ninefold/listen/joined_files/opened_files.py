"""The files of a bundle, opened at a desk; each is rewritten once, and opened in a moment ever after."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from ninefold.listen.joined_files.described import File, describe
from ninefold.listen.joined_files.joining import Tables
from ninefold.listen.joined_files.models import Bundle, BundleFile
from ninefold.listen.joined_files.writing import Progress, rewrite_file
from ninefold.listen.sources.opened import Opened, Unreadable
from ninefold.listen.sources.opening import open_file
from ninefold.listen.sources.reading import Desk, desk

# Joining holds the keys of one file while it reads another; what does not fit goes to disk.
MEMORY: Final = "800MB"


@dataclass(frozen=True, kw_only=True)
class OpenedFiles:
    """The files of a bundle: what is known of them, and where they can be read."""

    place: Desk
    files: tuple[File, ...]
    tables: Tables

    def called(self, names: Mapping[str, str]) -> "OpenedFiles":
        """Give the same files under other names."""
        return replace(
            self,
            files=tuple(replace(file, name=names[file.name]) for file in self.files),
            tables={names[name]: table for name, table in self.tables.items()},
        )


@contextmanager
def opened_files(*, bundle: Bundle, progress: Progress) -> Iterator[OpenedFiles]:
    """Open all files of a bundle at a desk; those that came as they were are rewritten first.

    Raises
    ------
    Unreadable
        One of them cannot be read; the message names it, says why and what to do.
    """
    given = list(bundle.files.all())
    whole, done = max(1, sum(each.size for each in given)), 0
    for each in given:
        each.bundle = bundle

        def share(part: float, *, done: int = done, size: int = each.size) -> None:
            progress((done + part * size) / whole)

        if each.file != each.rewritten:
            _rewrite(each, progress=share)
        done += each.size
    with desk(memory=MEMORY, scratch=settings.HOME / "uploads") as place:
        tables = {each.name: _open(each, place=place, progress=None) for each in given}
        known = bundle.found.get("files", {})
        files = tuple(File.from_json(known[str(each.position)] | {"name": each.name}) for each in given)
        yield OpenedFiles(place=place, files=files, tables=tables)


def _rewrite(each: BundleFile, *, progress: Progress) -> None:
    """Read a file as it came and keep it rewritten; killed in the middle, it is read once more."""
    with desk(scratch=settings.HOME / "uploads") as place:
        opened = _open(each, place=place, progress=lambda share: progress(0.6 * share))
        rows = rewrite_file(
            opened=opened,
            path=each.rewritten,
            connection=place.connection,
            progress=lambda share: progress(0.6 + 0.3 * share),
        )
        found = describe(name=each.name, opened=opened, rows=rows, connection=place.connection)
    original, each.path = each.file, str(each.rewritten)
    bundle = each.bundle
    files = {**bundle.found.get("files", {}), str(each.position): found.to_json()}
    bundle.found = {**bundle.found, "files": files}
    bundle.save(update_fields=["found"])
    each.save(update_fields=["path"])
    original.unlink(missing_ok=True)


def _open(each: BundleFile, *, place: Desk, progress: Progress | None) -> Opened:
    told = _("The file “%(file)s” cannot be used. %(why)s")
    try:
        return open_file(
            path=each.file,
            name=each.file_name,
            connection=place.connection,
            scratch=place.folder / str(each.position),
            progress=progress,
        )
    except Unreadable as problem:
        raise Unreadable(told % {"file": each.file_name, "why": problem}) from problem
    except FileNotFoundError as problem:
        gone = _("It is no longer there. Choose the files again.")
        raise Unreadable(told % {"file": each.file_name, "why": gone}) from problem
