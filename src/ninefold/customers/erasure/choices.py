"""What is asked of an erasure, and how far it is."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Kind(TextChoices):
    """What becomes of a person's rows."""

    ERASE = "erase", _("Erase everything")
    ANONYMISE = "anonymise", _("Keep the answers without the person")


class State(TextChoices):
    """How far an erasure is; the last is the end, and before it identifiers are still known."""

    LOOKING = "looking", _("looking for what would go")
    READY = "ready", _("waiting to be confirmed")
    RUNNING = "running", _("under way")
    RINSING = "rinsing", _("emptying what was freed")
    DONE = "done", _("done")


# While a job is at it.
UNDER_WAY: Final = (State.LOOKING, State.RUNNING, State.RINSING)

# The words of `engine.anonymising.FIELDS`, as a form calls them.
FIELD_NAMES: Final[Mapping[str, Text]] = {
    "comments": _("Comments, with names and numbers masked"),
    "time": _("The exact time (the day always stays)"),
    "account": _("Account"),
    "case": _("Order or ticket"),
    "agent": _("Agent"),
    "unit": _("Unit"),
    "segment": _("Segment"),
    "touchpoint": _("Touchpoint"),
    "channel": _("Channel"),
    "language": _("Language"),
    "amounts": _("Amounts of money"),
    "attributes": _("Attributes of the answer"),
}
