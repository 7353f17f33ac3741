"""The log is append-only in the database too: statements that make its table refuse changes.

This guards against our own mistakes, and against whoever reaches the database through us. Whoever owns the
database can take the triggers off, or empty the table (`TRUNCATE` asks for the same right); the chain shows
it afterwards, together with a head that was noted down.

SQLite makes a table anew when a migration alters it, and loses its triggers: such a migration says `RELEASE`
first and `PROTECT` last.
"""

from collections.abc import Mapping
from typing import Final

_TOLD: Final = "The audit log is append-only."
_REFUSED: Final = f"BEGIN SELECT RAISE(ABORT, '{_TOLD}'); END"
_RAISED: Final = f"BEGIN RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'integrity_constraint_violation'; END"
# A row that an INSERT OR REPLACE puts another in the place of goes without waking the trigger of DELETE.
_REPLACES: Final = """EXISTS (SELECT 1 FROM people_auditentry
    WHERE id = NEW.id OR (organisation_id = NEW.organisation_id AND number = NEW.number))"""

PROTECT: Final[Mapping[str, tuple[str, ...]]] = {
    "sqlite": (
        f"CREATE TRIGGER people_auditentry_no_update BEFORE UPDATE ON people_auditentry {_REFUSED}",
        f"CREATE TRIGGER people_auditentry_no_delete BEFORE DELETE ON people_auditentry {_REFUSED}",
        f"""CREATE TRIGGER people_auditentry_no_replace BEFORE INSERT ON people_auditentry
            WHEN {_REPLACES} {_REFUSED}""",
    ),
    "postgresql": (
        f"CREATE FUNCTION people_auditentry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {_RAISED} $$",
        """CREATE TRIGGER people_auditentry_no_change BEFORE UPDATE OR DELETE ON people_auditentry
            FOR EACH ROW EXECUTE FUNCTION people_auditentry_refuse()""",
    ),
}
"""Statements for each kind of database that make the table refuse changes."""

RELEASE: Final[Mapping[str, tuple[str, ...]]] = {
    "sqlite": (
        "DROP TRIGGER people_auditentry_no_update",
        "DROP TRIGGER people_auditentry_no_delete",
        "DROP TRIGGER people_auditentry_no_replace",
    ),
    "postgresql": (
        "DROP TRIGGER people_auditentry_no_change ON people_auditentry",
        "DROP FUNCTION people_auditentry_refuse()",
    ),
}
"""Statements that undo them."""
