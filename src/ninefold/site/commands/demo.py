"""`ninefold demo`: the example company on this machine, beside and never inside real data."""

import json
import os
import sys

import click

from ninefold.site.serve import run

FOLDER = "var/demo"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 takes any free one.")
@click.option(
    "--customers",
    type=click.IntRange(100, 1_000_000),
    help="How many customers the company has: 60,000 unless you say so.",
)
@click.option("--seed", type=click.IntRange(0), help="The same seed, the same company.")
@click.option("--shuffled", is_flag=True, help="Deal all answers out anew: nothing goes with anything.")
@click.option("--without-money-link", is_flag=True, help="Let what customers feel change nothing they buy.")
def demo(
    *,
    host: str,
    port: int,
    customers: int | None,
    seed: int | None,
    shuffled: bool,
    without_money_link: bool,
) -> None:
    """Make the example company in a folder of its own, print a one-time link, and serve it.

    Without options it serves the one that stands already.
    """
    os.environ.setdefault("NINEFOLD_HOME", FOLDER)
    asked = {
        "customers": customers,
        "seed": seed,
        "shuffled": shuffled or None,
        "money_link": False if without_money_link else None,
    }
    wanted = json.dumps({name: value for name, value in asked.items() if value is not None})
    sys.exit(run(host=host, port=port, preparation=("prepare_demo", wanted)))
