"""What customers can agree to, by which way they may be reached, and what they said."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """What for: each is asked and kept by itself."""

    FEEDBACK = "feedback", _("Ask for feedback")
    CASE = "case", _("Contact about a case")
    MARKETING = "marketing", _("Send offers and news")
    ANALYSIS = "analysis", _("Analyse what happened to them")


class Channel(TextChoices):
    """By which way; `ANY` speaks for all of them."""

    ANY = "any", _("Any way")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    MESSAGE = "message", _("Message")
    POST = "post", _("Post")


class State(TextChoices):
    """What a customer said; who has said nothing has not agreed."""

    GIVEN = "given", _("Agreed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
