"""What somebody may do at this moment, and whose answers they see.

Rights are told one by one, and nothing is allowed that is not told. Which role has which stands in
`roles/rules.py`; who may open which page in `policies.py`.
"""

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ninefold.engine.sight import Sight


class Right(TextChoices):
    """One thing that somebody may do; whatever is in no role's list nobody may do."""

    SEE_SCORES = "see_scores", _("See scores")
    READ_COMMENTS = "read_comments", _("Read comments")
    TAKE_AWAY = "take_away", _("Take numbers and comments away as files")
    IMPORT_DATA = "import_data", _("Import data and answer for sources")
    SET_METRICS = "set_metrics", _("Set targets and owners of metrics")
    SEE_CUSTOMERS = "see_customers", _("See single customers and what happened to them")
    CHANGE_CUSTOMERS = "change_customers", _("Merge customers, change consent, erase people")
    MAP_JOURNEYS = "map_journeys", _("Map journeys and name the owners of touchpoints")
    ARRANGE_UNITS = "arrange_units", _("Arrange units")
    INVITE_PEOPLE = "invite_people", _("Invite and remove people")
    GIVE_ROLES = "give_roles", _("Give and take roles")
    PREVIEW = "preview", _("See what somebody else sees")
    CHANGE_SETTINGS = "change_settings", _("Change the settings of the organisation")
    READ_AUDIT_LOG = "read_audit_log", _("Read the audit log")


@dataclass(frozen=True, kw_only=True)
class Access:
    """The rights of one role, in the part of the facts that it is given for.

    Attributes
    ----------
    role : the role that is acted in; empty where there is none.
    rights : what it may do.
    sight : whose answers it sees.
    """

    role: str
    rights: frozenset[Right]
    sight: Sight

    def may(self, right: Right) -> bool:
        """Tell whether a right is among them."""
        return right in self.rights


NOTHING: Final = Sight(places=(("unit", ()),))
NO_ACCESS: Final = Access(role="", rights=frozenset(), sight=NOTHING)
