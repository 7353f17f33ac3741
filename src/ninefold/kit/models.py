"""The tables of the kit."""

from ninefold.kit.jobs.models import Job
from ninefold.kit.mail.models import Mail

__all__ = ["Job", "Mail"]
