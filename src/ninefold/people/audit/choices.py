"""What the audit log knows of: acts, and the ways in which its chain can be broken."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    """What was done; a new act is a new line here and a migration."""

    SIGNED_IN = "signed_in", _("Sign-in")
    SIGN_IN_FAILED = "sign_in_failed", _("Failed sign-in")
    SIGNED_OUT = "signed_out", _("Sign-out")
    SECOND_STEP_CHANGED = "second_step_changed", _("Second step of signing in changed")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    MEMBER_JOINED = "member_joined", _("Member joined")
    MEMBER_REMOVED = "member_removed", _("Member removed")
    INVITATION_MADE = "invitation_made", _("Invitation made")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("Invitation withdrawn")
    ACCESS_RESET = "access_reset", _("Access reset by a one-time link")
    RIGHTS_GIVEN = "rights_given", _("Rights given")
    RIGHTS_TAKEN = "rights_taken", _("Rights taken away")
    UNIT_CHANGED = "unit_changed", _("Unit changed")
    JOURNEY_CHANGED = "journey_changed", _("Journey changed")
    OWNER_CHANGED = "owner_changed", _("Owner of a touchpoint or journey changed")
    SETTINGS_CHANGED = "settings_changed", _("Settings changed")
    EXPORT_MADE = "export_made", _("Export made")
    NOTEBOOK_OPENED = "notebook_opened", _("Notebook opened")
    DEFINITION_CHANGED = "definition_changed", _("Definition of a metric changed")
    MARK_CHANGED = "mark_changed", _("Event mark changed")
    COMMENTS_READ = "comments_read", _("Comments read")
    AUDIT_READ = "audit_read", _("Audit log read")
    CUSTOMER_READ = "customer_read", _("Customer’s page read")
    CUSTOMERS_MERGED = "customers_merged", _("Customers merged")
    CUSTOMERS_PARTED = "customers_parted", _("Merge of customers taken back")
    CONSENT_CHANGED = "consent_changed", _("Consent of a customer changed")
    PERSON_ERASED = "person_erased", _("Person erased or made anonymous")
    BENCHMARK_CHANGED = "benchmark_changed", _("Outside figures changed")
    PREVIEWED_AS = "previewed_as", _("Pages previewed as somebody else")


class Fault(TextChoices):
    """Why an entry does not fit into its chain."""

    CONTENT = "content", _("its content is not what was written")
    MISSING = "missing", _("there is no entry with this number")
    PREVIOUS = "previous", _("it does not follow the entry before it")
