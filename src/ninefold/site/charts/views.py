"""Charts that a page did not wait for."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ninefold.kit.chart_drafts import from_text
from ninefold.kit.charts import drawn
from ninefold.kit.next_page import next_page
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import member, policy


@policy(member)
@require_POST
def charts(request: MemberRequest) -> HttpResponse:
    """Draw a chart whose draft a page carries, and give it as a part of that page.

    Asked for by POST, for a draft is too long for an address; nothing is changed. Where no script runs, the
    page itself is shown again: the chart stands in it now, or, after a day, a new draft.
    """
    drafts = from_text(request.POST.get("chart", ""), whose=request.member.pk)
    if request.headers.get("HX-Request") != "true":
        for each in drafts or ():
            drawn(each)
        return redirect(
            next_page(request.POST.get("next", ""), host=request.get_host(), secure=request.is_secure())
        )
    if drafts is None:
        raise Http404
    wide, narrow = map(drawn, drafts)
    return render(request, "kit/components/drawn.html", {"wide": wide, "narrow": narrow})
