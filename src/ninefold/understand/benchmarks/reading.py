"""From the cells of a file to figures that can stand; every row that cannot is named with its reason."""

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from ninefold.kit.digits import number, parse_number
from ninefold.kit.locales import Reader
from ninefold.understand.benchmarks.choices import SetKind, Written
from ninefold.understand.benchmarks.layout import Layout
from ninefold.understand.benchmarks.sheets import Line, Sheet

LONGEST_LABEL: Final = 200
MOST_ANSWERS: Final = 10**15
_PERCENT: Final = "%٪％"
# Whoever writes a comma before the fraction settles "1,234"; any language that does so would do.
_COMMA: Final = Reader(language="ru")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What the figures of a set are, and between which ends they lie, as they stand in the file.

    Attributes
    ----------
    written : how shares and NPS are written; without meaning for a mean.
    """

    kind: SetKind
    low: float
    high: float
    written: Written = Written.HUNDRED

    @property
    def factor(self) -> float:
        """What a figure of the file is divided by to be a fraction; 1 for a mean."""
        return 100.0 if self.kind is not SetKind.MEAN and self.written is Written.HUNDRED else 1.0

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most a figure can be, as it is kept."""
        if self.kind is SetKind.MEAN:
            return self.low, self.high
        return (-1.0, 1.0) if self.kind is SetKind.NPS else (0.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure as it will be kept: a share or NPS as a fraction, a mean on its scale."""

    line: int
    label: str
    value: float
    low: float | None = None
    high: float | None = None
    error: float | None = None
    n: int | None = None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A row that is not taken: where it stands, why, and its beginning."""

    line: int
    reason: str
    raw: str


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What a file gives: the figures, and the rows refused, in the order of the file.

    Attributes
    ----------
    passed_over : rows that are not meant, because only some rows were asked for.
    """

    figures: tuple[Figure, ...]
    refused: tuple[Refused, ...]
    passed_over: int


class _NoFigureError(ValueError):
    """The row gives no figure; the message is for whoever brought the file."""


def understand(*, sheet: Sheet, layout: Layout, scale: Scale) -> Understood:
    """Read the figures of a file.

    Parameters
    ----------
    layout : which column holds what; without a name or a value nothing can be read.
    scale : what the figures are.
    """
    if layout.label is None or layout.value is None:
        return Understood(figures=(), refused=(), passed_over=0)
    figures: dict[str, Figure] = {}
    refused = [Refused(line=each.number, reason=each.reason, raw=each.raw) for each in sheet.unread]
    meant = [line for line in sheet.lines if layout.meant(line.cells)]
    for line in meant:
        try:
            found = _figure(line, layout=layout, scale=scale, read=_reading(sheet))
            if found.label in figures:
                raise _NoFigureError(
                    _("“%(label)s” stands in line %(line)s already; a set has one figure of each.")
                    % {"label": found.label, "line": figures[found.label].line}
                )
        except _NoFigureError as problem:
            refused.append(Refused(line=line.number, reason=str(problem), raw=", ".join(line.cells)[:200]))
        else:
            figures[found.label] = found
    return Understood(
        figures=tuple(figures.values()),
        refused=tuple(sorted(refused, key=lambda each: each.line)),
        passed_over=len(sheet.lines) - len(meant),
    )


def _reading(sheet: Sheet) -> Callable[[str], float]:
    reader = _COMMA if sheet.decimal == "," else Reader()
    return lambda text: parse_number(text, reader=reader)


def _figure(line: Line, *, layout: Layout, scale: Scale, read: Callable[[str], float]) -> Figure:
    def cell(column: int | None) -> str:
        return "" if column is None else line.cells[column].strip()

    label = _label(cell(layout.label))
    if not cell(layout.value):
        raise _NoFigureError(_("There is no figure in this row."))
    value, low, high = (
        _number(cell(column), scale=scale, read=read) for column in (layout.value, layout.lower, layout.upper)
    )
    found = Figure(
        line=line.number,
        label=label,
        value=0.0 if value is None else value,
        low=low,
        high=high,
        error=_error(cell(layout.error), scale=scale, read=read),
        n=_count(cell(layout.n), read=read),
    )
    return _possible(found, scale=scale)


def _label(text: str) -> str:
    shown = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign for sign in text)
    label = " ".join(shown.split())
    if not label:
        raise _NoFigureError(_("There is no name in this row."))
    if len(label) > LONGEST_LABEL:
        raise _NoFigureError(_("The name is longer than %(most)s characters.") % {"most": LONGEST_LABEL})
    return label


def _plain(text: str, *, read: Callable[[str], float]) -> float:
    try:
        found = read(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise _NoFigureError(_("“%(text)s” is not a number.") % {"text": text[:40]})
    return found


def _number(text: str, *, scale: Scale, read: Callable[[str], float]) -> float | None:
    """Read a figure or a limit; one with a percent sign is of a hundred, however the others are written."""
    if not text:
        return None
    bare = text.rstrip(_PERCENT).rstrip()
    marked = bare != text and scale.kind is not SetKind.MEAN
    return _plain(bare, read=read) / (100.0 if marked else scale.factor)


def _error(text: str, *, scale: Scale, read: Callable[[str], float]) -> float | None:
    found = _number(text, scale=scale, read=read)
    if found is not None and found <= 0:
        raise _NoFigureError(_("The standard error must be above 0; leave it empty where it is not known."))
    return found


def _count(text: str, *, read: Callable[[str], float]) -> int | None:
    if not text:
        return None
    found = _plain(text, read=read)
    if found < 1 or found > MOST_ANSWERS or found != int(found):
        raise _NoFigureError(
            _("“%(text)s” is no number of answers; leave it empty where it is not known.")
            % {"text": text[:40]}
        )
    return int(found)


def _possible(found: Figure, *, scale: Scale) -> Figure:
    low, high = scale.ends
    named = [each for each in (found.value, found.low, found.high) if each is not None]
    if not all(low <= each <= high for each in named):
        ends = _ends(scale)
        raise _NoFigureError(
            _("The figure or one of its limits lies outside of %(low)s to %(high)s.")
            % {"low": ends[0], "high": ends[1]}
        )
    if (found.low is None) != (found.high is None):
        raise _NoFigureError(_("There is one limit without the other."))
    if found.low is not None and found.high is not None and not found.low <= found.value <= found.high:
        raise _NoFigureError(_("The figure does not lie between its limits."))
    return found


def _ends(scale: Scale) -> Sequence[str]:
    """Write the ends as they would stand in the file."""
    return [number(end * scale.factor, reader=Reader(), decimals=_decimals(end)) for end in scale.ends]


def _decimals(end: float) -> int:
    return 0 if end == int(end) else 2
