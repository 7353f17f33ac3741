"""Exports of survey tools: one page a tool, each tells from the first records whether it wrote them."""

from collections.abc import Callable, Mapping, Sequence

from ninefold.listen.sources.exports import google_forms, limesurvey, qualtrics, surveymonkey, typeform
from ninefold.listen.sources.exports.layout import Layout

__all__ = ["Layout", "recognise"]

_READERS: tuple[Callable[[Sequence[Sequence[str]], Mapping[str, object] | None], Layout | None], ...] = (
    qualtrics.layout,
    surveymonkey.layout,
    typeform.layout,
    limesurvey.layout,
    google_forms.layout,
)


def recognise(
    *, rows: Sequence[Sequence[str]], definition: Mapping[str, object] | None = None
) -> Layout | None:
    """Name the tool that wrote a table.

    Parameters
    ----------
    rows
        The first records, stripped, all of the same length.
    definition
        The survey's definition, if one was given.

    Returns
    -------
    Layout or None
        None if no tool is recognised.
    """
    for reader in _READERS:
        found = reader(rows, definition)
        if found:
            return found
    return None
