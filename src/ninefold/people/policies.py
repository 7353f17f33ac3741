"""Who may open a page: every view and every API operation declares its policy here, or is denied.

Declaring
---------
Django views::

    @policy(may(Right.IMPORT_DATA))
    def imports(request: MemberRequest) -> HttpResponse: ...

    @policy(member)
    class ImportView(View): ...

django-ninja operations; the policy stands next to the function::

    @router.get("/imports/{import_id}")
    @policy(member)
    def show(request: MemberRequest, import_id: int) -> ...: ...

Routes of third parties cannot carry a decorator; `site/policies.py` lists them by name. What is
neither decorated nor listed is answered with 403 by `PolicyMiddleware` and logged, so a forgotten
declaration can hide a page but never open one. `tests/site/test_routes.py` walks the whole route table.

Staying inside the organisation
-------------------------------
A policy says who may knock; which rows they meet is decided where rows are fetched. Every model
has `organisation`, its manager is `OwnedQuerySet.as_manager()` (`organisations/scoping.py`), and a view
fetches an object in one way only::

    get_object_or_404(Import.objects.for_organisation(request.organisation), pk=import_id)

An id of another organisation is thus "not found", exactly like an id that does not exist. Queries and
operations take `organisation` (or an object fetched like this) and never look at a session.

What a role may do is a `Right`; `may(Right.X)` opens a page to those who have it. Which answers they see is
`request.access.sight`, without which no filter of facts can be made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getclosurevars
from typing import Any, TypeVar

from ninja.operation import Operation, PathView

from ninefold.people.access import Right

Declared = TypeVar("Declared", bound=Callable[..., Any])


@dataclass(frozen=True)
class Asker:
    """Whoever asks for a page: as much of a request as a policy looks at.

    Parameters
    ----------
    signed_in
        Whether a user is signed in.
    belongs
        Whether that user is a member of the chosen organisation.
    rights
        What the member may do in the role that is acted in.
    """

    signed_in: bool
    belongs: bool
    rights: frozenset[Right] = frozenset()


@dataclass(frozen=True)
class Policy:
    """A rule about who may open a route.

    Parameters
    ----------
    name
        A word for logs and tests.
    allows
        The predicate; it sees who asks, nothing else.
    """

    name: str
    allows: Callable[[Asker], bool]


def _anybody(_asker: Asker) -> bool:
    return True


def _nobody(_asker: Asker) -> bool:
    return False


def _user(asker: Asker) -> bool:
    return asker.signed_in


def _member(asker: Asker) -> bool:
    return asker.signed_in and asker.belongs


public = Policy("public", _anybody)
"""Open to everybody: sign-in, one-time links, surveys."""
signed_in = Policy("signed in", _user)
"""Whoever has signed in, of whatever organisation."""
member = Policy("member", _member)
"""Members of the chosen organisation."""
closed = Policy("closed", _nobody)
"""Open to nobody: pages of third parties that we do not offer."""


def may(*rights: Right) -> Policy:
    """Open to members whose role has all of these rights.

    Examples
    --------
    >>> may(Right.READ_COMMENTS, Right.TAKE_AWAY).name
    'may read_comments, take_away'
    """
    needed = frozenset(rights)
    names = ", ".join(right.value for right in rights)
    return Policy(f"may {names}", lambda asker: _member(asker) and needed <= asker.rights)


def policy(rule: Policy) -> Callable[[Declared], Declared]:
    """Declare who may open a view: a function, a class, or a django-ninja operation.

    Parameters
    ----------
    rule
        The policy, such as `member`.

    Returns
    -------
    A decorator that marks the view and leaves it otherwise as it is.

    Examples
    --------
    >>> @policy(public)
    ... def hello(request): ...
    >>> policy_of(hello, method="GET").name
    'public'
    """

    def declare(view: Declared) -> Declared:
        view.policy = rule  # type: ignore[attr-defined]  # an attribute is all a declaration is
        return view

    return declare


def operations_of(view: Callable[..., Any]) -> list[Operation]:
    """List the django-ninja operations behind a view; none for a plain view.

    django-ninja answers all methods of a path by one closure over a `PathView`; the operations hang there.
    Should a later version build its views otherwise, the list is empty and its routes are denied.
    """
    if not hasattr(view, "__closure__"):
        return []
    path_view = getclosurevars(view).nonlocals.get("self")
    return path_view.operations if isinstance(path_view, PathView) else []


def policy_of(view: Callable[..., Any], *, method: str) -> Policy | None:
    """Find the policy declared on a view.

    Parameters
    ----------
    view
        The callable of the route table.
    method
        HTTP method; one API path may have another policy for each method.

    Returns
    -------
    The policy; None when nothing is declared.
    """
    for operation in operations_of(view):
        if method in operation.methods:
            return _declared(operation.view_func)
    return _declared(view) or _declared(getattr(view, "view_class", None))


def _declared(view: object) -> Policy | None:
    found = getattr(view, "policy", None)
    return found if isinstance(found, Policy) else None
