"""The button that loads the example."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ninefold.demo.operations import load_demo
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy


@policy(may(Right.IMPORT_DATA))
@require_POST
def load(request: MemberRequest) -> HttpResponse:
    """Load the example into the organisation of the member who asks."""
    load_demo(organisation=request.organisation, at=timezone.now())
    messages.success(request, _("The example is loaded."))
    return redirect("overview")
