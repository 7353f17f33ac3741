"""Real event logs, read into facts: enough of XES for the tests of stitching, and no more."""

import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

import pytest

DATA = Path(os.environ.get("NINEFOLD_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
LOGS = DATA / "pm4py_event_logs"


def events_of(name: str) -> Iterator[dict[str, Any]]:
    """Read the events of a log, trace by trace, as they stand in it; skip where it is not at hand."""
    path = LOGS / name
    if not path.exists():
        pytest.skip(f"{path} is not at hand.")
    place = 0
    with gzip.open(path) as opened:
        for _, trace in iterparse(opened):
            if not trace.tag.endswith("trace"):
                continue
            case = next(each.get("value") for each in trace if each.get("key") == "concept:name")
            for event in (each for each in trace if each.tag.endswith("event")):
                told = {each.get("key"): each.get("value") for each in event}
                at = datetime.fromisoformat(str(told["time:timestamp"])).astimezone(UTC)
                place += 1
                yield {
                    "record": f"{place:06}", "case": case, "kind": told["concept:name"],
                    "at": at, "local_date": at.date(), "survey": 0,
                }  # fmt: skip
            trace.clear()
