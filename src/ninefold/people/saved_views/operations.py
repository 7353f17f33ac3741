"""Keeping views."""

from datetime import datetime

from django.db import transaction

from ninefold.people.members.models import Member
from ninefold.people.saved_views.models import SavedView
from ninefold.people.saved_views.rules import is_page

# More than anybody finds again in a list.
MOST = 200


class NoPageError(Exception):
    """The address is none of our pages."""


class TooManyError(Exception):
    """The member keeps as many views as there can be."""


@transaction.atomic
def save_view(*, member: Member, name: str, address: str, shared: bool, at: datetime) -> SavedView:
    """Keep an address under a name; a view of this name is replaced.

    Parameters
    ----------
    address
        Path and filters, as in the browser: ``/understand/metrics/?unit=North``.
    shared
        Whether all members of the organisation find it in their list.

    Raises
    ------
    NoPageError
        When the address is none of our pages.
    TooManyError
        When the member keeps 200 views already.
    """
    if not is_page(address=address):
        raise NoPageError
    own = SavedView.objects.filter(member=member)
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise TooManyError
    view, _made = SavedView.objects.update_or_create(
        member=member,
        name=name,
        defaults={
            "organisation_id": member.organisation_id,
            "address": address,
            "shared": shared,
            "created_at": at,
        },
    )
    return view


def forget_view(*, view: SavedView) -> None:
    """Keep a view no longer."""
    SavedView.objects.filter(pk=view.pk).delete()
