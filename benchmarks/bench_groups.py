"""Pages that compare groups at 1,000,000 records and 5,000 units: the time the server takes, nothing kept.

    python benchmarks/bench_groups.py [--rows 1000000] [--times 20]

Every visit asks for another period; what a process keeps of numbers is forgotten before each. Charts come
after their page, and are not asked for.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parent.parent),
    str(Path(__file__).resolve().parent.parent / "src"),
]

from benchmarks.measuring import Bar, part, percentile, report
from benchmarks.stored import kept_home, start_django

UNITS, DAYS, FIRST = 5_000, 730, date(2023, 1, 1)
MOST_MS = {1_000_000: 300, 10_000_000: 1_500}
PAGES = {
    "units against the others": "/understand/groups/?by=unit",
    "units with segment and channel held equal": "/understand/groups/?by=unit&mix=segment,channel",
    "units against before": "/understand/groups/?by=unit&look=before",
    "touchpoints": "/understand/groups/?by=touchpoint",
    "a metric by unit": "/understand/metrics/?by=unit",
    "what changed": "/understand/changes/?against=prev",
    "Overview": "/?against=prev",
}


def write(rows: int) -> None:
    """Found an organisation with so many answers of 5,000 units, and somebody who may read them."""
    start_django()
    from benchmarks.synthetic import feedback
    from django.core.management import call_command

    from ninefold.engine.operations import commit_batch
    from ninefold.engine.segments import write_segment
    from ninefold.listen.surveys.operations import Asked, record_questions, survey_named
    from ninefold.people.members.models import Member, User
    from ninefold.people.organisations.operations import found_organisation
    from ninefold.people.roles.choices import Role
    from ninefold.people.roles.models import RoleGrant

    call_command("migrate", verbosity=0)
    at = datetime.now(UTC)
    house = found_organisation(name="Bench", language="en", time_zone="UTC", calendar="gregory", at=at)
    user = User.objects.create(email="bench@example.org", joined_at=at)
    member = Member.objects.create(user=user, organisation=house, name="Bench", joined_at=at)
    RoleGrant.objects.create(member=member, organisation=house, role=Role.OWNER, given_at=at)
    asking = survey_named(organisation=house, name="Bench", at=at)
    scales = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
    asked = [
        Asked(column=name, role=name, title=name, low=low, high=high) for name, (low, high) in scales.items()
    ]
    record_questions(survey=asking, asked=asked)
    batches, written = feedback(rows=rows, units=UNITS), []
    while some := list(islice(batches, 8)):
        written.append(write_segment(organisation=house.pk, table="feedback", batches=some))
    commit_batch(
        organisation=house.pk,
        survey=asking.pk,
        source=1,
        wave=1,
        at=at,
        segments=[each for each in written if each],
    )


def _periods(times: int) -> Iterator[str]:
    chance = random.Random(7)
    for _ in range(times):
        start = FIRST + timedelta(days=chance.randrange(180, DAYS - 200))
        yield f"period={start}..{start + timedelta(days=chance.randrange(90, 200))}"


def measure(times: int) -> None:
    """Visit the pages in this process; print the milliseconds as JSON."""
    start_django()
    from django.core.management import call_command
    from django.test import Client

    from ninefold.kit.memory import forget_all
    from ninefold.people.members.models import User

    call_command("migrate", verbosity=0)  # a folder kept from before a change of the rows
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get())
    found: dict[str, list[float]] = {}
    for page, address in PAGES.items():
        for period in _periods(times):
            forget_all()
            start = time.perf_counter()
            answer = client.get(f"{address}&{period}")
            found.setdefault(page, []).append(1000 * (time.perf_counter() - start))
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code} {answer.headers}")
    print(json.dumps(found))


def main() -> int:
    """Measure in a process of its own and hold it against the bar."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only")
    given = parser.parse_args()
    step, _, amount = (given.only or "").partition("-")
    if step == "write":
        write(int(amount))
        return 0
    if step == "measure":
        measure(int(amount))
        return 0
    home = kept_home(__file__, name=f"groups-{given.rows}", part=f"write-{given.rows}")
    found = json.loads(part(__file__, f"measure-{given.times}", home=home).output.splitlines()[-1])
    bars = []
    for name, each in found.items():
        most = MOST_MS.get(given.rows)
        bars.append(
            Bar(name=f"{name}, p95 of {given.times}", value=percentile(each, 0.95), unit="ms", most=most)
        )
        bars.append(Bar(name=f"{name}, p50", value=percentile(each, 0.5), unit="ms"))
    report(f"Pages at {given.rows:,} records and {UNITS:,} units, nothing kept", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
