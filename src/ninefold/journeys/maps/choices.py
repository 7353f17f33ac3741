"""What makes a path through the events one journey, and in which phase a stage stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Key(TextChoices):
    """What the events of one journey have in common."""

    CUSTOMER = "customer", _("The customer")
    CASE = "case", _("The case: an order, a ticket, a claim")


class Phase(TextChoices):
    """Where a stage stands between a first thought of somebody and the last."""

    BEFORE = "before", _("Before purchase")
    PURCHASE = "purchase", _("Purchase")
    DELIVERY = "delivery", _("Delivery")
    USE = "use", _("Use")
    SUPPORT = "support", _("Help")
    LOYALTY = "loyalty", _("Loyalty")
    AFTER = "after", _("After loyalty")


class Flag(TextChoices):
    """What a map points out about a step."""

    NO_OWNER = "no_owner", _("No owner")
    NOT_MEASURED = "not_measured", _("Not measured")
    OUTSIDE = "outside", _("Outside your channels")
