"""The tables: same seed, same bytes; nothing after the reference day; nothing that only the model knows."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from ninefold.demo.world.everything import handed_over
from ninefold.demo.world.parameters import small
from ninefold.demo.world.simulation import run

UNTIL = date(2026, 11, 18)
SRC = Path(__file__).parents[3] / "src"
ALONE = """
import sys
from datetime import date
from tests.demo.world.test_everything import digests
print(digests(date.fromisoformat(sys.argv[1])))
"""


def digest(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def digests(until: date) -> dict[str, str]:
    return {name: digest(table) for name, table in handed_over(run(small(until=until)))}


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return dict(handed_over(run(small(until=UNTIL))))


def test_same_seed_gives_the_same_bytes_in_another_process(tables):
    done = subprocess.run(
        [sys.executable, "-c", ALONE, UNTIL.isoformat()],
        cwd=SRC.parent,
        env={**os.environ, "PYTHONPATH": f"{SRC}:{SRC.parent}", "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str({name: digest(table) for name, table in tables.items()})


def test_nothing_happens_after_the_reference_day(tables):
    end = datetime(2026, 11, 19, tzinfo=UTC)
    moments = {
        (name, field.name): pc.max(table[field.name]).as_py()
        for name, table in tables.items()
        for field in table.schema
        if pa.types.is_timestamp(field.type)
    }
    assert set(moments) == {
        ("journeys", "started"),
        ("invitations", "sent"),
        ("responses", "at"),
        ("events", "at"),
        ("alerts", "opened"),
        ("alerts", "contacted"),
        ("transcripts", "at"),
    }
    assert {place: moment for place, moment in moments.items() if moment >= end} == {}
    assert pc.max(tables["outcomes"]["month"]).as_py() == date(2026, 10, 1)
    assert pc.max(tables["customers"]["joined"]).as_py() <= UNTIL


def test_columns_are_plain_and_keys_are_unique(tables):
    keys = {
        "customers": "customer",
        "journeys": "journey",
        "invitations": "invitation",
        "responses": "response",
    }
    for name, key in keys.items():
        assert pc.count_distinct(tables[name][key]).as_py() == tables[name].num_rows
    nested = {
        (name, field.name)
        for name, table in tables.items()
        for field in table.schema
        if pa.types.is_nested(field.type) or pa.types.is_dictionary(field.type)
    }
    assert nested == {("hidden_comments", "topics"), ("hidden_comments", "topic_sentiments")}


def test_rows_point_at_rows_that_exist(tables):
    known = {
        name: set(tables[name][key].to_pylist())
        for name, key in (("customers", "customer"), ("units", "unit"))
    }
    known["touchpoints"] = set(tables["touchpoints"]["name"].to_pylist())
    known["staff"] = set(tables["staff"]["staff"].to_pylist())
    for name in ("responses", "events"):
        table = tables[name]
        for column, of in (
            ("customer", "customers"),
            ("unit", "units"),
            ("touchpoint", "touchpoints"),
            ("agent", "staff"),
        ):
            assert set(table[column].drop_null().to_pylist()) <= known[of], (name, column)
    assert set(tables["alerts"]["response"].to_pylist()) <= set(tables["responses"]["response"].to_pylist())


def test_answers_keep_to_their_scales(tables):
    answers = tables["responses"]
    spans = {
        name: (pc.min(answers[name]).as_py(), pc.max(answers[name]).as_py())
        for name in ("nps", "csat", "ces", "rating", "delivery_promise")
    }
    assert spans == {
        "nps": (0, 10),
        "csat": (1, 5),
        "ces": (1, 7),
        "rating": (1, 5),
        "delivery_promise": (1, 5),
    }
    assert pc.mean(answers["weight"]).as_py() == pytest.approx(1, abs=0.05)


def test_invitations_end_in_every_way(tables):
    assert set(tables["invitations"]["status"].to_pylist()) == {
        "answered",
        "not answered",
        "bounced",
        "opened by a scanner",
        "not sent",
    }


def test_comments_are_true_to_what_is_hidden(tables):
    hidden = tables["hidden_comments"]
    assert hidden.num_rows >= tables["responses"].num_rows - tables["responses"]["comment"].null_count
    assert set(hidden["sentiment"].to_pylist()) == {"positive", "negative", "mixed", "neutral"}
    assert pc.sum(hidden["ironic"]).as_py() > 0


def test_shuffled_company_has_the_same_invitations(tables):
    other = dict(handed_over(run(replace(small(until=UNTIL), shuffled=True))))
    assert digest(other["invitations"]) == digest(tables["invitations"])
    assert digest(other["events"]) == digest(tables["events"])
    assert digest(other["responses"]) != digest(tables["responses"])
