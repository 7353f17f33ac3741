"""`ninefold demo`: the example company on this machine, beside and never inside real data."""

import os
import sys

import click

from ninefold.site.serve import run

FOLDER = "var/demo"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 takes any free one.")
def demo(host: str, port: int) -> None:
    """Load the example company into a folder of its own, print a one-time link, and serve it."""
    os.environ.setdefault("NINEFOLD_HOME", FOLDER)
    sys.exit(run(host=host, port=port, preparation="prepare_demo"))
