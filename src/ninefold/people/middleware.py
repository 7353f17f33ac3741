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
from ninefold.people.members.models import User
from ninefold.people.members.queries import chosen_membership, memberships_of, reader_for, visiting_reader
from ninefold.people.policies import Asker, Policy, closed, operations_of, policy_of, public

Answer = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]

log = logging.getLogger(__name__)


class MembershipMiddleware:
    """Set `request.organisation`, `.member`, `.memberships`, `.reader`; speak the reader's language and time.

    The organisation is the one the session names, else the first one joined; it is looked up anew on every
    request, so a removed member is outside at once.
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
        }
        for name, value in found.items():
            setattr(request, name, value)
        return reader


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
            signed_in=request.user.is_authenticated, belongs=getattr(request, "member", None) is not None
        )
        if not rule.allows(asker):
            return self._refuse(request, view, rule=rule, asker=asker)
        if rule is public or not getattr(view, "csrf_exempt", False):
            return None
        # django-ninja frees all its views from the check against forged requests; a session needs it.
        return self.csrf.process_view(request, _unchecked, (), {})

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
