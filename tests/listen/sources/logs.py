"""Event logs for tests: the real ones at hand, and small ones made by hand."""

import gzip
import os
from pathlib import Path

import pytest

LOGS = (
    Path(os.environ.get("NINEFOLD_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
    / "pm4py_event_logs"
)
HEAD = "case_id,activity,timestamp,resource,amount\n"


def log(name: str) -> Path:
    """Give a real log, or skip the test."""
    if not (LOGS / name).is_file():
        pytest.skip(f"The real event log {name} is not at hand (NINEFOLD_DATA).")
    return LOGS / name


def events(*numbers: int) -> str:
    """Write rows of events, one a number; three make a case."""
    kinds = ("ordered", "packed", "delivered")
    return "".join(
        f"order {n // 3},{kinds[n % 3]},2026-01-{1 + n % 28:02d} 10:{n % 60:02d}:00,Pat {n % 4},{n}.5\n"
        for n in numbers
    )


def xes(*traces: str, top: str = "") -> str:
    """Write an event log of traces as they are given."""
    body = "".join(f"<trace>{trace}</trace>\n" for trace in traces)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n{top}{body}</log>\n'


def case(name: str, *events: tuple[str, str]) -> str:
    """Write a trace: its name, and what happened when."""
    told = "".join(
        f'<event><string key="concept:name" value="{kind}"/>'
        f'<date key="time:timestamp" value="{at}"/></event>\n'
        for kind, at in events
    )
    return f'<string key="concept:name" value="{name}"/>\n{told}'


def packed(path: Path, text: str) -> Path:
    """Write a text packed with gzip."""
    path.write_bytes(gzip.compress(text.encode()))
    return path
