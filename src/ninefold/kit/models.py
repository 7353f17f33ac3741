"""The tables of the kit."""

from ninefold.kit.jobs.models import Job

__all__ = ["Job"]
