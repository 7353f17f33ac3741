"""From header records to columns: who names them, which tool wrote them, how doubles are told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ninefold.listen.sources.dialects import Row, has_header
from ninefold.listen.sources.exports import Layout, recognise
from ninefold.listen.sources.opened import NO_CHOICES, FileColumn, Tool

_NAME = 300  # longest name shown; the whole text stays in FileColumn.text


@dataclass(frozen=True, slots=True)
class Heads:
    """What the first records say.

    Parameters
    ----------
    records
        Number of header records.
    tool, zone
        As recognised.
    columns
        One a column of the file, trailing nameless ones included.
    nameless
        Number of columns at the end without a name.
    """

    records: int
    tool: Tool
    zone: str | None
    columns: tuple[FileColumn, ...]
    nameless: int


def read_heads(*, rows: Sequence[Row], width: int, definition: Mapping[str, object] | None = None) -> Heads:
    """Read the header records of a table.

    Parameters
    ----------
    rows
        The first records, at least one.
    width
        Number of columns.
    definition
        The survey's definition, if one was given (Qualtrics .qsf).

    Returns
    -------
    Heads
    """
    padded = [[cell.strip() for cell in [*row, *[""] * width][:width]] for row in rows]
    layout = recognise(rows=padded, definition=definition) or _plain(padded)
    names = [" ".join(name.split())[:_NAME] for name in layout.names]
    nameless = width - max((i + 1 for i, name in enumerate(names) if name), default=0)
    columns = tuple(
        FileColumn(
            position=i,
            name=name,
            text=layout.texts[i] if i < len(layout.texts) else "",
            choices=layout.choices.get(i, NO_CHOICES),
            renamed_from=names[i] if name != names[i] else "",
        )
        for i, name in enumerate(unique_names(names=names))
    )
    return Heads(layout.records, layout.tool, layout.zone, columns, min(nameless, width - 1))


def _plain(rows: Sequence[Row]) -> Layout:
    if has_header(rows=rows):
        return Layout(tool="", records=1, names=tuple(rows[0]))
    numbered = [_("Column %(n)d") % {"n": i + 1} for i in range(len(rows[0]))]
    return Layout(tool="", records=0, names=tuple(numbered))


def unique_names(*, names: Sequence[str]) -> list[str]:
    """Give every column a name of its own: doubles become ``name (2)``, empty ones ``Column 7``.

    Parameters
    ----------
    names
        As in the file.

    Returns
    -------
    list of str
        As many, all different, whatever the case of their letters.

    Examples
    --------
    >>> unique_names(names=["a", "b", "a", "A (2)"])
    ['a', 'b', 'a (2)', 'A (2) (2)']
    """
    used: set[str] = set()
    unique = []
    for position, name in enumerate(names):
        base = name or _("Column %(n)d") % {"n": position + 1}
        candidate, number = base, 1
        while candidate.casefold() in used:
            number += 1
            candidate = f"{base} ({number})"
        used.add(candidate.casefold())
        unique.append(candidate)
    return unique
