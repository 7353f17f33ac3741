"""For every request: who asks and how they read, and whether they may."""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from ninefold.kit.locales import Reader
from ninefold.people.access import NO_ACCESS, Right
from ninefold.people.members.models import Member, User
from ninefold.people.members.queries import chosen_membership, memberships_of, reader_for, visiting_reader
from ninefold.people.policies import Asker, Policy, closed, operations_of, policy_of, public
from ninefold.people.roles.queries import previewed, standing_of
from ninefold.people.roles.rules import met

Answer = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
# Asked by POST for its length alone.
CHANGING_NOTHING = frozenset({"charts"})
LEAVING = frozenset({"people:end-preview", "people:language", "account_logout"})

log = logging.getLogger(__name__)


class MembershipMiddleware:
    """Set `request.organisation`, `.member`, `.memberships`, `.reader`, `.access`, `.roles`, `.previewed`.

    The organisation is the one the session names, else the first one joined, and the role likewise. Both are
    looked up anew on every request, so that a removed member is outside at once and a role taken is gone.
    Who looks through the eyes of another member sees what both may see.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the reader's language and time zone."""
        reader = self._recognise(request)
        with translation.override(reader.language), timezone.override(reader.time_zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", reader.language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def _recognise(self, request: HttpRequest) -> Reader:
        memberships = memberships_of(user=request.user) if isinstance(request.user, User) else ()
        session = request.session.get("organisation") if memberships else None
        member = chosen_membership(memberships=memberships, organisation=session)
        if member is None:
            reader = visiting_reader(language=translation.get_language_from_request(request))
        else:
            reader = reader_for(member=member)
        found: dict[str, object] = {
            "memberships": memberships,
            "member": member,
            "organisation": member.organisation if member else None,
            "reader": reader,
            **self._standing(request, member),
        }
        for name, value in found.items():
            setattr(request, name, value)
        return reader

    def _standing(self, request: HttpRequest, member: Member | None) -> dict[str, object]:
        if member is None:
            return {"access": NO_ACCESS, "roles": (), "previewed": None}
        own = standing_of(member=member, acting=request.session.get("role"))
        found: dict[str, object] = {"access": own.access, "roles": own.roles, "previewed": None}
        wanted = request.session.get("preview") if own.access.may(Right.PREVIEW) else None
        other = None if wanted is None else previewed(organisation=member.organisation, member=wanted)
        if other is None:
            return found
        theirs = standing_of(member=other)
        return found | {"access": met(access=own.access, other=theirs.access), "previewed": other}


def _unchecked(request: HttpRequest) -> HttpResponse:
    """Stand in for a view that asks for the usual check against forged requests."""
    raise NotImplementedError(request.path)


class PolicyMiddleware:
    """Deny every view whose policy is not declared, and every asker it does not allow."""

    def __init__(self, get_response: Answer) -> None:
        """Read the list of third-party routes once."""
        self.get_response = get_response
        self.listed: Mapping[str, Policy] = import_string(settings.ROUTE_POLICIES)
        self.csrf = CsrfViewMiddleware(_unchecked)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the decision falls once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer in place of the view where its policy says no."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        rule = policy_of(view, method=request.method or "") or self.listed.get(name)
        if rule is None:
            log.error("Denied %s %s: the view %r declares no policy.", request.method, request.path, name)
            raise PermissionDenied
        asker = Asker(
            signed_in=request.user.is_authenticated,
            belongs=getattr(request, "member", None) is not None,
            rights=getattr(request, "access", NO_ACCESS).rights,
        )
        if not rule.allows(asker):
            return self._refuse(request, view, rule=rule, asker=asker)
        if getattr(request, "previewed", None) is not None and not self._looks_on(request, name):
            raise PermissionDenied(
                _("You look through somebody else's eyes and can change nothing. End that first.")
            )
        if rule is public or not getattr(view, "csrf_exempt", False):
            return None
        # django-ninja frees all its views from the check against forged requests; a session needs it.
        return self.csrf.process_view(request, _unchecked, (), {})

    def _looks_on(self, request: HttpRequest, name: str) -> bool:
        """Tell whether a request changes nothing, or only ends the look through somebody else's eyes."""
        return request.method in LOOKING or name in CHANGING_NOTHING | LEAVING

    def _refuse(self, request: HttpRequest, view: View, *, rule: Policy, asker: Asker) -> HttpResponseBase:
        log.warning("Refused %s %s: policy %r.", request.method, request.path, rule.name)
        if operations_of(view):
            status = 403 if asker.signed_in else 401
            return JsonResponse({"detail": _("You may not use this address.")}, status=status)
        if asker.signed_in or rule is closed:
            raise PermissionDenied
        back = request.get_full_path() if request.method == "GET" else "/"
        target = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(target)
        return HttpResponseRedirect(target)
