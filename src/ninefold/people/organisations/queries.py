"""Reading organisations."""

from ninefold.people.organisations.models import Organisation


def organisation_by_slug(*, slug: str) -> Organisation | None:
    """Find an organisation by its short name, as the command line names it."""
    return Organisation.objects.filter(slug=slug).first()


def slug_is_free(*, slug: str) -> bool:
    """Tell whether no organisation has this short name yet."""
    return not Organisation.objects.filter(slug=slug).exists()
