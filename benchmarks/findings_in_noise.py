"""The shuffled demo company, seed after seed: how many pages claim something where nothing is to be found.

    python benchmarks/findings_in_noise.py [--seeds 100] [--first 1] [--customers 3000]

Answers are dealt out anew, each one whole, so that they go with nothing that happened and nothing changed.
Each company is loaded into the product, and every page is asked by its address, through the API: what
changed, what of waits, late days and page loads goes with NPS, which touchpoints, segments and units differ,
what stands out over time, which step is weak. A claim may come
in 1 of 20; the exit code is 1 where a page claims something in more companies than chance would have it
(1 of 100 such tests) at that rate.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.stats import binom

NOMINAL, SURE = 0.05, 0.99
API = "/api/v1/understand"
Claims = Callable[[dict[str, Any]], bool]


def differing(found: dict[str, Any]) -> bool:
    """Whether a group is told from the others."""
    return any(each["verdict"] in {"better", "worse"} for each in found["groups"])


def standing_out(found: dict[str, Any]) -> bool:
    """Whether a period is told to stand out, or a level to have changed."""
    return bool(found["breaks"]) or any(each["stands_out"] for each in found["periods"])


PAGES: dict[str, tuple[str, Claims]] = {
    "what changed": (f"{API}/changes", lambda found: bool(found["real"])),
    "measures that go with NPS": (
        f"{API}/drivers?outcome=nps&driver=m_days_late,m_page_seconds,m_stock_out",
        lambda found: found["p_value"] <= NOMINAL and any(each["told"] for each in found["drivers"]),
    ),
    "touchpoints that differ": (f"{API}/groups?by=touchpoint", differing),
    "segments that differ": (f"{API}/groups?by=segment", differing),
    "units that differ": (f"{API}/groups?by=unit", differing),
    "months that stand out": (f"{API}/trends?every=month", standing_out),
    "steps that are weak": (f"{API}/journeys/1", lambda found: found["weakest"] is not None),
}


def look(*, seed: int, customers: int) -> None:
    """Load one company into the data folder of this process, and print which pages claim something."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.site.settings"
    os.environ["NINEFOLD_HOSTS"] = "testserver"
    import django

    django.setup()
    from django.test import Client

    from ninefold.people.members.models import Member
    from ninefold.site.prepare_demo import main as prepare

    sys.stdout, told = sys.stderr, sys.stdout
    prepare([json.dumps({"customers": customers, "seed": seed, "shuffled": True})])
    client = Client()
    lead = Member.objects.order_by("pk").first()
    if lead is None:
        raise SystemExit("The example has no member.")
    client.force_login(lead.user)
    found = {}
    for name, (address, claims) in PAGES.items():
        answer = client.get(address)
        found[name] = claims(answer.json()) if answer.status_code == 200 else None
    print(json.dumps(found), file=told)


def looked_at(seed: int, *, customers: int) -> dict[str, bool | None]:
    """Look at one company in a process of its own, and in a data folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="ninefold-noise-") as folder:
        call = [sys.executable, __file__, "--only", str(seed), "--customers", str(customers)]
        environment = {**os.environ, "NINEFOLD_HOME": folder}
        done = subprocess.run(call, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, bool | None] = json.loads(done.stdout)
    return found


def main() -> int:
    """Look at every seed and count the claims."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--customers", type=int, default=3_000)
    parser.add_argument("--only", type=int)
    asked = parser.parse_args()
    if asked.only is not None:
        look(seed=asked.only, customers=asked.customers)
        return 0
    seeds = range(asked.first, asked.first + asked.seeds)
    with ThreadPool(2) as pool:
        coming = pool.imap(lambda seed: looked_at(seed, customers=asked.customers), seeds)
        found = list(track(coming, total=len(seeds), description="Companies", console=Console(stderr=True)))
    table = Table(title=f"Claims about {len(seeds)} companies in which there is nothing to be found")
    for name in ("page", "claims", "could be told in", "at most"):
        table.add_column(name)
    kept = True
    for name in PAGES:
        told = [each[name] for each in found if each[name] is not None]
        most = int(binom.ppf(SURE, len(told), NOMINAL))
        kept = kept and sum(map(bool, told)) <= most
        table.add_row(name, str(sum(map(bool, told))), str(len(told)), str(most))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
