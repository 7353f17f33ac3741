"""Table of contents: the models of this room, for Django's registry."""

from ninefold.customers.consent.models import Consent
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.profiles.models import Account, AttributeValue, Customer, Identifier, Merge
from ninefold.customers.suppression.models import Suppression, SuppressionSecret

__all__ = [
    "Account",
    "AttributeValue",
    "Consent",
    "Customer",
    "Erasure",
    "Identifier",
    "Merge",
    "Suppression",
    "SuppressionSecret",
]
