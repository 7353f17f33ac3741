"""Every page at 1,000,000 records, or 10,000,000: the time a page takes, and the bytes of a first visit.

    python benchmarks/bench_pages.py [--times 40] [--waves 10]

An owner visits all of them, then the manager of half of 5,000 units those of numbers and comments.
Each visit asks for other filters, and then for the charts that the page did not wait for, as a browser does;
the same address asked for again has its charts in it, but measures anew, for no result is kept in memory
meanwhile. Both looks are held against the bar; told is also when the last chart had come.
"""

import argparse
import gzip
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, percentile, report
from benchmarks.running import Visitor, running
from benchmarks.stored import ROWS, start_django, stored_home

MOST_MS, MOST_MS_OF_MANY, MOST_KB, UNITS = 300, 1_500, 150, 5_000
# The peer's file reaches from 2024-12 to 2026-11.
FIRST, DAYS = date(2024, 12, 1), 700
SIDES = {
    "touchpoint": (
        "web_order",
        "delivery",
        "returns",
        "chat",
        "mobile_app",
        "invoice",
        "onboarding",
        "installation",
        "store_visit",
        "call_centre",
    ),
    "channel": ("email", "web", "qr", "link", "sms"),
    "segment": ("consumer", "smb", "enterprise"),
}
PAGES = (
    "/",
    "/overview/words/",
    "/understand/changes/",
    "/understand/metrics/",
    "/understand/groups/",
    "/understand/trends/",
    "/understand/trends/forecast/",
    "/understand/drivers/",
    "/understand/definitions/nps/",
    "/listen/comments/",
)
# What no filter changes is asked for as it is.
PLAIN = (
    "/understand/benchmarks/",
    "/understand/definitions/",
    "/listen/sources/",
    "/people/organisation/",
    "/people/members/",
    "/people/units/1/",
    "/people/audit/",
    "/people/profile/",
    "/people/security/",
    "/gallery/",
)
WORDS = ("staff", "waiting", "price", "delivery", "app", "rude", "company", "solved")


def queries(path: str, *, times: int) -> Iterator[str]:
    """Vary the filters of a page, the same for every run."""
    chance = random.Random(path)
    for _ in range(times):
        start = FIRST + timedelta(days=chance.randrange(DAYS - 120))
        end = start + timedelta(days=chance.randrange(20, 120))
        query: list[tuple[str, str]] = [("period", f"{start}..{end}")] if chance.random() < 0.7 else []
        for side, values in SIDES.items():
            if chance.random() < 0.4:
                query += [(side, value) for value in chance.sample(values, 2)]
        if path in {"/understand/metrics/", "/understand/groups/"}:
            query += [
                ("metric", chance.choice(("nps", "csat", "ces"))),
                ("by", chance.choice((*SIDES, "unit"))),
            ]
        if path == "/understand/drivers/":
            query += [("outcome", chance.choice(("nps", "csat", "ces")))]
        if path == "/listen/comments/":
            query += [("words", chance.choice(WORDS))] if chance.random() < 0.5 else []
            query += [("page", str(chance.randrange(1, 9)))]
        yield f"{path}?{urlencode(query)}"


def invite() -> None:
    """Print the paths of two links: for an owner, and for the manager of half of 5,000 units."""
    start_django()
    from ninefold.people.members.links import invite as invited
    from ninefold.people.organisations.models import Organisation
    from ninefold.people.roles.choices import Role
    from ninefold.people.roles.operations import invite_as

    organisation, at = Organisation.objects.get(), datetime.now(UTC)
    half = _arranged(organisation, at=at)
    for role, unit in ((Role.OWNER, None), (Role.MANAGER, half)):
        issue = partial(invited, organisation=organisation, by=None, note="bench", at=at)
        link = invite_as(issue=issue, role=role, unit=unit, access=None)
        print(f"/people/welcome/{link.token}/")


