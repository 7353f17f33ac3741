"""Events whose import is killed are there as before or as they shall be, as answers are; customers lot by lot."""

import random
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.stories.test_a_killed_import_leaves_all_or_nothing import (
    child,
    complete,
    house,
    kill,
    moments,
)

from ninefold.customers.profiles.models import AttributeValue, Customer
from ninefold.customers.profiles.recording import CHUNK
from ninefold.engine.models import Segment
from ninefold.engine.segments import folder
from ninefold.people.organisations.models import Organisation

__all__ = ["house"]  # a fixture
pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 5
Content = tuple[object, ...]


def write_events(path: Path, *, version: int) -> None:
    """Three events a case; of every third case the last one differs from version to version."""
    with path.open("w", encoding="utf-8") as file:
        file.write("case_id,activity,timestamp,resource\n")
        for number in range(20_000):
            kind = ("ordered", "packed", f"delivered {version if number % 9 == 2 else 0}")[number % 3]
            file.write(f"o{number // 3},{kind},2026-01-{1 + number % 28:02d} 10:00:00,P{number % 9}\n")


def write_customers(path: Path, *, version: int) -> None:
    """Customers of whom every third has another plan in the second version."""
    with path.open("w", encoding="utf-8") as file:
        file.write("customer_id,plan,town\n")
        for number in range(1_500):
            file.write(f"c{number},{'SML'[version if number % 3 == 0 else 0]},town {number % 20}\n")


def events() -> Content:
    """All events, from the files that the manifest lists; every one of them has to be whole."""
    rows = [
        (row["case"], row["record"], row["kind"])
        for one in Segment.objects.filter(removed_in=None)
        for row in pq.read_table(folder() / one.path, columns=["case", "record", "kind"]).to_pylist()
    ]
    return tuple(sorted(rows))


def customers() -> Content:
    """All customers and how often each value was noted of one."""
    plans = AttributeValue.objects.filter(name="plan").values_list("value", flat=True)
    return Customer.objects.count(), tuple(sorted(plans))


def first_lot(one: Content) -> Content:
    """What there is of customers when one lot of the second version is recorded, and not yet the other."""
    number, plans = one
    changed = len(range(0, CHUNK, 3))
    return number, tuple(sorted([*plans, *"L" * changed]))  # type: ignore[misc]


def no_part(one: Content) -> Content:
    """Events are there as a whole."""
    return one


@pytest.mark.parametrize(
    ("write", "read", "part", "steps"),
    [
        (write_events, events, no_part, ("reading", "storing", "writing", "renaming", "committing")),
        (write_customers, customers, first_lot, ("storing", "committing")),
    ],
)
def test_a_killed_import_is_whole_or_not_there(
    house: Organisation,
    tmp_path: Path,
    *,
    write: Callable[..., None],
    read: Callable[[], Content],
    part: Callable[[Content], Content],
    steps: Sequence[str],
) -> None:
    files = (tmp_path / "one.csv", tmp_path / "two.csv")
    for version, file in enumerate(files, start=1):
        write(file, version=version)
    nothing = read()
    complete(tmp_path / "undisturbed", files[0])
    one = read()
    assert one != nothing
    planned = moments(tmp_path / "undisturbed", kills=KILLS, chance=random.Random(7), steps=steps)
    met, seen = set(), []
    for number, (mark, after) in enumerate(planned):
        notes = tmp_path / f"notes-{number}"
        command = ("command", "import", str(files[1]), "--source", "Shop", "--wave", "First", "--json")
        process: subprocess.Popen[bytes] = child(notes, *command)
        met.add(kill(process, notes, place=mark, after=after))
        seen.append(read())
    complete(tmp_path / "last", files[1])
    two = read()
    assert two != one
    assert set(seen) <= {one, part(one), two}
    complete(tmp_path / "again", files[1])
    assert read() == two
    assert "committing" in met
