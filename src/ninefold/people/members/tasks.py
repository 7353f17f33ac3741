"""The regular job of members."""

from ninefold.kit.jobs import RunningJob
from ninefold.people.members.links import forget_expired_addresses


def forget_addresses(job: RunningJob) -> None:
    """Clear the addresses of invitations that nobody used in time."""
    forget_expired_addresses(at=job.at)
