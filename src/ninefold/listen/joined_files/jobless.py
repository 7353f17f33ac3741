"""Files joined by a command line in its own process: read where they lie, written to one file of ours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from ninefold.listen.joined_files.checking import MOST_FILES, checked
from ninefold.listen.joined_files.described import describe, formats_of, with_formats
from ninefold.listen.joined_files.guessing import guess_recipe, parts_of, recognise
from ninefold.listen.joined_files.measuring import Measured, measure
from ninefold.listen.joined_files.opened_files import MEMORY, OpenedFiles
from ninefold.listen.joined_files.operations import names_for
from ninefold.listen.joined_files.recipe import Computed, Recipe
from ninefold.listen.joined_files.spoken import SpokenJoin, spoken_recipe
from ninefold.listen.joined_files.writing import Progress, write_joined
from ninefold.listen.sources.opened import Opened, Unreadable
from ninefold.listen.sources.opening import open_file
from ninefold.listen.sources.operations import Refused
from ninefold.listen.sources.reading import Desk, desk


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a command line asks for.

    Attributes
    ----------
    main, joins, computed : the files, and what is worked out of them.
    saved : the recipe of the source they continue, taken where nothing else is said and the files fit.
    agreed : join them although no row of some file finds a partner.
    """

    main: Path
    joins: tuple[SpokenJoin, ...]
    computed: tuple[Computed, ...]
    saved: Recipe | None
    agreed: bool

    @property
    def silent(self) -> bool:
        """Whether nothing is said of how the files belong together."""
        return not self.computed and not any(join.key for join in self.joins)


@dataclass(frozen=True, kw_only=True)
class JoinedHere:
    """What came of it."""

    recipe: Recipe
    measured: Measured


def join_here(*, wish: Wish, path: Path, progress: Progress) -> JoinedHere:
    """Join files into one.

    Raises
    ------
    RecipeProblem
        They do not fit together as was said.
    Refused
        A file cannot be read, or no row finds a partner in it and nobody agreed to that.
    """
    paths = [wish.main, *(join.file for join in wish.joins)]
    if len(paths) > MOST_FILES:
        raise Refused(_("Choose two to %(most)d files that belong together.") % {"most": MOST_FILES})
    with _opened(paths, progress=lambda share: progress(0.5 * share)) as laid:
        recipe, opened = _recipe(wish, opened=laid)
        formats = formats_of(recipe=recipe, files=opened.files)
        connection = opened.place.connection
        measured = measure(recipe=recipe, tables=opened.tables, formats=formats, connection=connection)
        for match in measured.matches:
            if not match.matched and not wish.agreed:
                told = _("No row finds a partner in “%(file)s”. Name other columns, or say --allow-no-match.")
                raise Refused(told % {"file": match.file})
        write_joined(
            recipe=recipe,
            tables=opened.tables,
            formats=formats,
            path=path,
            connection=connection,
            progress=lambda share: progress(0.6 + 0.4 * share),
        )
    return JoinedHere(recipe=with_formats(recipe, formats=formats), measured=measured)


@contextmanager
def _opened(paths: Sequence[Path], *, progress: Progress) -> Iterator[OpenedFiles]:
    names = names_for([path.name for path in paths])
    with desk(memory=MEMORY, scratch=settings.HOME / "uploads") as place:
        files, tables = [], {}
        for number, (name, path) in enumerate(zip(names, paths, strict=True)):
            tables[name] = opened = _open(path, place=place, number=number)
            query = f"SELECT count(*) FROM {opened.relation}"
            rows = place.connection.execute(query).fetchall()[0][0]
            files.append(describe(name=name, opened=opened, rows=rows, connection=place.connection))
            progress((number + 1) / len(paths))
        yield OpenedFiles(place=place, files=tuple(files), tables=tables)


def _open(path: Path, *, place: Desk, number: int) -> Opened:
    try:
        return open_file(
            path=path, name=path.name, connection=place.connection, scratch=place.folder / str(number)
        )
    except Unreadable as problem:
        told = _("The file “%(file)s” cannot be used. %(why)s")
        raise Refused(told % {"file": path.name, "why": problem}) from problem


def _recipe(wish: Wish, *, opened: OpenedFiles) -> tuple[Recipe, OpenedFiles]:
    if wish.saved is not None and wish.silent:
        names = recognise(recipe=wish.saved, files=opened.files)
        if names is not None:
            known = opened.called(names)
            return checked(replace(wish.saved, parts=parts_of(known.files))), known
    guessed = guess_recipe(
        files=opened.files,
        tables=opened.tables,
        connection=opened.place.connection,
        main=opened.files[0].name,
    )
    said = spoken_recipe(guessed=guessed, files=opened.files, joins=wish.joins, computed=wish.computed)
    return checked(said), opened
