"""Table of contents of the models of UNDERSTAND: one migration history for the room."""

from ninefold.understand.metrics.models import MetricSetting

__all__ = ["MetricSetting"]
