"""The page behind a one-time link: start the house, join it, or set a new password.

Looking at a link (GET) changes nothing; the form (POST) uses it. Whoever used it is signed in through
django-allauth, so that a second step, where there is one, is asked for as always.
"""

from collections.abc import Callable

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ninefold.kit.clock import now
from ninefold.people.members import operations as members
from ninefold.people.members.choices import LinkKind
from ninefold.people.members.forms import AccountForm, NameForm, PasswordForm, StartForm
from ninefold.people.members.links import AlreadyStartedError, LinkSpentError
from ninefold.people.members.models import AccessLink, User
from ninefold.people.members.queries import link_by_token
from ninefold.people.members.requests import VisitorRequest
from ninefold.people.members.rules import is_open
from ninefold.people.organisations.rules import usual_calendar
from ninefold.people.policies import policy, public
from ninefold.people.roles import operations

Use = Callable[[VisitorRequest, AccessLink, forms.Form], HttpResponse]


def _enter(request: VisitorRequest, user: User) -> HttpResponse:
    response: HttpResponse = perform_login(request, user, email_verification="none")
    return response


def _start(request: VisitorRequest, link: AccessLink, form: forms.Form) -> HttpResponse:
    member = operations.start(link=link, at=now(), **form.cleaned_data)
    return _enter(request, member.user)


def _join(request: VisitorRequest, link: AccessLink, form: forms.Form) -> HttpResponse:
    if isinstance(request.user, User):
        member = operations.join(link=link, user=request.user, at=now(), **form.cleaned_data)
        request.session["organisation"] = member.organisation_id
        return redirect("/")
    member = operations.accept_invitation(link=link, at=now(), **form.cleaned_data)
    return _enter(request, member.user)


def _reset(request: VisitorRequest, link: AccessLink, form: forms.Form) -> HttpResponse:
    members.reset_access(link=link, at=now(), **form.cleaned_data)
    messages.success(request, _("The new password is set. Sign in with it."))
    return redirect("account_login")


def _form(request: VisitorRequest, link: AccessLink) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if link.kind == LinkKind.FIRST:
        language = request.reader.language
        return StartForm(data, initial={"language": language, "calendar": usual_calendar(language=language)})
    if link.kind == LinkKind.RESET:
        return PasswordForm(data, user=link.user)
    if request.user.is_authenticated:
        return NameForm(data, initial={"name": request.member.name if request.member else ""})
    return AccountForm(data, initial={"email": link.email})


USES: dict[str, Use] = {LinkKind.FIRST: _start, LinkKind.INVITATION: _join, LinkKind.RESET: _reset}


@policy(public)
@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: VisitorRequest, token: str) -> HttpResponse:
    """Show what a link is good for, and use it once."""
    link = link_by_token(token=token)
    if link is None:
        return render(request, "people/welcome/spent.html", {"unknown": True}, status=404)
    if not is_open(link=link, at=now()):
        return _spent(request, link)
    form = _form(request, link)
    if request.method == "POST" and form.is_valid():
        try:
            return USES[link.kind](request, link, form)
        except (LinkSpentError, AlreadyStartedError):
            return _spent(request, link)
        except members.AddressTakenError:
            form.add_error(
                "email", _("There is an account with this e-mail. Sign in, then open this link again.")
            )
    return render(request, "people/welcome/welcome.html", {"form": form, "link": link})


def _spent(request: VisitorRequest, link: AccessLink) -> HttpResponse:
    context = {"used": link.used_at is not None or is_open(link=link, at=now())}
    return render(request, "people/welcome/spent.html", context, status=410)
