"""The jobs of erasures: look what would go, carry it out, forget what nobody confirmed."""

from ninefold.customers.erasure import operations
from ninefold.customers.erasure.models import Erasure
from ninefold.kit.jobs.running import RunningJob


def look(job: RunningJob) -> None:
    """See what would go; running it twice finds the same."""
    erasure = _erasure(job)
    if erasure is not None:
        operations.look(erasure=erasure, at=job.at, report=job.progress)


def carry_out(job: RunningJob) -> None:
    """Carry an erasure out; running it twice goes on where the first run was stopped."""
    erasure = _erasure(job)
    if erasure is not None:
        operations.carry_out(erasure=erasure, at=job.at, report=job.progress)


def forget_abandoned(job: RunningJob) -> None:
    """Forget erasures that nobody confirmed."""
    operations.forget_abandoned(at=job.at)


def _erasure(job: RunningJob) -> Erasure | None:
    owned = Erasure.objects.select_related("organisation").filter(organisation=job.organisation)
    return owned.filter(pk=job.payload["erasure"]).first()
