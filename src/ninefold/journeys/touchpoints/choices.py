"""What a touchpoint is, and where the data name it."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What kind of meeting it is; a new kind is a new line here and a migration."""

    WEB_PAGE = "web_page", _("Web page")
    APP = "app", _("App")
    STORE = "store", _("Store or branch")
    PERSON = "person", _("Person on site")
    PHONE = "phone", _("Phone call")
    CHAT = "chat", _("Chat")
    EMAIL = "email", _("E-mail")
    MESSAGE = "message", _("Text message")
    LETTER = "letter", _("Letter or catalogue")
    DELIVERY = "delivery", _("Delivery")
    INVOICE = "invoice", _("Invoice")
    PRODUCT = "product", _("The product or service itself")
    SELF_SERVICE = "self_service", _("Machine or self-service")
    EVENT = "event", _("Event or meeting")
    SEARCH_RESULT = "search_result", _("Search result")
    ADVERTISEMENT = "advertisement", _("Billboard or advertisement")
    REVIEW_SITE = "review_site", _("Review site")
    SOCIAL_NETWORK = "social_network", _("Social network")
    WORD_OF_MOUTH = "word_of_mouth", _("Word of mouth")
    THIRD_PARTY_SITE = "third_party_site", _("Somebody else's site or shop")
    PARTNER = "partner", _("Partner or carrier")
    HOLD_MUSIC = "hold_music", _("Hold music")


OUTSIDE: Final = frozenset(
    {
        Kind.SEARCH_RESULT,
        Kind.ADVERTISEMENT,
        Kind.REVIEW_SITE,
        Kind.SOCIAL_NETWORK,
        Kind.WORD_OF_MOUTH,
        Kind.THIRD_PARTY_SITE,
        Kind.PARTNER,
        Kind.HOLD_MUSIC,
    }
)
"""Kinds outside one's own channels: the customer meets them, and nobody here has made them."""


class Where(TextChoices):
    """The place in the data where a touchpoint has a name."""

    FEEDBACK = "feedback", _("Answers")
    EVENT = "event", _("Events")
