"""Storing very many values at once: a file of customers brings several for each of them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from ninefold.people.organisations.models import Organisation

# Django makes an object and checks every field of each row, which takes four times as long as storing it.
_INSERT = (
    "INSERT INTO customers_attributevalue (organisation_id, customer_id, name, value, since, source)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
    # Another value of the same moment corrects what was said before.
    " ON CONFLICT (customer_id, name, since) DO UPDATE SET value = excluded.value, source = excluded.source"
)


def insert_values(
    *, organisation: Organisation, values: Mapping[tuple[int, str, datetime], str], source: str
) -> None:
    """Store values of attributes by customer, name and moment."""
    moments = {at: connection.ops.adapt_datetimefield_value(at) for _customer, _name, at in values}
    rows = [
        (organisation.pk, customer, name, value, moments[at], source)
        for (customer, name, at), value in values.items()
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
