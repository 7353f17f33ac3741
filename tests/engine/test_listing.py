"""The values of a segment are counted through all of it, however many parts it is written in."""

import json

import pyarrow as pa

from ninefold.engine.listing import KEY, KEY_BY_UNIT, Listing


def test_values_of_all_parts_are_added_up() -> None:
    parts = [["web", "shop", None], ["web"], []]
    schema = pa.schema([("channel", pa.string()), ("person", pa.string())])
    listing = Listing(schema=schema)
    for part in parts:
        listing.take(pa.table({"channel": part, "person": ["p"] * len(part)}, schema=schema))
    assert json.loads(listing.footer()[KEY]) == {"channel": {"web": 2, "shop": 1}}


def test_dictionaries_that_come_with_rows_may_hold_more_than_these() -> None:
    encoded = pa.array(["web", "shop", "phone"]).dictionary_encode()
    units = pa.array(["North", "South", "West"]).dictionary_encode()
    schema = pa.schema([("unit", pa.string()), ("channel", pa.string())])
    listing = Listing(schema=schema)
    for start, end in ((2, 3), (0, 1), (1, 1)):
        some = {"unit": units.slice(start, end - start), "channel": encoded.slice(start, end - start)}
        listing.take(pa.table(some))
    assert {key: json.loads(told) for key, told in listing.footer().items()} == {
        KEY: {"unit": {"West": 1, "North": 1}, "channel": {"phone": 1, "web": 1}},
        KEY_BY_UNIT: {"unit": ["West", "North"], "channel": {"phone": [1, 0], "web": [0, 1]}},
    }
