"""What a request carries once the middleware has found the organisation: a type, no behaviour."""

from django.http import HttpRequest  # noqa: TID251  # the type that views and API routes share

from ninefold.kit.locales import Reader
from ninefold.people.organisations.models import Organisation


class OrganisationRequest(HttpRequest):
    """A request behind the policy `member`."""

    organisation: Organisation
    reader: Reader
