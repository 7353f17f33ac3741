"""What a file says of customers, one row each, and what makes a row one that cannot be taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ninefold.customers.consent.operations import ConsentLine
from ninefold.customers.profiles.models import LONGEST
from ninefold.customers.profiles.rules import normalised

LONGEST_NAME: Final = 60
IdentifierKey = tuple[str, str]


class Problem(TextChoices):
    """Why a row cannot be taken."""

    NO_IDENTIFIER = "no_identifier", _("The row names no customer.")
    TOO_LONG = "too_long", _("A value is longer than 200 characters.")
    UNREADABLE = "unreadable", _("A value holds characters that stand for nothing.")


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """What is known of one customer as of a moment.

    Attributes
    ----------
    identifiers : kind and text of everything the customer is known by; the first that is known already tells
        who it is.
    account, account_name : what the data call the account, and its name for people; empty where unknown.
    attributes : values by name; an empty value says nothing.
    consents : what the customer said to purposes and channels.
    as_of : since when it holds; None for the moment of recording.
    """

    identifiers: tuple[IdentifierKey, ...]
    account: str = ""
    account_name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    consents: tuple[ConsentLine, ...] = ()
    as_of: datetime | None = None

    @cached_property
    def known_by(self) -> dict[IdentifierKey, str]:
        """Give the identifiers as they are compared, each with its spelling; empty ones left out."""
        keys = {(kind, normalised(kind, text)): text.strip() for kind, text in self.identifiers}
        return {key: text for key, text in keys.items() if key[1]}

    @cached_property
    def told(self) -> dict[str, str]:
        """Give the attributes that say something."""
        stripped = {name.strip(): value.strip() for name, value in self.attributes.items()}
        return {name: value for name, value in stripped.items() if name and value}


def problem_of(row: CustomerRow) -> Problem | None:
    """Tell why a row cannot be taken; None for one that can."""
    keys = row.known_by
    if not keys:
        return Problem.NO_IDENTIFIER
    names, texts = [*row.told], [row.account, row.account_name, *row.told.values()]
    texts += [text for key, spelling in keys.items() for text in (key[1], spelling)]
    if any("\x00" in text for text in (*names, *texts)):
        return Problem.UNREADABLE
    if any(len(name) > LONGEST_NAME for name in names) or any(len(text) > LONGEST for text in texts):
        return Problem.TOO_LONG
    return None
