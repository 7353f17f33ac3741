"""`ninefold migrate`: Django's own command, with all its options."""

import click
from django.core.management import execute_from_command_line


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def migrate(options: tuple[str, ...]) -> None:
    """Bring the row database up to date."""
    execute_from_command_line(["ninefold", "migrate", *options])
