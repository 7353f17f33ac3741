"""The values of a segment are counted through all of it, however many parts it is written in."""

import json

import pyarrow as pa

from ninefold.engine.listing import KEY, Listing


def test_values_of_all_parts_are_added_up() -> None:
    parts = [["web", "shop", None], ["web"], []]
    schema = pa.schema([("channel", pa.string()), ("person", pa.string())])
    listing = Listing(schema=schema)
    for part in parts:
        listing.take(pa.table({"channel": part, "person": ["p"] * len(part)}, schema=schema))
    assert json.loads(listing.footer()[KEY]) == {"channel": {"web": 2, "shop": 1}}
