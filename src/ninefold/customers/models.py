"""Table of contents: the models of this room, for Django's registry."""

from ninefold.customers.consent.models import Consent
from ninefold.customers.profiles.models import Account, AttributeValue, Customer, Identifier, Merge

__all__ = ["Account", "AttributeValue", "Consent", "Customer", "Identifier", "Merge"]
