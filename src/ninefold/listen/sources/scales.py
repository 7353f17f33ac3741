"""Which scale the values of a column stand on, and which of them are codes for "not answered"."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal

from ninefold.engine.folding import fold
from ninefold.listen.sources.likert import is_good, is_missing, scale_of
from ninefold.listen.sources.opened import FileColumn
from ninefold.listen.sources.profiling import ColumnProfile

Kind = Literal["nps", "csat", "ces", "rating", "item"]
_ENOUGH: Final = 50  # answers from which on an absent end of the scale tells something
_LONGEST: Final = 40  # characters of an answer that begins with its number; longer ones are numbered texts
_MOST: Final = 0.8  # share of the answers a scale has to explain
_STRAY: Final = 0.005  # share of the answers below which a number far off is a slip, not a step
_NONE: Final[Mapping[str, float]] = MappingProxyType({})
_OUT_OF: Final = re.compile(r"(\d+)\s*(?:/|out of|of|из|з|از|من)\s*(\d+)\D*")
_LEADING: Final = re.compile(
    r"[(\[]?(\d{1,2})[)\]]?\s*(?:[-–—=:.]|\s)\s*\D+|(\d{1,2})\s*(?:star|стар|зв|зір|ستاره|نجوم|نجم|星|分)\w*"
)
_END: Final = re.compile(
    r"(\d{1,3})\s*(?:=|:|-|–|—|is|means|being|یعنی|это|це|تعني|表示|为)\s*([^\d,;،()\[\]]+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A scale that explains a column.

    Parameters
    ----------
    low, high
        Its ends.
    codes
        Values that are no answers, with their counts in the sample.
    labels
        Text of the cell -> number.
    reversed
        1 is best.
    answered, explained
        Answers on the scale in the sample, and their share of all that are no codes.
    certain
        The file itself tells the scale (labels), or all its steps were seen and nothing else.
    """

    low: float
    high: float
    codes: tuple[tuple[str, int], ...] = ()
    labels: Mapping[str, float] = field(default_factory=lambda: _NONE)
    reversed: bool = False
    answered: int = 0
    explained: float = 1.0
    certain: bool = False

    @property
    def wide(self) -> bool:
        """Whether it has at least five steps, as questions of opinion mostly have."""
        return self.high - self.low >= 4

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest answer."""
        return self.low, self.high


def fit(*, column: FileColumn, profile: ColumnProfile, kind: Kind = "item") -> Fit | None:
    """Find the standard scale that explains most answers of a column.

    Parameters
    ----------
    column : FileColumn
        For its choices (codes and labels) and its question text.
    profile : ColumnProfile
        The values of the sample.
    kind : {"nps", "csat", "ces", "rating", "item"}
        What the column is thought to be; decides where the values alone do not (0 to 10 for "nps").

    Returns
    -------
    Fit or None
        None if the values are no answers on a scale: texts that are no labels, quantities, two values.
    """
    if profile.filled == 0 or profile.dates > 0.5:
        return None
    found = _from_choices(column, profile) or _from_texts(profile, kind) or _from_numbers(profile, kind)
    if found is None:
        return None
    if not found.labels and not found.reversed and one_is_best(column.text, ends=found.ends):
        return replace(found, reversed=True)
    return found


def one_is_best(text: str, *, ends: tuple[float, float]) -> bool:
    """Say whether a question tells that its lowest number is the best answer ("1 = very good")."""
    sides = {float(number): is_good(label.strip()) for number, label in _END.findall(fold(text))}
    return sides.get(ends[0]) is True or sides.get(ends[1]) is False


def _from_choices(column: FileColumn, profile: ColumnProfile) -> Fit | None:
    """Read a scale off the labels that the file's definition gives to its codes."""
    missing = {code for code, label in column.choices.items() if is_missing(label)}
    labels = {code: label for code, label in column.choices.items() if code not in missing}
    read = scale_of(labels.values(), all_seen=True) if len(labels) >= 3 else None
    if read is None:
        return None
    numbers, low, high = read
    by_code = {code: numbers[label] for code, label in labels.items()}
    codes = _counted(profile, missing | {text for text in column.choices.values() if is_missing(text)})
    known = {**{fold(label): numbers[label] for label in labels.values()}}
    answered = sum(v.count for v in profile.top if v.text in by_code or fold(v.text) in known)
    if all(_number(code) == value for code, value in by_code.items()):
        return Fit(low=low, high=high, codes=codes, answered=answered, certain=True)
    if all(_number(code) == low + high - value for code, value in by_code.items()):
        known = {label: low + high - value for label, value in known.items()}
        return Fit(
            low=low, high=high, codes=codes, labels=known, reversed=True, answered=answered, certain=True
        )
    known |= {fold(code): value for code, value in by_code.items()}
    return Fit(low=low, high=high, codes=codes, labels=known, answered=answered, certain=True)


