"""`ninefold import` of 1,000,000 events of 200,000 cases, as CSV and as XES, into a folder of its own.

python benchmarks/bench_events.py
"""

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.measuring import MODULES, Bar, Run, report, run

EVENTS, SECONDS, MEMORY_MB = 1_000_000, 90, 1536
KINDS = ("ordered", "paid", "packed", "shipped", "delivered", "called", "returned")
FIRST = datetime(2025, 1, 1)
_HOUSE = """
import django
django.setup()
from django.utils import timezone
from ninefold.people.organisations.models import Organisation
Organisation.objects.create(name="Bench", slug="bench", created_at=timezone.now())
"""


def cases() -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Make cases: name, customer, and of each event what happened, when, and who did it."""
    chance = random.Random(1)
    left, number = EVENTS, 0
    while left:
        number += 1
        at = FIRST + timedelta(seconds=chance.randrange(500 * 86_400))
        told = []
        for kind in KINDS[: min(left, chance.randint(3, 7))]:
            moment = f"{at.isoformat()}.{chance.randrange(1000):03d}+03:30"
            told.append((kind, moment, f"P{chance.randrange(300)}"))
            # Some things happen at one instant.
            at += timedelta(seconds=chance.randrange(1, 200_000) if chance.random() < 0.8 else 0)
        left -= len(told)
        yield f"o{number}", f"C{chance.randrange(60_000)}", told


def write(csv: Path, xes: Path) -> None:
    """Write the same events in both forms."""
    with csv.open("w") as plain, xes.open("w") as log:
        plain.write("case_id,activity,timestamp,resource,customer_id\n")
        log.write('<?xml version="1.0" encoding="UTF-8"?>\n<log>\n')
        for name, customer, told in cases():
            log.write(f"<trace>{_string('concept:name', name)}{_string('customer_id', customer)}\n")
            for kind, at, who in told:
                plain.write(f"{name},{kind},{at},{who},{customer}\n")
                date = f'<date key="time:timestamp" value="{at}"/>'
                told_all = f"{_string('concept:name', kind)}{date}{_string('org:resource', who)}"
                log.write(f"<event>{told_all}</event>\n")
            log.write("</trace>\n")
        log.write("</log>\n")


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value="{value}"/>'


def command(home: Path, *arguments: str) -> Run:
    """Run the command line in a folder of its own."""
    program = "from ninefold.site.cli import run; run()"
    environment = {"NINEFOLD_HOME": str(home), "PYTHONPATH": MODULES}
    return run([sys.executable, "-c", program, *arguments], environment=environment)


def main() -> int:
    """Import both, and hold time and memory against their bars."""
    bars = []
    with tempfile.TemporaryDirectory(prefix="ninefold-bench-") as folder:
        home, files = Path(folder) / "home", (Path(folder) / "log.csv", Path(folder) / "log.xes")
        write(*files)
        command(home, "migrate")
        settings = {"NINEFOLD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "ninefold.site.settings"}
        run([sys.executable, "-c", _HOUSE], environment=settings | {"PYTHONPATH": MODULES})
        for file in files:
            done = command(home, "import", str(file), "--source", file.name, "--json")
            taken = json.loads(done.output)["counts"]["taken"]
            form = file.suffix.removeprefix(".").upper()
            bars += [
                Bar(name=f"{form}: reading and storing", value=done.seconds, unit="s", most=SECONDS),
                Bar(name=f"{form}: largest memory", value=done.peak_mb, unit="MB", most=MEMORY_MB),
                Bar(name=f"{form}: events not stored", value=EVENTS - taken, unit="", most=0),
            ]
    report("Import of 1,000,000 events", bars)
    return 0


if __name__ == "__main__":
    sys.exit(main())
