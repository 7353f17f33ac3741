"""Work that is done later and survives a kill: rows in the database, a lease, and no broker.

`enqueue` writes the row in the caller's transaction; a worker leases it, runs its handler and settles it. A
job whose worker was killed is taken again once its lease has ended: a handler therefore runs *at least
once* and must leave the same result when it runs twice. `site/wiring.py` lists every kind of job and its
handler.
"""

from ninefold.kit.jobs.choices import Lane, State
from ninefold.kit.jobs.operations import enqueue, request_stop, revive
from ninefold.kit.jobs.running import GiveUpError, RunningJob

__all__ = ["GiveUpError", "Lane", "RunningJob", "State", "enqueue", "request_stop", "revive"]
