"""The page of saved views."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ninefold.kit.clock import now
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import member, policy
from ninefold.people.saved_views import operations
from ninefold.people.saved_views.forms import ViewForm
from ninefold.people.saved_views.models import SavedView
from ninefold.people.saved_views.queries import views_for
from ninefold.people.saved_views.rules import is_page


@policy(member)
@require_http_methods(["GET", "POST"])
def saved_views(request: MemberRequest) -> HttpResponse:
    """List the views one finds, and keep the one that was come from."""
    wanted = request.GET.get("address", "")
    form = ViewForm(request.POST or None, initial={"address": wanted})
    if request.method == "POST" and form.is_valid() and _saved(request, form=form):
        return redirect("people:saved-views")
    savable = request.method == "POST" or is_page(address=wanted)
    parts = {"form": form if savable else None, "views": views_for(member=request.member)}
    return render(request, "people/saved_views/saved_views.html", parts)


def _saved(request: MemberRequest, *, form: ViewForm) -> bool:
    try:
        operations.save_view(member=request.member, at=now(), **form.cleaned_data)
    except operations.NoPageError:
        form.add_error(None, _("This address is no page of this installation and cannot be kept."))
        return False
    except operations.TooManyError:
        form.add_error(None, _("You keep 200 views already. Remove one first."))
        return False
    messages.success(request, _("The view is kept."))
    return True


@policy(member)
@require_POST
def forget(request: MemberRequest, view_id: int) -> HttpResponse:
    """Keep one of one's own views no longer."""
    own = SavedView.objects.for_organisation(request.organisation).filter(member=request.member)
    operations.forget_view(view=get_object_or_404(own, pk=view_id))
    messages.success(request, _("The view is removed."))
    return redirect("people:saved-views")
