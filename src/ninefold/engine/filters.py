"""Which facts: everything a reader narrows down by, kept in the URL and nowhere else."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import narwhals as nw
from django.utils.translation import gettext as _

from ninefold.engine.engines import Lookup
from ninefold.engine.facts import DIMENSIONS, Frame, is_dynamic
from ninefold.engine.folding import fold
from ninefold.engine.sight import Sight, among
from ninefold.kit.unheard import left_out
from ninefold.kit.written_periods import PERIOD, read_period, write_period

__all__ = ["AGAINST", "DIMENSIONS", "Filter"]

AGAINST: Final = ("prev", "year", "none")
ATTRIBUTE: Final = "a."
MOST_VALUES, MOST_ATTRIBUTES, LONGEST = 100, 20, 200
_NUMBER: Final = re.compile(r"[0-9]{1,9}")

Query = Mapping[str, str | Sequence[str]]
Values = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a page is narrowed down to.

    Attributes
    ----------
    survey : one survey, or None for all.
    since, until : first day, and the day after the last; None leaves that side open. In an address the
        period is written with its last day: ``period=2026-08-25..2026-11-22``.
    against : what a period is compared with: "prev", "year" or "none". It filters nothing.
    touchpoint, unit, channel, segment, language : any of these values; none means all.
    attributes : pairs of an attribute's name (without ``a_``) and the values allowed.
    words : what somebody searches for in comments; all words must occur.
    sight : whose answers the reader may see at all. It is no wish and stands in no address; it has no
        default, so that nobody forgets it.
    """

    sight: Sight
    survey: int | None = None
    since: date | None = None
    until: date | None = None
    against: str = "prev"
    touchpoint: Values = ()
    unit: Values = ()
    channel: Values = ()
    segment: Values = ()
    language: Values = ()
    attributes: tuple[tuple[str, Values], ...] = ()
    words: str = ""

    @classmethod
    def from_query(cls, query: Query, *, sight: Sight) -> tuple["Filter", tuple[str, ...]]:
        """Read a filter from query parameters.

        Parameters
        ----------
        query : mapping
            Values by name, one or several each; `request.GET` fits.
        sight : Sight
            Whose answers the reader may see.

        Returns
        -------
        filter, notes : Filter, tuple of str
            The filter, and one sentence for each parameter that was dropped because it makes no sense. No
            input raises. Parameters that are no filter are passed over in silence.
        """
        lists: Callable[[], Any] = getattr(query, "lists", query.items)
        notes: list[str] = []
        found: dict[str, Any] = {"attributes": {}}
        for name, raw in lists():
            values = _values(raw)
            if values and isinstance(name, str):
                _read(name, values, found=found, notes=notes)
        attributes = tuple(sorted(found.pop("attributes").items()))
        return cls(**found, attributes=attributes, sight=sight), tuple(notes)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out that the reader may see."""
        return self != Filter(against=self.against, sight=self.sight)

    def without_words(self) -> "Filter":
        """The same filter without its search."""
        return replace(self, words="")

    def to_query(self) -> dict[str, list[str]]:
        """Write the filter as query parameters; `from_query` reads them back."""
        query: dict[str, list[str]] = {}
        if self.survey is not None:
            query["survey"] = [str(self.survey)]
        if period := write_period(self.since, self.until):
            query[PERIOD] = [period]
        if self.against != AGAINST[0]:
            query["against"] = [self.against]
        query |= {name: list(getattr(self, name)) for name in DIMENSIONS if getattr(self, name)}
        query |= {f"{ATTRIBUTE}{name}": list(values) for name, values in self.attributes}
        if self.words:
            query["words"] = [self.words]
        return query

    def apply(self, frame: Frame, *, comments: Frame | None = None, engine: Lookup | None = None) -> Frame:
        """Keep the facts that the filter selects.

        Parameters
        ----------
        frame : Frame
            Facts of table `feedback` or `comment`.
        comments : Frame, optional
            Table `comment` of the same snapshot: with it a search narrows `feedback` down to the records
            that said these words. Without it a search narrows down table `comment` alone.
        engine : Lookup, optional
            The engine of the frame, which makes a sight of thousands of units quick.

        Returns
        -------
        Frame
            The selected rows. An attribute that the facts do not have selects nothing.
        """
        names = frame.columns
        tests = [*self._places(), *self._days(), *self._attributes(names)]
        seen = self.sight.keep(frame, engine=engine)
        kept = seen.filter(*tests) if tests else seen
        if "folded" in names:
            found = _containing(self.words)
            return kept.filter(*found) if found else kept
        if self.words and comments is not None:
            said = comments.filter(*_containing(self.words)).select("source", "record").unique()
            return kept.join(said, on=["source", "record"], how="semi")
        return kept

    @property
    def kept(self) -> tuple[tuple[str, Values], ...]:
        """Columns of text, each with the values of it that are kept: by wish, and what is in sight."""
        places = ((name, getattr(self, name)) for name in DIMENSIONS if getattr(self, name))
        own = ((f"a_{name}", values) for name, values in self.attributes)
        return (*places, *own, *self.sight.places)

    def columns(self) -> tuple[str, ...]:
        """Name the columns that the filter reads, its search apart."""
        survey = () if self.survey is None else ("survey",)
        days = () if self.since is None and self.until is None else ("local_date",)
        return tuple(dict.fromkeys((*survey, *days, *(name for name, _values in self.kept))))

    def _places(self) -> list[nw.Expr]:
        tests = [nw.col("survey") == self.survey] if self.survey is not None else []
        chosen = {name: getattr(self, name) for name in DIMENSIONS}
        return tests + [among(name, values) for name, values in chosen.items() if values]

    def _days(self) -> list[nw.Expr]:
        day = nw.col("local_date")
        tests = [] if self.since is None else [day >= self.since]
        return tests if self.until is None else [*tests, day < self.until]

    def _attributes(self, names: Sequence[str]) -> list[nw.Expr]:
        return [
            among(f"a_{name}", values) if f"a_{name}" in names else nw.col("block") < 0
            for name, values in self.attributes
        ]


def _read(name: str, values: Values, *, found: dict[str, Any], notes: list[str]) -> None:
    """Read one parameter into `found`, or say in `notes` why it was dropped."""
    if name in DIMENSIONS:
        found[name] = values
    elif name.startswith(ATTRIBUTE):
        _read_attribute(name.removeprefix(ATTRIBUTE), values, found=found, notes=notes)
    elif name == "words":
        found["words"] = " ".join(values[0].split())
    elif name == "against" and values[0] in AGAINST:
        found["against"] = values[0]
    elif name == "survey" and _NUMBER.fullmatch(values[0]):
        found["survey"] = int(values[0])
    elif name == PERIOD and (period := read_period(values[0])) is not None:
        found["since"], found["until"] = period
    elif name in {"against", "survey", PERIOD}:
        notes.append(left_out(name=name, value=values[0]))


def _read_attribute(name: str, values: Values, *, found: dict[str, Any], notes: list[str]) -> None:
    if is_dynamic(f"a_{name}") and len(found["attributes"]) < MOST_ATTRIBUTES:
        found["attributes"][name] = values
        return
    notes.append(
        _("The address asks for an attribute “%(name)s”, which cannot be used; it was left out.")
        % {"name": name[:40]}
    )


def _values(raw: object) -> Values:
    """Keep the values that can be meant: texts, not empty, not endless, each once."""
    several = [raw] if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else []
    texts = [text for text in several if isinstance(text, str) and 0 < len(text.strip()) <= LONGEST]
    return tuple(dict.fromkeys(text for text in texts if _clean(text)))[:MOST_VALUES]


def _clean(text: str) -> bool:
    """Say whether every character stands for something: no control characters, no halves."""
    return all(unicodedata.category(letter) not in {"Cc", "Cs"} for letter in text)


def _containing(words: str) -> list[nw.Expr]:
    """One test a word; a word is looked for as it stands, so `%` and `_` are letters like others."""
    return [nw.col("folded").str.contains(word, literal=True) for word in fold(words).split()]