def _arranged(organisation: Any, *, at: datetime) -> Any:
    """Put the units of the facts and invented ones, 5,000 in all, into two halves; give one."""
    from ninefold.people.units.operations import add_units, found_hierarchy
    from ninefold.people.units.queries import loose_names

    tree = found_hierarchy(organisation=organisation, name="Bench", column="unit", by=None, at=at)
    found = [each.text for each in loose_names(hierarchy=tree)]
    names = found + [f"Invented {number}" for number in range(UNITS - len(found))]
    halves = add_units(hierarchy=tree, parent=None, names=["One half", "Other half"], by=None, at=at)
    for place, half in enumerate(halves):
        add_units(hierarchy=tree, parent=half, names=names[place::2], by=None, at=at)
    return halves[0]


def links(home: Path) -> list[str]:
    """Give the paths of both links, asked of a process of their own."""
    done = subprocess.run(
        [sys.executable, __file__, "--only", "invite"],
        env={**os.environ, "NINEFOLD_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.split()


def _first_load(visitor: Visitor) -> int:
    """Sum the bytes of the Overview and all it loads, packed as they are sent."""
    packed = {"Accept-Encoding": "gzip"}
    page = visitor.get("/", **packed)
    markup = gzip.decompress(page.body) if page.body[:2] == b"\x1f\x8b" else page.body
    parts = set(re.findall(r'(?:src|href)="(/static/[^"#?]+)', markup.decode()))
    parts |= {
        f"/static/ninefold/{found}"
        for sheet in parts
        if sheet.endswith(".css")
        for found in re.findall(r'url\("?([^")]+\.woff2)', visitor.get(sheet).body.decode())
    }
    return len(page.body) + sum(len(visitor.get(each, **packed).body) for each in parts)


def _visit(visitor: Visitor, *, times: int, pages: Sequence[str], most: int, told: str = "") -> Iterator[Bar]:
    for path in pages:
        addresses = list(queries(path, times=times)) if path in PAGES else [path] * times
        first, whole, again, failed = [], [], [], 0
        for address in addresses:
            page = visitor.get(address)
            charts, second = visitor.charts(page), visitor.get(address)
            failed += sum(each.status != 200 for each in (page, *charts, second))
            first.append(1000 * page.seconds)
            whole.append(1000 * (page.seconds + sum(each.seconds for each in charts)))
            again.append(1000 * second.seconds)
        yield Bar(name=f"{path}{told} p95 of {times}", value=percentile(first, 0.95), unit="ms", most=most)
        yield Bar(name=f"{path}{told} p50", value=percentile(first, 0.5), unit="ms")
        yield Bar(name=f"{path}{told} again, p95", value=percentile(again, 0.95), unit="ms", most=most)
        if whole != first:
            yield Bar(
                name=f"{path}{told} until its last chart, p95", value=percentile(whole, 0.95), unit="ms"
            )
        if failed:
            yield Bar(name=f"{path}{told} answers that were no page", value=failed, unit="", most=0)


def main() -> int:
    """Visit every page and hold the times against the bar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--waves", type=int, default=1, help="of 1,000,000 records each")
    parser.add_argument("--only", choices=["invite"])
    given = parser.parse_args()
    if given.only:
        invite()
        return 0
    most = MOST_MS if given.waves == 1 else MOST_MS_OF_MANY
    with stored_home(waves=given.waves) as home:
        owner_link, manager_link = links(home)
        with running(home=home, keep=False) as served:
            visitor = served.enter(link=owner_link)
            kilobytes = _first_load(visitor) / 1024
            bars = list(_visit(visitor, times=given.times, pages=(*PAGES, *PLAIN), most=most))
            manager = served.enter(link=manager_link, email="manager@example.org")
            told = " as manager of half the units,"
            bars += _visit(manager, times=given.times, pages=PAGES, most=most, told=told)
    bars.append(
        Bar(name="first load of the Overview over the wire", value=kilobytes, unit="KB", most=MOST_KB)
    )
    report(f"Pages at {given.waves * ROWS:,} records", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
