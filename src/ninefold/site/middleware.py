"""A page that was reading a file at the moment it went reads once more, on what is there now."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ninefold.kit.memory import forget_all

Answer = Callable[[HttpRequest], HttpResponseBase]
LOOKING = frozenset({"GET", "HEAD"})


class RereadingMiddleware:
    """Answer a page anew whose files were taken away while it read them: somebody was being erased.

    It stands last, so that the view alone is called again. Only what looks is repeated, never what writes.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponseBase | None:
        """Call the view once more, where it only looks and a file was gone."""
        from ninefold.engine.engines import vanished  # noqa: PLC0415  # the engine is loaded where something failed

        if request.method not in LOOKING or request.resolver_match is None or not vanished(problem):
            return None
        forget_all()
        found: Any = request.resolver_match
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return answer
