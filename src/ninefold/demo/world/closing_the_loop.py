"""Closing the loop: an alert for each unhappy answer, and who is called back in time."""

from dataclasses import dataclass

import numpy as np

from ninefold.demo.world.answering import Answers
from ninefold.demo.world.company import STORES
from ninefold.demo.world.experience import Lived
from ninefold.demo.world.journeys import taken
from ninefold.demo.world.months import DAY
from ninefold.demo.world.parameters import Flags, Floats, Whole


@dataclass(frozen=True, kw_only=True)
class Alerts:
    """Columns, one value an alert.

    Attributes
    ----------
    answer : its place among the month's answers (after the run: among all).
    customer : who answered.
    severity : 7 less the answer: 1 to 7.
    workload : alerts of the store's area in that month, against the mean of all areas.
    opened, contacted : moments; `contacted` is 0 where nobody called.
    in_time : the call came within the target.
    """

    answer: Whole
    customer: Whole
    severity: Whole
    workload: Floats
    opened: Whole
    contacted: Whole
    in_time: Flags


def close_the_loop(*, lived: Lived, answers: Answers) -> Alerts:
    """Open alerts and call customers back: the worse the answer the likelier, the more alerts the less."""
    rows = np.flatnonzero(answers.nps <= 6)
    some, loop = taken(lived.journeys, answers.journey[rows]), lived.parameters.closing_the_loop
    store = lived.customers.store[some.customer]
    areas = np.bincount(store, minlength=len(STORES))
    workload = (areas / max(areas.mean(), 1.0))[store].astype(np.float32)
    severity = (7 - answers.nps[rows]).astype(np.int64)
    odds = loop.contact + loop.severity * (np.minimum(severity, 5) - 2.5) + loop.workload * (workload - 1)
    u = lived.chance.uniform("calls", month=lived.month, where=some.where, count=3)
    in_time = u[:, 0] < 1 / (1 + np.exp(-odds))
    late = ~in_time & (u[:, 1] < 0.5)
    hours = np.where(
        in_time, 2 + u[:, 2] * (loop.target_hours - 2), loop.target_hours + 1 + u[:, 2] * 10 * 24
    )
    opened = answers.at[rows]
    return Alerts(
        answer=rows,
        customer=some.customer,
        severity=severity,
        workload=workload,
        opened=opened,
        contacted=np.where(in_time | late, opened + (hours * DAY / 24).astype(np.int64), 0),
        in_time=in_time,
    )
