"""The options of `ninefold import` that join several files before anything else is done with them."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils.translation import gettext as _

from ninefold.listen.joined_files.jobless import JoinedHere, Wish, join_here
from ninefold.listen.joined_files.recipe import Recipe, RecipeProblem
from ninefold.listen.joined_files.spoken import spoken_days, spoken_flag, spoken_join, spoken_ratio
from ninefold.listen.sources.models import Source
from ninefold.people.organisations.models import Organisation

EXAMPLE = """\
Several files are joined before they are read, one row for each row of FILE:

\b
  ninefold import reviews.csv --join orders.csv:order_id --join customers.csv:customer_id \\
    --days-between late_days=delivered,estimated --flag "late=late_days>0?late:on time"

How they were joined stays with the source: its next wave needs the files alone, each with --join."""
_OPTIONS = (
    click.option(
        "--join",
        "joins",
        multiple=True,
        metavar="FILE[:KEY[=COLUMN]]",
        help="Another file, whose KEY equals COLUMN of FILE or of another file; guessed if left out.",
    ),
    click.option(
        "--days-between",
        "days",
        multiple=True,
        metavar="NAME=LATER,EARLIER",
        help="A new column: calendar days from the date in EARLIER to that in LATER.",
    ),
    click.option(
        "--ratio",
        "ratios",
        multiple=True,
        metavar="NAME=NUMBER,DIVISOR",
        help="A new column: one number divided by another.",
    ),
    click.option(
        "--flag",
        "flags",
        multiple=True,
        metavar="NAME=COLUMN>VALUE[?YES:NO]",
        help="A new column: YES where COLUMN compares so (> >= < <= = !=) with a number, a word or a column; "
        "two dates by their calendar days.",
    ),
    click.option("--allow-no-match", is_flag=True, help="Join a file although no row finds a partner in it."),
)


def joining_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, kw_only=True)
class JoinedFile:
    """The file to import: the one that was given, or the one it was joined to."""

    path: Path
    joined: JoinedHere | None

    @property
    def recipe(self) -> dict[str, Any] | None:
        """How it was joined, as its source keeps it."""
        return None if self.joined is None else self.joined.recipe.to_json()

    def told(self) -> dict[str, Any] | None:
        """Say for the answer how the files fitted together."""
        return None if self.joined is None else self.joined.measured.to_json() | {"recipe": self.recipe}


def fitting(told: dict[str, Any] | None) -> Iterator[str]:
    """Say in sentences how files fitted together and what was worked out of them."""
    for match in (told or {}).get("matches", ()):
        sentence = _("%(file)s: %(matched)s of %(rows)s rows find a partner, %(several)s find several.")
        yield sentence % match
    for each in (told or {}).get("worked", ()):
        sentence = _("%(name)s: %(done)s rows have a value, %(empty)s lack a cell for it, %(wrong)s cannot.")
        yield sentence % (each | {"wrong": each["unreadable"] + each["zero"]})


def wish_of(given: dict[str, Any], *, file: Path, organisation: Organisation, source: str) -> Wish | None:
    """Read the options; None where nothing is to be joined or worked out.

    Raises
    ------
    RecipeProblem
        One of them cannot be read.
    """
    computed = [
        *(spoken_days(text) for text in given["days"]),
        *(spoken_ratio(text) for text in given["ratios"]),
        *(spoken_flag(text) for text in given["flags"]),
    ]
    if not computed and not given["joins"]:
        return None
    return Wish(
        main=file,
        joins=tuple(spoken_join(text) for text in given["joins"]),
        computed=tuple(computed),
        saved=_saved(organisation, source=source),
        agreed=given["allow_no_match"],
    )


@contextmanager
def joined_file(
    *, wish: Wish | None, file: Path, organisation: Organisation, progress: Callable[[float], None]
) -> Iterator[JoinedFile]:
    """Join the files for as long as the block runs; the one made of them is gone afterwards."""
    if wish is None:
        yield JoinedFile(path=file, joined=None)
        return
    path = Path(settings.HOME) / "uploads" / str(organisation.pk) / f"bundle-{uuid.uuid4().hex}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield JoinedFile(path=path, joined=join_here(wish=wish, path=path, progress=progress))
    finally:
        path.unlink(missing_ok=True)


def _saved(organisation: Organisation, *, source: str) -> Recipe | None:
    found = Source.objects.for_organisation(organisation).filter(name=source, recipe__isnull=False).first()
    if found is None:
        return None
    try:
        return Recipe.from_json(found.recipe)
    except RecipeProblem:
        return None
