"""What customers can agree to, by which way they may be reached, and what they said."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(TextChoices):
    """What for: each is asked and kept by itself."""

    FEEDBACK = "feedback", _("Ask for feedback")
    CASE = "case", _("Contact about a case")
    MARKETING = "marketing", _("Send offers and news")
    ANALYSIS = "analysis", _("Analyse what happened to them")


class Channel(TextChoices):
    """In what way; `ANY` speaks for all of them."""

    ANY = "any", _("Any way")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    PHONE = "phone", pgettext_lazy("channel", "Phone")
    MESSAGE = "message", pgettext_lazy("channel", "Message")
    POST = "post", pgettext_lazy("channel", "Post")


class State(TextChoices):
    """What a customer said; who has said nothing has not agreed."""

    GIVEN = "given", pgettext_lazy("consent", "Agreed")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
