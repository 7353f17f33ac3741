"""What is done once before Ninefold serves: tables, catalogues, and the first link while nobody is a member.

`ninefold serve` runs this as a process of its own, so that the memory it takes is given back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from ninefold.kit.clock import now
from ninefold.people.members.links import AlreadyStartedError, issue_first_link
from ninefold.site.catalogues import compile_stale
from ninefold.site.commands.admin_link import link_address

MIGRATION_LOCK = 94_615_533  # Any number that nobody else uses in this database.


def main(_arguments: list[str]) -> None:
    """Bring tables and catalogues up to date and print the first link while there is no member."""
    compile_stale(folders=[Path(folder) for folder in settings.LOCALE_PATHS])
    migrate()
    print_first_link()


def print_first_link() -> None:
    """Print the one-time link by which the first member starts, while there is none."""
    try:
        link = link_address(issue_first_link(at=now()))
    except AlreadyStartedError:
        return
    click.echo(_("Nobody has an account yet. Open this link once to start: %(link)s") % {"link": link})


def migrate() -> None:
    """Create and change the tables; of several servers that start at once, one does it, the others wait."""
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
