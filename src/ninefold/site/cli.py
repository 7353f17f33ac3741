"""`ninefold`: the command line. Each command is a module of its own, imported only when it is called.

To add a command: write `site/commands/<name>.py` with a click command, and one line in `COMMANDS`. A command
with `django=True` finds Django set up when its module is imported, so it may import models at its top; one
without starts faster and imports only what it names.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final, NoReturn

import click

from ninefold.site.leaving import leave

_UNDEFINED: Final = ("42P01", "42703")  # PostgreSQL: undefined_table, undefined_column


@dataclass(frozen=True)
class Entry:
    """Where a command lives.

    Parameters
    ----------
    place
        Module and attribute, as "package.module:attribute".
    summary
        The line shown by `ninefold --help`, so that help imports no command.
    django
        Whether the command needs Django.
    """

    place: str
    summary: str
    django: bool = True


COMMANDS: Mapping[str, Entry] = {
    "admin-link": Entry(
        "ninefold.site.commands.admin_link:admin_link", "Print a one-time link to start, or to reset access."
    ),
    "audit": Entry("ninefold.site.commands.audit:audit", "Check that no audit log was changed or cut."),
    "compact": Entry("ninefold.site.commands.compact:compact", "Make many small files of facts few."),
    "demo": Entry(
        "ninefold.site.commands.demo:demo",
        "Serve the example company: one command, nothing to set up.",
        django=False,
    ),
    "erase": Entry(
        "ninefold.site.commands.erase:erase", "Erase a person everywhere, or keep their answers without them."
    ),
    "import": Entry(
        "ninefold.site.commands.import_command:import_command", "Import an export of a survey tool."
    ),
    "migrate": Entry("ninefold.site.commands.migrate:migrate", "Bring the row database up to date."),
    "serve": Entry(
        "ninefold.site.serve:serve", "Serve Ninefold: one web process and one worker.", django=False
    ),
    "worker": Entry("ninefold.site.worker_command:worker", "Run one more worker."),
    "report": Entry("ninefold.site.commands.report:report", "Write a report of any export.", django=False),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Name the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's
        """Import a command, with Django where it needs it."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.django:
            start_django()
        module, attribute = entry.place.split(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.place} is not a click command.")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in sorted(COMMANDS)])


def start_django() -> None:
    """Set up Django's settings and models for a command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ninefold.site.settings")
    import django  # commands that need no Django must not pay for it

    django.setup()


@click.group(cls=LazyGroup, help="Ninefold: run a customer-experience programme.")
@click.version_option(package_name="ninefold")
def main() -> None:
    """Collect the commands."""


def run() -> NoReturn:
    """Be the program: run the command that was typed, and end."""
    try:
        main()
    except SystemExit as end:
        leave(end.code if isinstance(end.code, int) else 1)
    except Exception as problem:
        if not _lacks_tables(problem):
            raise
        from django.utils.translation import gettext as _  # whoever met a database has Django

        told = _("The database has not been set up, or is older than this program. Run: ninefold migrate")
        click.echo(told, err=True)
        leave(2)
    leave()


def _lacks_tables(problem: Exception) -> bool:
    """Tell whether a database lacks a table or a column, in the words of SQLite or by PostgreSQL's codes."""
    if type(problem).__module__ != "django.db.utils":
        return False
    code = getattr(problem.__cause__, "sqlstate", None)
    return code in _UNDEFINED or str(problem).startswith(("no such table", "no such column"))
