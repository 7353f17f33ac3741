"""What can be said of a benchmark set: what its figures are, how they were collected and are written."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SetKind(TextChoices):
    """How the answers behind a figure became one number; the values are those of a metric."""

    NPS = "nps", _("NPS")
    TOP = "top", _("Share of the best answers")
    MEAN = "mean", _("Mean of the answers")


class Method(TextChoices):
    """By what means people were asked; what is not known is the empty text, "not stated"."""

    WEB = "web", pgettext_lazy("asked by", "Web, app or e-mail")
    PHONE = "phone", pgettext_lazy("asked by", "Phone")
    POST = "post", pgettext_lazy("asked by", "Post")
    IN_PERSON = "in_person", pgettext_lazy("asked by", "In person")
    MIXED = "mixed", pgettext_lazy("asked by", "Several ways")


class Written(TextChoices):
    """How shares and NPS stand in a file."""

    HUNDRED = "hundred", _("of 100, such as 71")
    ONE = "one", _("of 1, such as 0.71")
