"""Charts that a page did not wait for."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from ninefold.kit.chart_drafts import from_text
from ninefold.kit.charts import drawn
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import member, policy


@policy(member)
@require_POST
def charts(request: MemberRequest) -> HttpResponse:
    """Draw a chart whose draft a page carries: as a part of that page, or as a page where no script runs.

    Asked for by POST, for a draft is too long for an address; nothing is changed.
    """
    drafts = from_text(request.POST.get("chart", ""), whose=request.member.pk)
    if drafts is None:
        raise Http404
    wide, narrow = (mark_safe(drawn(each)) for each in drafts)  # noqa: S308 (cleaned SVG)
    parts = {"wide": wide, "narrow": narrow, "label": drafts[0].label}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "kit/components/drawn.html" if part else "charts/charts.html", parts)
