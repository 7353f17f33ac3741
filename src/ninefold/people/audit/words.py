"""What the words of an entry are called in the language of whoever reads it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

Text = str | Promise
# What the details of an entry are called, in the order in which they are told; a name that is not here is
# shown as it was written, after the others.
LABELS: Mapping[str, Text] = {
    "kind": gettext_lazy("What was taken"),
    "form": gettext_lazy("File type"),
    "rows": gettext_lazy("Rows"),
    "filters": gettext_lazy("Filters"),
    "role": gettext_lazy("Role"),
    "unit": gettext_lazy("Unit"),
    "units": gettext_lazy("Units"),
    "settings": gettext_lazy("Settings"),
    "factor": gettext_lazy("Second step"),
    "change": gettext_lazy("What was done"),
    "step": gettext_lazy("At which step"),
    "invitation": gettext_lazy("Invitation"),
    "owner": gettext_lazy("Number of the owner"),
    "cover": gettext_lazy("Number of the cover"),
}
# Words of other features stand here too: those features write the log, and it cannot ask them back.
WORDS: Mapping[str, Text] = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("taken away"),
    "renewed": gettext_lazy("made anew"),
    "called": gettext_lazy("given other names in the data"),
    "hierarchy": gettext_lazy("new hierarchy"),
    "moved": gettext_lazy("moved"),
    "renamed": gettext_lazy("renamed"),
    "changed": gettext_lazy("changed"),
    "owner_named": gettext_lazy("owner named"),
    "owner_ended": gettext_lazy("last day of the owner set"),
    "owner_withdrawn": gettext_lazy("owner taken back"),
    "owner_left": gettext_lazy("ended because the owner left"),
    "cover_named": gettext_lazy("cover named"),
    "cover_ended": gettext_lazy("cover ended"),
    "cover_left": gettext_lazy("ended because the cover left"),
    "unit_removed": gettext_lazy("ended with its unit"),
    "totp": gettext_lazy("codes from an app"),
    "recovery_codes": gettext_lazy("recovery codes"),
    "password": gettext_lazy("password"),
    "code": gettext_lazy("code"),
    "csv": "CSV",
    "xlsx": "XLSX",
    "svg": "SVG",
    "audit_log": gettext_lazy("Audit log"),
    "comments": gettext_lazy("Comments"),
    "groups": gettext_lazy("Groups"),
    "metrics": gettext_lazy("Metrics"),
    "overview": gettext_lazy("Overview"),
    "rejected_rows": gettext_lazy("Rows not taken"),
    "trend": gettext_lazy("Trend"),
    "action": gettext_lazy("What was done"),
    "against": gettext_lazy("Against"),
    "attribute": gettext_lazy("Attribute"),
    "channel": gettext_lazy("Channel"),
    "language": gettext_lazy("Language"),
    "member": gettext_lazy("Member"),
    "period": gettext_lazy("Period"),
    "segment": gettext_lazy("Segment"),
    "survey": gettext_lazy("Survey"),
    "touchpoint": gettext_lazy("Touchpoint"),
    "unit": gettext_lazy("Unit"),
    "words": gettext_lazy("Searched words"),
    "owner": pgettext_lazy("role", "Owner"),
    "lead": gettext_lazy("Programme lead"),
    "analyst": gettext_lazy("Analyst"),
    "manager": gettext_lazy("Manager"),
    "touchpoint_owner": gettext_lazy("Touchpoint owner"),
    "front_line": gettext_lazy("Front line"),
    "executive": gettext_lazy("Executive"),
    "auditor": gettext_lazy("Auditor"),
}
# What an entry can be about; a member who is still known is told by name instead.
KINDS: Mapping[str, Text] = {
    "customer": gettext_lazy("customer %(number)s"),
    "hierarchy": gettext_lazy("hierarchy %(number)s"),
    "import": gettext_lazy("import %(number)s"),
    "invitation": gettext_lazy("invitation %(number)s"),
    "journey": gettext_lazy("journey %(number)s"),
    "member": gettext_lazy("former member %(number)s"),
    "rule": gettext_lazy("rule %(number)s"),
    "stage": gettext_lazy("stage %(number)s"),
    "step": gettext_lazy("step %(number)s"),
    "touchpoint": gettext_lazy("touchpoint %(number)s"),
    "unit": gettext_lazy("unit %(number)s"),
}
