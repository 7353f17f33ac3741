"""Reading saved views."""

from django.db.models import Q, QuerySet

from ninefold.people.members.models import Member
from ninefold.people.saved_views.models import SavedView


def views_for(*, member: Member) -> QuerySet[SavedView]:
    """List one's own views, then those that others have shared, by name."""
    views = SavedView.objects.filter(organisation=member.organisation_id)
    seen = views.filter(Q(member=member) | Q(shared=True, member__left_at=None))
    return seen.select_related("member").order_by("name", "pk")
