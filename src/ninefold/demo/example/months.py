"""What each customer was worth in each month, as the table of outcomes holds it."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.demo.example.columns import Batch, People, as_facts, dated, places_of
from ninefold.demo.world.simulation import Run
from ninefold.demo.world.tables import outcomes


def customer_months(*, run: Run, batch: Batch, people: People) -> Iterator[pa.RecordBatch]:
    """Lay out the months that are over, the oldest first; the unit is the customer's store."""
    for month in outcomes(run):
        places = places_of(month["customer"])
        written = pc.strftime(month["month"], format="%Y-%m")
        columns = {
            **batch.columns(month.num_rows),
            **dated(month["month"].cast(pa.timestamp("s")).cast(pa.timestamp("s", "UTC"))),
            **people.columns(places),
            "unit": people.store.take(pa.array(places)),
            "record": pc.binary_join_element_wise(month["customer"], written, "-"),
            "revenue": month["revenue"],
            "margin": month["margin"],
            "cost": month["cost_to_serve"],
            "active": month["active"].cast(pa.float32()),
            "q_orders": month["orders"].cast(pa.float64()),
            "q_member": month["member"].cast(pa.float64()),
        }
        yield as_facts(columns, table="outcome")
