"""Typeform CSV: a column ``#`` with the token first, question texts, moments in UTC at the end."""

from collections.abc import Mapping, Sequence

from ninefold.listen.sources.exports.layout import Layout

_MOMENTS = {"start date (utc)", "submit date (utc)", "stage date (utc)"}
_OWN = _MOMENTS | {"#", "network id", "tags", "ending", "response type"}


def layout(rows: Sequence[Sequence[str]], definition: Mapping[str, object] | None = None) -> Layout | None:
    """Recognise a Typeform export.

    Parameters
    ----------
    rows
        The first records.
    definition
        Not used.

    Returns
    -------
    Layout or None
    """
    names = tuple(rows[0])
    lowered = [name.casefold() for name in names]
    if not _MOMENTS & set(lowered) or not ("#" in lowered[:1] or "network id" in lowered):
        return None
    texts = tuple("" if low in _OWN else name for name, low in zip(names, lowered, strict=True))
    return Layout(tool="typeform", records=1, names=names, texts=texts, zone="UTC")
