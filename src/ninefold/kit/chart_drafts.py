"""Charts yet to be drawn, as a text that a page carries and that nobody else can have written."""

from collections.abc import Sequence

from django.core import signing

from ninefold.kit.charts import Draft

SALT = "ninefold.kit.charts"
ONE_DAY = 24 * 60 * 60


def to_text(drafts: Sequence[Draft], *, whose: int) -> str:
    """Write drafts down.

    Parameters
    ----------
    drafts
        Those of one page that are asked for together.
    whose
        The number of the member whose page it is: nobody else can have them drawn.

    Returns
    -------
    str
        Signed and compressed, good for a day.
    """
    told = [whose, [[each.spec, each.label, each.room] for each in drafts]]
    return signing.dumps(told, salt=SALT, compress=True)


def from_text(text: str, *, whose: int) -> tuple[Draft, ...] | None:
    """Read drafts back; None where the text is none of ours, somebody else's, or older than a day."""
    try:
        owner, drafts = signing.loads(text, salt=SALT, max_age=ONE_DAY)
    except signing.BadSignature:
        return None
    if owner != whose:
        return None
    return tuple(Draft(spec=spec, label=label, room=tuple(room)) for spec, label, room in drafts)
