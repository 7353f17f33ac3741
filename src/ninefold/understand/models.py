"""Table of contents of the models of UNDERSTAND: one migration history for the room."""

from ninefold.understand.benchmarks.models import BenchmarkSet, BenchmarkValue, SurveyMethod
from ninefold.understand.metrics.models import MetricSetting, MetricVersion
from ninefold.understand.trends.models import AnomalyNotice, EventMark

__all__ = [
    "AnomalyNotice",
    "BenchmarkSet",
    "BenchmarkValue",
    "EventMark",
    "MetricSetting",
    "MetricVersion",
    "SurveyMethod",
]
