"""Customers: 60,000 recorded, and their pages at 1,000,000 answers, comments, events and months of money.

    python benchmarks/bench_customers.py [--times 40] [--records 1000000]

Everybody is somebody else at each visit, so that nothing is kept. The time is that of the server: a page is
asked for in this process, through all middleware. Charts are drawn beforehand, as in `bench_pages.py`.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import Bar, percentile, report

CUSTOMERS, UNITS, DAYS = 60_000, 5_000, 700
FIRST = date(2024, 12, 1)
AT = datetime(2026, 11, 1, tzinfo=UTC)
MOST_MS = 300


def customer_rows() -> Iterator[object]:
    """Tell five attributes, an account, an address and a consent of each customer."""
    from ninefold.customers.consent.choices import Purpose, State
    from ninefold.customers.consent.operations import ConsentLine
    from ninefold.customers.profiles.rows import CustomerRow

    consent = (ConsentLine(purpose=Purpose.FEEDBACK, state=State.GIVEN),)
    for number in range(CUSTOMERS):
        yield CustomerRow(
            identifiers=(("number", f"C-{number}"), ("email", f"person{number}@example.org")),
            account=f"A-{number % 500}",
            attributes={f"attribute {place}": f"value {(number + place) % 7}" for place in range(5)},
            consents=consent,
            as_of=AT - timedelta(days=700),
        )


def write_facts(*, organisation: int, records: int) -> None:
    """Write a segment of each table, sorted by day, its rows dealt to all customers and units."""
    import numpy as np
    import pyarrow as pa

    from ninefold.engine.facts import TABLES
    from ninefold.engine.operations import commit_batch
    from ninefold.engine.segments import write_segment

    for source, table in enumerate(TABLES, 1):
        chance = np.random.default_rng(source)
        days = np.sort(chance.integers(0, DAYS, records))
        who = chance.integers(0, CUSTOMERS, records)
        of = pa.array([f"C-{number}" for number in who])
        columns = {
            "organisation": pa.array(np.full(records, organisation, np.int32)),
            "survey": pa.array(np.full(records, 1, np.int32)),
            "source": pa.array(np.full(records, source, np.int32)),
            "wave": pa.array(np.full(records, 1, np.int32)),
            "record": pa.array([f"r{place}" for place in range(records)]),
            "person": of,
            "customer": of,
            "block": pa.array((who % 100).astype(np.uint8)),
            "local_date": pa.array([FIRST + timedelta(days=int(day)) for day in days]),
            "touchpoint": pa.array([f"Touchpoint {number}" for number in who % 7]),
            "unit": pa.array([f"Unit {number}" for number in who % UNITS]),
        }
        own = {
            "feedback": {"nps": (who % 11).astype(np.float32), "comments": (who % 2).astype(np.uint8)},
            "comment": {"text": [f"Number {number} waited all day and nobody called." for number in who]},
            "event": {"kind": [f"kind {number}" for number in who % 9], "amount": chance.random(records)},
            "outcome": {"revenue": chance.random(records), "margin": chance.random(records)},
        }[table]
        columns |= {name: pa.array(values) for name, values in own.items()}
        written = write_segment(organisation=organisation, table=table, batches=pa.table(columns))
        commit_batch(
            organisation=organisation,
            survey=1,
            source=source,
            wave=1,
            segments=[] if written is None else [written],
            at=AT,
        )


def measured(*, times: int, records: int) -> list[Bar]:
    """Record the customers, write the facts, and visit the pages as an owner and as a manager of a unit."""
    from tests import factories

    from ninefold.customers.profiles.models import Identifier
    from ninefold.customers.profiles.recording import record_customers

    owner = factories.member()
    house = owner.organisation
    bars = []
    for name in ("recorded", "recorded once more"):
        began = time.perf_counter()
        record_customers(organisation=house, rows=customer_rows(), source="File", at=AT)
        bars.append(Bar(name=f"60,000 customers {name}", value=time.perf_counter() - began, unit="s"))
    write_facts(organisation=house.pk, records=records)
    unit = factories.unit(of=house, name="Unit 17")
    manager = factories.member(of=house, role="front_line", unit=unit)
    chance = random.Random(1)
    keys = dict(Identifier.objects.filter(kind="number").values_list("value", "customer"))
    some = [f"c-{chance.randrange(CUSTOMERS)}" for _ in range(times)]
    local = [f"c-{17 + UNITS * (place % 12)}" for place in range(times)]
    visits = {
        "page of a customer": (owner, [f"/customers/{keys[name]}/" for name in some]),
        "list": (owner, [f"/customers/?after={keys[name]}" for name in some]),
        "search by number": (owner, [f"/customers/?words={name}" for name in some]),
        "search by a beginning": (owner, [f"/customers/?words={name[:5]}" for name in some]),
        "page of a customer, one unit in sight": (manager, [f"/customers/{keys[name]}/" for name in local]),
        "list, one unit in sight": (manager, ["/customers/"] * times),
    }
    for name, (member, addresses) in visits.items():
        bars += _visited(name, client=factories.browser(of=member), addresses=addresses)
    return bars


def _visited(name: str, *, client: object, addresses: list[str]) -> list[Bar]:
    told = {"wall": [], "cpu": []}
    for address in addresses:
        client.get(address)  # draws the chart
        began, burnt = time.perf_counter(), time.process_time()
        answer = client.get(address)
        told["wall"].append(1000 * (time.perf_counter() - began))
        told["cpu"].append(1000 * (time.process_time() - burnt))
        assert answer.status_code == 200, address
    return [
        Bar(name=f"{name}, p95", value=percentile(told["wall"], 0.95), unit="ms", most=MOST_MS),
        Bar(name=f"{name}, median", value=percentile(told["wall"], 0.5), unit="ms"),
        Bar(name=f"{name}, median of processor time", value=percentile(told["cpu"], 0.5), unit="ms"),
    ]


def main() -> None:
    """Measure in a data folder of its own."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=40)
    asked.add_argument("--records", type=int, default=1_000_000)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        os.environ |= {"NINEFOLD_HOME": folder, "DJANGO_SETTINGS_MODULE": "ninefold.site.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        report("customers", measured(times=told.times, records=told.records))


if __name__ == "__main__":
    main()
