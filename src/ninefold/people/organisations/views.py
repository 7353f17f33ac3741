"""The settings page of an organisation."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ninefold.kit.clock import now
from ninefold.people.access import Right
from ninefold.people.organisations.forms import OrganisationForm
from ninefold.people.organisations.operations import change_organisation
from ninefold.people.organisations.requests import OrganisationRequest
from ninefold.people.policies import may, policy


@policy(may(Right.CHANGE_SETTINGS))
@require_http_methods(["GET", "POST"])
def settings(request: OrganisationRequest) -> HttpResponse:
    """Show and change the organisation of the member who asks."""
    form = OrganisationForm(request.POST or None, initial=model_to_dict(request.organisation))
    if request.method == "POST" and form.is_valid():
        change_organisation(
            organisation=request.organisation, by=request.member.pk, at=now(), **form.cleaned_data
        )
        messages.success(request, _("The settings of the organisation are saved."))
        return redirect("people:organisation")
    return render(request, "people/organisations/settings.html", {"form": form})
