"""The members of an organisation, their roles, and looking through somebody else's eyes."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.kit import mail
from ninefold.kit.clock import now
from ninefold.people.access import Right
from ninefold.people.members.choices import LinkKind
from ninefold.people.members.invitations import invite_by_mail, link_address
from ninefold.people.members.links import IssuedLink, invite, withdraw
from ninefold.people.members.models import AccessLink, Member
from ninefold.people.members.queries import listed_invitations, members_of
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, member, policy
from ninefold.people.roles import operations, standing_rules
from ninefold.people.roles.choices import Role
from ninefold.people.roles.forms import InviteForm, PlaceForm, RoleForm, RuleForm
from ninefold.people.roles.models import RoleGrant, StandingRule
from ninefold.people.roles.queries import applied, by_rule, listed, roles_of
from ninefold.people.roles.rules import RIGHTS, may_give
from ninefold.people.units.models import Unit
from ninefold.people.units.queries import all_units

LAST_OWNER = gettext_lazy("Somebody has to own the organisation. Make another member an owner first.")


def _invite_form(request: MemberRequest, *, filled: bool = False) -> InviteForm:
    return InviteForm(
        request.POST if filled else None,
        by_mail=mail.is_on(),
        access=request.access,
        units=all_units(organisation=request.organisation),
        initial={"language": request.organisation.language},
    )


def _members_page(request: MemberRequest, form: InviteForm, issued: IssuedLink | None = None) -> HttpResponse:
    site = request.build_absolute_uri("/")
    context = {
        "form": form,
        "mail_is_on": mail.is_on(),
        "invitation_link": link_address(issued=issued, site=site) if issued else "",
        "mailed_to": issued.link.email if issued else "",
        "members": listed(
            members=members_of(organisation=request.organisation), organisation=request.organisation
        ),
        "invitations": listed_invitations(organisation=request.organisation, at=now()),
    }
    return render(request, "people/roles/members.html", context)


@policy(may(Right.INVITE_PEOPLE))
@require_GET
def members(request: MemberRequest) -> HttpResponse:
    """List the members with their roles, and the open invitations."""
    return _members_page(request, _invite_form(request))


@policy(may(Right.INVITE_PEOPLE, Right.GIVE_ROLES))
@require_POST
def invitation(request: MemberRequest) -> HttpResponse:
    """Make an invitation, mail it where an address is given, and show its link, this once."""
    form = _invite_form(request, filled=True)
    if not form.is_valid():
        return _members_page(request, form)
    told = dict(form.cleaned_data)
    role, unit = Role(told.pop("role")), told.pop("unit")
    issued = operations.invite_as(
        issue=partial(_issued, request, **told), role=role, unit=unit, access=request.access
    )
    return _members_page(request, _invite_form(request), issued)


def _issued(request: MemberRequest, *, note: str, email: str = "", language: str = "") -> IssuedLink:
    if not email:
        return invite(organisation=request.organisation, by=request.member, note=note, at=now())
    return invite_by_mail(
        organisation=request.organisation,
        by=request.member,
        note=note,
        email=email,
        language=language or request.organisation.language,
        site=request.build_absolute_uri("/"),
        at=now(),
    )


@policy(may(Right.INVITE_PEOPLE))
@require_POST
def withdraw_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Make an invitation of one's organisation stop working."""
    invitations = AccessLink.objects.for_organisation(request.organisation).filter(kind=LinkKind.INVITATION)
    found = get_object_or_404(invitations.select_related("organisation"), pk=invitation_id)
    withdraw(invitation=found, by=request.member, at=now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("people:members")


def _member(request: MemberRequest, member_id: int) -> Member:
    owned = Member.objects.for_organisation(request.organisation).filter(left_at=None)
    return get_object_or_404(owned.select_related("user", "organisation"), pk=member_id)


@policy(may(Right.GIVE_ROLES))
@require_http_methods(["GET", "POST"])
def roles(request: MemberRequest, member_id: int) -> HttpResponse:
    """Show the roles of a member, and give one more."""
    found = _member(request, member_id)
    units = all_units(organisation=request.organisation)
    form = RoleForm(request.POST or None, access=request.access, units=units)
    if request.method == "GET" or not form.is_valid():
        return _roles_page(request, found, form=form, place=_place_form(found, units=units))
    operations.give_role(
        member=found,
        role=Role(form.cleaned_data["role"]),
        unit=form.cleaned_data["unit"],
        by=request.member,
        access=request.access,
        at=now(),
    )
    messages.success(request, _("The role is given."))
    return redirect("people:roles", found.pk)


def _place_form(person: Member, *, units: Sequence[Unit], data: Any = None) -> PlaceForm:
    initial = {"position": person.position, "home": person.home_id or ""}
    return PlaceForm(data, units=units, initial=initial)


def _roles_page(request: MemberRequest, person: Member, *, form: RoleForm, place: PlaceForm) -> HttpResponse:
    grants = roles_of(member=person)
    parts = {
        "person": person,
        "form": form,
        "place": place,
        "by_rule": by_rule(member=person),
        "table": [(role.label, [right.label for right in Right if right in RIGHTS[role]]) for role in Role],
        "grants": [(grant, may_give(access=request.access, role=Role(grant.role))) for grant in grants],
    }
    return render(request, "people/roles/roles.html", parts)


@policy(may(Right.GIVE_ROLES))
@require_POST
def place(request: MemberRequest, member_id: int) -> HttpResponse:
    """Say what a member is and where they belong; standing rules give roles by it."""
    found = _member(request, member_id)
    units = all_units(organisation=request.organisation)
    form = _place_form(found, units=units, data=request.POST)
    if not form.is_valid():
        given = RoleForm(access=request.access, units=units)
        return _roles_page(request, found, form=given, place=form)
    try:
        standing_rules.place_member(
            member=found, by=request.member, access=request.access, at=now(), **form.cleaned_data
        )
    except operations.NotAllowedError as error:
        raise PermissionDenied(_("A rule would give or take a role that you could not give.")) from error
    messages.success(request, _("The member is saved."))
    return redirect("people:roles", found.pk)


@policy(may(Right.GIVE_ROLES))
@require_http_methods(["GET", "POST"])
def rules(request: MemberRequest) -> HttpResponse:
    """List the standing rules with whom they hold for, and make one more."""
    units = all_units(organisation=request.organisation)
    form = RuleForm(request.POST or None, access=request.access, units=units)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        standing_rules.make_rule(
            organisation=request.organisation,
            role=Role(told.pop("role")),
            by=request.member,
            access=request.access,
            at=now(),
            **told,
        )
        messages.success(request, _("The rule holds from now on."))
        return redirect("people:rules")
    found = applied(organisation=request.organisation)
    parts = {
        "form": form,
        "rules": [(each, may_give(access=request.access, role=Role(each.rule.role))) for each in found],
    }
    return render(request, "people/roles/rules.html", parts)


@policy(may(Right.GIVE_ROLES))
@require_POST
def end_rule(request: MemberRequest, rule_id: int) -> HttpResponse:
    """End a standing rule."""
    owned = StandingRule.objects.for_organisation(request.organisation)
    found = get_object_or_404(owned.select_related("organisation"), pk=rule_id)
    try:
        standing_rules.end_rule(rule=found, by=request.member, access=request.access, at=now())
    except operations.NotAllowedError as error:
        raise PermissionDenied(_("You cannot take a role that you could not give.")) from error
    messages.success(request, _("The rule is ended."))
    return redirect("people:rules")


@policy(may(Right.GIVE_ROLES))
@require_POST
def take(request: MemberRequest, grant_id: int) -> HttpResponse:
    """Take a role away."""
    owned = RoleGrant.objects.for_organisation(request.organisation)
    grant = get_object_or_404(owned.select_related("member", "organisation"), pk=grant_id)
    try:
        operations.take_role(grant=grant, by=request.member, access=request.access, at=now())
    except operations.NotAllowedError as error:
        raise PermissionDenied(_("You cannot take a role that you could not give.")) from error
    except operations.LastOwnerError:
        messages.error(request, LAST_OWNER)
    else:
        messages.success(request, _("The role is taken away."))
    return redirect("people:roles", grant.member_id)


@policy(may(Right.INVITE_PEOPLE))
@require_POST
def remove(request: MemberRequest, member_id: int) -> HttpResponse:
    """Remove another member of one's organisation."""
    other = _member(request, member_id)
    try:
        operations.remove_member(member=other, by=request.member, access=request.access, at=now())
    except operations.NotAllowedError as error:
        told = _("You cannot remove yourself, nor anybody with a role that you could not give.")
        raise PermissionDenied(told) from error
    except operations.LastOwnerError:
        messages.error(request, LAST_OWNER)
        return redirect("people:members")
    messages.success(request, _("%(name)s is no longer a member.") % {"name": other.name})
    return redirect("people:members")


@policy(may(Right.PREVIEW))
@require_POST
def preview(request: MemberRequest, member_id: int) -> HttpResponse:
    """Look through the eyes of another member: their pages, nothing to change."""
    other = _member(request, member_id)
    operations.look_through(member=other, by=request.member, at=now())
    request.session["preview"] = other.pk
    return redirect("overview")


@policy(member)
@require_POST
def end_preview(request: MemberRequest) -> HttpResponse:
    """Look through one's own eyes again."""
    other = request.session.pop("preview", None)
    return redirect("people:roles", other) if other else redirect("overview")


@policy(member)
@require_POST
def act(request: MemberRequest) -> HttpResponse:
    """Choose the role to act in, out of those one has."""
    wanted = request.POST.get("role", "")
    if wanted not in request.roles:
        raise PermissionDenied(_("You do not have this role."))
    request.session["role"] = wanted
    return redirect("overview")
