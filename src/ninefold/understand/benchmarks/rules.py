"""What may be held against what: a figure of others and one of ours, or a sentence that says why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ninefold.understand.benchmarks.choices import Method, SetKind
from ninefold.understand.benchmarks.models import BenchmarkSet
from ninefold.understand.metrics.registry import Metric

# The scale on which whether somebody would recommend us is asked, always.
NPS_SCALE: Final = (0.0, 10.0)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Whether a metric of ours can be held against a set.

    Attributes
    ----------
    kind, scale, top, method : whether these are alike.
    known : whether both sides tell how the answers were collected.
    """

    kind: bool
    scale: bool
    top: bool
    method: bool
    known: bool

    @property
    def comparable(self) -> bool:
        """Whether nothing speaks against it."""
        return self.kind and self.scale and self.top and self.method

    @property
    def judged(self) -> bool:
        """Whether a difference can be told from one of asking."""
        return self.comparable and self.known


def fit_of(*, metric: Metric, benchmark: BenchmarkSet, method: str) -> Fit:
    """Hold the definitions of both sides against each other.

    Parameters
    ----------
    method : how our answers are collected; "" where it is not stated.
    """
    same_kind = metric.kind.value == benchmark.kind
    return Fit(
        kind=same_kind,
        scale=not same_kind or (metric.low, metric.high) == (benchmark.low, benchmark.high),
        top=not same_kind or benchmark.kind != SetKind.TOP or metric.top == benchmark.top,
        method=not (method and benchmark.method) or method == benchmark.method,
        known=bool(method and benchmark.method),
    )


def common_method(methods: Iterable[str]) -> str:
    """Tell how the answers of several surveys together are collected; "" where one of them does not tell.

    Examples
    --------
    >>> common_method(["web", "web"]), common_method(["web", "phone"]), common_method(["web", ""])
    ('web', 'mixed', '')
    """
    found = set(methods)
    if not found or "" in found:
        return ""
    return found.pop() if len(found) == 1 else Method.MIXED.value
