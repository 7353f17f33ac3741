"""A member's own pages, the list of members, the language switch."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.kit.clock import now
from ninefold.people.members import operations
from ninefold.people.members.choices import LinkKind
from ninefold.people.members.forms import InvitationForm, LanguageForm, ProfileForm
from ninefold.people.members.links import invite, withdraw
from ninefold.people.members.models import AccessLink, Member
from ninefold.people.members.queries import has_second_step, members_of, open_invitations
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


def _members_page(request: MemberRequest, form: InvitationForm, link: str = "") -> HttpResponse:
    context = {
        "form": form,
        "invitation_link": link,
        "members": members_of(organisation=request.organisation),
        "invitations": open_invitations(organisation=request.organisation, at=now()),
    }
    return render(request, "people/members/members.html", context)


@policy(member)
@require_GET
def members(request: MemberRequest) -> HttpResponse:
    """List the members and the open invitations."""
    return _members_page(request, InvitationForm())


@policy(member)
@require_POST
def invitation(request: MemberRequest) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _members_page(request, form)
    issued = invite(
        organisation=request.organisation, by=request.member, note=form.cleaned_data["note"], at=now()
    )
    address = request.build_absolute_uri(reverse("people:welcome", args=[issued.token]))
    return _members_page(request, InvitationForm(), link=address)


@policy(member)
@require_POST
def withdraw_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Make an invitation of one's organisation stop working."""
    invitations = AccessLink.objects.for_organisation(request.organisation).filter(kind=LinkKind.INVITATION)
    withdraw(invitation=get_object_or_404(invitations, pk=invitation_id))
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("people:members")


@policy(member)
@require_POST
def remove(request: MemberRequest, member_id: int) -> HttpResponse:
    """Remove another member of one's organisation."""
    others = Member.objects.for_organisation(request.organisation).filter(left_at=None)
    other = get_object_or_404(others.select_related("user"), pk=member_id)
    try:
        operations.remove_member(member=other, by=request.member, at=now())
    except operations.NotAllowedError as error:
        raise PermissionDenied(_("You cannot remove yourself; another member can.")) from error
    messages.success(request, _("%(name)s is no longer a member.") % {"name": other.name})
    return redirect("people:members")


def _back(request: VisitorRequest) -> HttpResponseRedirect:
    """Return to the page that asked, never to another site."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


@policy(public)
@require_POST
def language(request: VisitorRequest) -> HttpResponse:
    """Switch the language: kept with the member, or in a cookie for a visitor."""
    form = LanguageForm(request.POST)
    response = _back(request)
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
