"""Rows of the row database whose texts may name a person: found, and masked in place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote_plus

import pyarrow as pa
from django.apps import apps
from django.db import models

from ninefold.customers.erasure.registry import Erasing, Held, Person
from ninefold.engine.sought import MASK, Sought

AT_ONCE = 2_000
_PARTS: Final = re.compile(r"([/?&=#;\s])")  # of an address

Value = Any  # of a JSON field


def rows_of(label: str, *, organisation: int) -> models.QuerySet[Any]:
    """Give the rows that an organisation has of a model, named by its label."""
    model: Any = apps.get_model(label)
    found: models.QuerySet[Any] = model.objects.filter(organisation=organisation)
    return found


def texts_in(value: Value) -> Iterator[str]:
    """Give every text in a JSON value, names of fields included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


def masked_in(value: Value, *, sought: Sought) -> Value:
    """Give a JSON value with a mask in place of each identifier."""
    if isinstance(value, str):
        return _masked_address(sought.masked_text(value), sought=sought)
    if isinstance(value, dict):
        return {sought.masked_text(str(name)): masked_in(each, sought=sought) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [masked_in(each, sought=sought) for each in value]
    return value


def naming(
    rows: models.QuerySet[Any], *, fields: tuple[str, ...], sought: Sought
) -> Iterator[dict[str, Any]]:
    """Give the rows, with their key and these fields, in which any text names the person."""
    found = rows.order_by("pk").values_list("pk", *fields).iterator(chunk_size=AT_ONCE)
    while lot := list(islice(found, AT_ONCE)):
        # One text a row, so that all rows of a lot are looked at in one go.
        together = [one_text(row[1:]) for row in lot]
        flags = sought.names(pa.array(together, pa.string())).to_pylist()
        yield from (
            dict(zip(("pk", *fields), row, strict=True))
            for row, named in zip(lot, flags, strict=True)
            if named
        )


def one_text(value: Value) -> str:
    """Give all texts in a JSON value as one, addresses also without their per cent signs."""
    text = "\n".join(texts_in(value))
    return f"{text}\n{unquote_plus(text)}" if "%" in text or "+" in text else text


def _masked_address(text: str, *, sought: Sought) -> str:
    """Mask also what an address writes with per cent signs, part by part."""
    if not sought.names_text(unquote_plus(text)):
        return text
    parts = [MASK if sought.names_text(unquote_plus(part)) else part for part in _PARTS.split(text)]
    masked = "".join(parts)
    return MASK if sought.names_text(unquote_plus(masked)) else masked


def masked_row(label: str, row: Mapping[str, Any], *, sought: Sought) -> dict[str, Any]:
    """Give the fields of a row with masks; what there may be only once keeps apart by the row's number."""
    described = apps.get_model(label)._meta
    once = {name for constraint in described.total_unique_constraints for name in constraint.fields}
    masked = {name: masked_in(value, sought=sought) for name, value in row.items() if name != "pk"}
    for name in once.intersection(masked):
        if masked[name] != row[name]:
            longest = described.get_field(name).max_length
            masked[name] = f"{masked[name]}-{row['pk']}"[-(longest or 0) :]
    return masked


@dataclass(frozen=True, kw_only=True)
class Texts:
    """An eraser of rows that stay: what names the person in them is masked.

    Parameters
    ----------
    fields
        Names of text and JSON fields by label of model; its rows belong to an organisation.
    """

    fields: Mapping[str, tuple[str, ...]]

    def find(self, erasing: Erasing, /) -> Held:
        """Count the rows that name the person."""
        return Held(counts={"texts": sum(1 for _row in self._rows(erasing.person))})

    def erase(self, erasing: Erasing, /) -> Held:
        """Mask what names the person, whatever stays of their own rows."""
        person, number = erasing.person, 0
        for label, row in list(self._rows(person)):
            kept = masked_row(label, row, sought=person.sought)
            number += rows_of(label, organisation=person.organisation).filter(pk=row["pk"]).update(**kept)
        return Held(counts={"texts": number})

    def _rows(self, person: Person) -> Iterator[tuple[str, dict[str, Any]]]:
        for label, fields in self.fields.items():
            rows = rows_of(label, organisation=person.organisation)
            for row in naming(rows, fields=fields, sought=person.sought):
                yield label, row
