from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from ninefold.people.audit.chain import Said, digest_of

FIRST = Said(
    organisation=3,
    number=1,
    at=datetime(2026, 1, 15, 12, tzinfo=UTC),
    actor=17,
    action="settings_changed",
    subject="",
    details={"settings": ["threshold"], "count": 1},
    previous="",
)
WRITTEN = (
    '{"action":"settings_changed","actor":17,"at":"2026-01-15T12:00:00.000000+00:00",'
    '"details":{"count":1,"settings":["threshold"]},"number":1,"organisation":3,"previous":"","subject":""}'
)


def test_digest_is_the_hash_of_one_way_of_writing_it_down():
    assert digest_of(FIRST) == sha256(WRITTEN.encode()).hexdigest()


def test_digest_does_not_hang_on_the_time_zone_or_the_order_of_details():
    elsewhere = FIRST.at.astimezone(timezone(timedelta(hours=3, minutes=30)))
    turned = dict(reversed(FIRST.details.items()))
    assert digest_of(replace(FIRST, at=elsewhere, details=turned)) == digest_of(FIRST)


@pytest.mark.parametrize(
    "change",
    [
        {"organisation": 4},
        {"number": 2},
        {"at": FIRST.at + timedelta(microseconds=1)},
        {"actor": None},
        {"action": "signed_in"},
        {"subject": "member 1"},
        {"details": {}},
        {"previous": "0"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_digest_changes_with_every_part(change):
    assert digest_of(replace(FIRST, **change)) != digest_of(FIRST)
