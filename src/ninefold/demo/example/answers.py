"""What customers said, as the tables of facts hold it: a row a record, and a row a comment."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.demo.example.asked import Questionnaire
from ninefold.demo.example.columns import Batch, People, by_day, dated, places_of
from ninefold.demo.world.columns import names
from ninefold.demo.world.company import JOURNEYS
from ninefold.demo.world.parameters import ITEMS
from ninefold.demo.world.simulation import Run
from ninefold.engine.facts import COMMENT
from ninefold.engine.folding import fold

_AS_THEY_ARE: Final = ("touchpoint", "unit", "agent", "channel", "nps", "csat", "ces", "rating", "weight")


def feedback(*, run: Run, given: pa.Table, asking: Questionnaire, batch: Batch, people: People) -> pa.Table:
    """Lay out the answers to a survey as facts, by day.

    Parameters
    ----------
    run : the company.
    given : its responses (`world.tables.responses`).
    asking : the survey; answers to others are passed over.
    batch, people : whose rows they are, and what is known of customers.

    Returns
    -------
    pyarrow.Table
        Columns of the table `feedback`, its comment beside them as `text`.
    """
    rows = given.filter(pc.equal(given["survey"], asking.name)).combine_chunks()
    asked = {each.column for each in asking.questions}
    kind = run.journeys.kind[places_of(rows["journey"])]
    own = {f"q_{item.name}": rows[item.name] for item in ITEMS} | {
        "a_journey": names(kind, known=JOURNEYS),
        "a_area": rows["area"],
        "a_asked_by": rows["medium"],
    }
    table = {
        **batch.columns(rows.num_rows),
        **dated(rows["at"]),
        **people.columns(places_of(rows["customer"])),
        "record": rows["response"],
        **{name: rows[name] for name in _AS_THEY_ARE},
        "comments": rows["comment"].is_valid().cast(pa.uint8()),
        "text": rows["comment"],
    }
    return by_day(pa.table(table | {name: column for name, column in own.items() if name in asked}))


def comments(*, answered: pa.Table, asking: Questionnaire) -> pa.Table:
    """Take the comments out of laid-out answers, folded as they will be searched."""
    said = answered.filter(answered["text"].is_valid())
    folded = pa.array([fold(text) for text in said["text"].to_pylist()], pa.string())
    said = said.append_column("folded", folded)
    said = said.append_column("question", pa.array(np.full(said.num_rows, asking.comment)))
    return said.select([name for name in COMMENT.names if name in said.column_names])
