"""The route table as a list: every address Django can answer, django-ninja's included."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ninefold.people.policies import Policy, operations_of, policy_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One line of the route table."""

    path: str
    name: str
    view: Callable[..., Any]
    parameters: tuple[str, ...]
    urlconf: str

    @property
    def methods(self) -> tuple[str, ...]:
        """Methods worth trying: those of the operations of an API route, all for a view."""
        declared = {method for operation in operations_of(self.view) for method in operation.methods}
        return tuple(sorted(declared)) or METHODS

    def policy(self, method: str, listed: Mapping[str, Policy]) -> Policy | None:
        """Find the policy for a method: declared on the view, or listed by name."""
        return policy_of(self.view, method=method) or listed.get(self.name)

    def address(self, values: Mapping[str, object]) -> str:
        """Write the address with the values of its parameters; KeyError names the missing one."""
        return reverse(self.name, self.urlconf, kwargs={name: values[name] for name in self.parameters})

    def __str__(self) -> str:
        return f"/{self.path} ({self.name or 'no name'})"


def routes(urlconf: str) -> list[Route]:
    """Walk a route table."""
    return list(_walk(get_resolver(urlconf), "", (), (), urlconf))


def _walk(
    resolver: URLResolver, path: str, spaces: tuple[str, ...], parameters: tuple[str, ...], urlconf: str
) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = path + str(entry.pattern)
        names = (*parameters, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inside = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, here, inside, names, urlconf)
        elif isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name)) if entry.name else ""
            yield Route(path=here, name=name, view=entry.callback, parameters=names, urlconf=urlconf)