def _from_texts(profile: ColumnProfile, kind: Kind) -> Fit | None:
    """Read a scale off answers in words."""
    words = [value for value in profile.texts if not is_missing(value.text)]
    if not words or profile.distinct > 30:
        return None
    numbered = {value.text: _inside(value.text) for value in words}
    if all(number is not None for number in numbered.values()):
        labels = {fold(text): float(number) for text, number in numbered.items() if number is not None}
        counts = profile.numbers
        for value in words:
            number = labels[fold(value.text)]
            counts[number] = counts.get(number, 0) + value.count
        found = _on_numbers(counts, profile, kind)
        return None if found is None else replace(found, labels=labels)
    if profile.numeric > 0.05:
        return None
    read = scale_of([value.text for value in words], all_seen=profile.filled >= _ENOUGH)
    if read is None:
        return None
    numbers, low, high = read
    return Fit(
        low=low,
        high=high,
        codes=_counted(profile, {value.text for value in profile.texts if is_missing(value.text)}),
        labels={fold(text): number for text, number in numbers.items()},
        answered=sum(value.count for value in words),
        certain=len(set(numbers.values())) == high - low + 1,
    )


def _from_numbers(profile: ColumnProfile, kind: Kind) -> Fit | None:
    strange = sum(value.count for value in profile.texts if not is_missing(value.text))
    if profile.numeric == 0 or strange > 0.02 * profile.filled:
        return None
    return _on_numbers(profile.numbers, profile, kind)


def _on_numbers(counts: dict[float, int], profile: ColumnProfile, kind: Kind) -> Fit | None:
    ends = _ends(counts, profile, kind)
    if ends is None:
        return None
    low, high = ends
    if kind not in ("rating", "csat") and any(number % 1 for number in counts):
        return None
    inside = {number: count for number, count in counts.items() if low <= number <= high}
    outside = {number: count for number, count in counts.items() if number not in inside}
    missing = {value.text for value in profile.texts if is_missing(value.text)}
    codes = _counted(profile, missing | {f"{number:g}" for number in outside})
    answered = sum(inside.values())
    zeros = sum(count for number, count in outside.items() if _is_code(number, high=high))
    total = answered + sum(outside.values()) - zeros
    if not answered or answered / total < _MOST:
        return None
    certain = not outside and len(inside) == high - low + 1
    return Fit(
        low=low, high=high, codes=codes, answered=answered, explained=answered / total, certain=certain
    )


def _is_code(number: float, *, high: float) -> bool:
    """Whether a number off the scale is one of those that surveys use for "no answer"."""
    return number in (0, -1, -9, -99, high + 1) or number in (8, 9, 88, 96, 97, 98, 99, 999, 9999)


def _ends(counts: dict[float, int], profile: ColumnProfile, kind: Kind) -> tuple[float, float] | None:
    """Choose the scale from the highest value that is no code."""
    main = [number for number in counts if 0 <= number <= 11]
    large = [number for number in counts if 11 < number <= 100 and not 96 <= number <= 99]
    if len(large) > 3 or profile.distinct > 30:
        percent = profile.low is not None and profile.low >= 0 and (profile.high or 0) == 100
        fits = percent and (kind != "nps") and all(number % 5 == 0 for number in counts)
        return (0.0, 100.0) if fits or (percent and kind == "csat") else None
    if not main:
        return None
    if kind == "nps":
        return (0.0, 10.0)
    top = _top(counts)
    few = sum(counts.values()) < _ENOUGH
    if top >= 8:
        return (0.0, 10.0) if 0 in counts else (1.0, 10.0)
    if top == 7 or (top == 6 and (kind == "ces" or (few and kind != "item"))):
        return (1.0, 7.0)
    if top >= 5 or (kind != "item" and few):
        return (1.0, 5.0)
    if top >= 3:
        return (1.0, float(top))
    return None


def _top(counts: dict[float, int]) -> float:
    """Give the highest value of the scale: a lone 8 or 9 far above the rest is a code, a stray a slip."""
    steps = sorted(number for number in counts if 0 <= number <= 11)
    rare = _STRAY * sum(counts.values())
    while len(steps) >= 4 and steps[-1] - steps[-2] >= 2:
        if steps[-1] not in (8, 9, 11) and counts[steps[-1]] >= rare:
            break
        steps.pop()
    return steps[-1]


def _counted(profile: ColumnProfile, codes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    wanted = set(codes)
    found: dict[str, int] = dict.fromkeys(sorted(wanted), 0)
    for value in profile.top:
        text = f"{value.number:g}" if value.number is not None else value.text
        if text in wanted:
            found[text] += value.count
        elif value.text in wanted:
            found[value.text] += value.count
    return tuple(sorted(((code, count) for code, count in found.items() if count), key=_by_code))


def _by_code(counted: tuple[str, int]) -> tuple[float, str]:
    number = _number(counted[0])
    return (float("inf") if number is None else number), counted[0]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _inside(text: str) -> int | None:
    """Give the number inside a text: stars, "4 out of 5", "10 - Extremely likely"."""
    folded = fold(text)
    if folded and set(folded) <= set("★☆⭐✩✭ \ufe0f"):
        return sum(folded.count(star) for star in "★⭐")
    if found := _OUT_OF.fullmatch(folded):
        return int(found[1])
    if len(folded) <= _LONGEST and (found := _LEADING.fullmatch(folded)):
        return int(found[1] or found[2])
    return None
