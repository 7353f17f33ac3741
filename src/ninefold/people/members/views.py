"""A member's own pages, the language switch."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.kit.next_page import next_page
from ninefold.people.members import operations
from ninefold.people.members.forms import LanguageForm, ProfileForm
from ninefold.people.members.queries import has_second_step
from ninefold.people.members.requests import MemberRequest, VisitorRequest
from ninefold.people.policies import member, policy, public, signed_in


@policy(member)
@require_http_methods(["GET", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    """Show and change one's own preferences."""
    form = ProfileForm(request.POST or None, initial=model_to_dict(request.member))
    if request.method == "POST" and form.is_valid():
        operations.change_preferences(member=request.member, **form.cleaned_data)
        messages.success(request, _("Your preferences are saved."))
        return redirect("people:profile")
    return render(request, "people/members/profile.html", {"form": form})


@policy(member)
@require_GET
def security(request: MemberRequest) -> HttpResponse:
    """Show how one's account is protected, with the ways to change it."""
    context = {"second_step": has_second_step(user=request.user)}
    return render(request, "people/members/security.html", context)


@policy(public)
@require_POST
def language(request: VisitorRequest) -> HttpResponse:
    """Switch the language: kept with the member, or in a cookie for a visitor."""
    form = LanguageForm(request.POST)
    response = HttpResponseRedirect(
        next_page(request.POST.get("next", ""), host=request.get_host(), secure=request.is_secure())
    )
    if not form.is_valid():
        return response
    if request.member is not None:
        operations.choose_language(member=request.member, language=form.cleaned_data["language"])
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        form.cleaned_data["language"],
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@policy(signed_in)
@require_POST
def choose(request: VisitorRequest) -> HttpResponse:
    """Choose the organisation to look at, out of those one belongs to."""
    wanted = request.POST.get("organisation", "")
    chosen = next((m for m in request.memberships if str(m.organisation_id) == wanted), None)
    if chosen is None:
        raise PermissionDenied(_("You are not a member of this organisation."))
    request.session["organisation"] = chosen.organisation_id
    return HttpResponseRedirect("/")
