"""What a request carries once the middleware has found the organisation: a type, no behaviour."""

from typing import Any, Protocol

from django.http import HttpRequest  # noqa: TID251  # the type that views and API routes share

from ninefold.kit.locales import Reader
from ninefold.people.organisations.models import Organisation


class Asking(Protocol):
    """The member who asks, as far as features below `members` need to know them: by number."""

    @property
    def pk(self) -> Any:
        """Number of the member."""


class OrganisationRequest(HttpRequest):
    """A request behind the policy `member`."""

    organisation: Organisation
    member: Asking
    reader: Reader
