"""SQL of when a staged row was: the instant, and the day on the clock of those who were there."""

import re

from ninefold.listen.sources.cells import literal
from ninefold.listen.sources.mapping import Mapping


def at_sql(mapping: Mapping) -> str:
    """Write the expression that gives the instant of a staged row (``moment``, ``ahead``) as TIMESTAMPTZ."""
    zoned = f"CASE WHEN ahead IS NULL THEN {_utc('moment', mapping)}"
    zoned += " ELSE timezone('UTC', moment - to_minutes(ahead)) END"
    if mapping.day is None:
        return zoned
    wave = _utc(f"TIMESTAMP '{mapping.day.isoformat()}'", mapping)
    return f"CASE WHEN moment IS NULL THEN {wave} ELSE {zoned} END"


def local_date_sql(mapping: Mapping) -> str:
    """Write the expression that gives the day of a staged row in the mapping's time zone."""
    minutes = _offset(mapping.time_zone)
    instant = "moment - to_minutes(ahead)"
    if minutes is None:
        there = f"timezone({literal(mapping.time_zone)}, timezone('UTC', {instant}))"
    else:
        there = f"{instant} + to_minutes({minutes})"
    day = f"CAST(CASE WHEN ahead IS NULL THEN moment ELSE {there} END AS DATE)"
    if mapping.day is None:
        return day
    return f"coalesce({day}, DATE '{mapping.day.isoformat()}')"


def _utc(moment: str, mapping: Mapping) -> str:
    """Write the expression that reads a wall clock of the mapping's time zone as an instant."""
    minutes = _offset(mapping.time_zone)
    if minutes is None:
        return f"timezone({literal(mapping.time_zone)}, {moment})"
    return f"timezone('UTC', {moment} - to_minutes({minutes}))"


def _offset(zone: str) -> int | None:
    """Give the minutes of a time zone written as an offset, None for a name."""
    found = re.fullmatch(r"([+-])(\d\d):?(\d\d)", zone)
    if found is None:
        return None
    return (-1 if found[1] == "-" else 1) * (int(found[2]) * 60 + int(found[3]))
