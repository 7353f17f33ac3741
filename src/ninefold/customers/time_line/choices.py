"""What the scales of an answer are called beside it."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The order in which they are shown.
SCALES: Final[Mapping[str, str | Promise]] = {
    "nps": _("Recommendation, 0 to 10 (NPS)"),
    "csat": _("Satisfaction (CSAT)"),
    "ces": _("Ease (CES)"),
    "rating": _("Rating"),
}
