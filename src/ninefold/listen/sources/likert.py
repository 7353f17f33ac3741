"""Answers in words: which number a label such as "Very satisfied" stands for, in six languages."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Final

from ninefold.engine.folding import fold

# Places from -3 (worst) to +3 (best). Two-sided answers have a middle; see `_SIDED`.
_SIDED: Final[dict[int, str]] = {
    3: (
        "extremely satisfied|completely satisfied|totally satisfied|extremely likely|completely agree|"
        "extremely easy|extremely happy|کاملا راضی|کاملا موافقم|کاملا موافق|повністю задоволений|"
        "полностью удовлетворен|полностью согласен|повністю згоден|راض تماما|راض للغايه|اوافق تماما|完全满意|"
        "完全同意|极其满意"
    ),
    2: (
        "very satisfied|strongly agree|very likely|very easy|very happy|highly satisfied|definitely|"
        "خیلی راضی|بسیار راضی|خیلی راضی هستم|بسیار موافقم|خیلی موافقم|خیلی آسان|بسیار محتمل|"
        "дуже задоволений|дуже задоволена|цілком згоден|дуже легко|дуже ймовірно|"
        "очень доволен|очень довольна|очень удовлетворен|очень легко|абсолютно согласен|очень вероятно|"
        "راض جدا|راضي جدا|موافق بشده|اوافق بشده|سهل جدا|مرجح جدا|非常满意|很满意|非常同意|非常容易|很可能"
    ),
    1: (
        "satisfied|somewhat satisfied|agree|somewhat agree|likely|somewhat likely|easy|somewhat easy|happy|"
        "slightly agree|slightly satisfied|fairly satisfied|rather satisfied|moderately satisfied|"
        "tend to agree|"
        "راضی|راضی هستم|موافقم|موافق|آسان|محتمل|تا حدی راضی|задоволений|задоволена|скоріше задоволений|"
        "згоден|"
        "згодна|легко|доволен|довольна|удовлетворен|удовлетворена|скорее доволен|согласен|согласна|вероятно|"
        "راض|راضي|موافق|اوافق|سهل|满意|比较满意|同意|比较同意|容易|可能"
    ),
    0: (
        "neutral|neither satisfied nor dissatisfied|neither agree nor disagree|neither easy nor difficult|"
        "neither likely nor unlikely|neither|undecided|neither good nor bad|so so|نه راضی نه ناراضی|"
        "نه راضی و نه ناراضی|خنثی|بی نظر|نظری ندارم|нейтрально|нейтральний|ні так ні ні|"
        "важко сказати|ні задоволений ні незадоволений|нейтральный|"
        "ни то ни другое|ни доволен ни недоволен|محايد|لا راض ولا مستاء|"
        "حياد|中立|一般|不确定"
    ),
    -1: (
        "dissatisfied|unsatisfied|somewhat dissatisfied|disagree|somewhat disagree|unlikely|"
        "somewhat unlikely|"
        "difficult|somewhat difficult|unhappy|slightly disagree|slightly dissatisfied|fairly dissatisfied|"
        "tend to disagree|hard|ناراضی|ناراضی هستم|مخالفم|مخالف|سخت|دشوار|نامحتمل|незадоволений|незадоволена|"
        "скоріше незадоволений|не згоден|не згодна|важко|недоволен|недовольна|не удовлетворен|неудовлетворен|"
        "скорее недоволен|не согласен|не согласна|трудно|маловероятно|غير راض|غير راضي|مستاء|لا اوافق|"
        "غير موافق|صعب|不满意|比较不满意|不同意|困难|不太可能"
    ),
    -2: (
        "very dissatisfied|very unsatisfied|strongly disagree|very unlikely|very difficult|very unhappy|"
        "highly dissatisfied|definitely not|not at all satisfied|"
        "خیلی ناراضی|بسیار ناراضی|خیلی ناراضی هستم|بسیار مخالفم|خیلی مخالفم|خیلی سخت|"
        "дуже незадоволений|дуже незадоволена|цілком не згоден|дуже важко|"
        "очень недоволен|очень недовольна|очень неудовлетворен|очень трудно|абсолютно не согласен|"
        "غير راض جدا|غير راضي جدا|غير راض اطلاقا|غير راض علي الاطلاق|مستاء جدا|لا اوافق بشده|غير موافق بشده|"
        "صعب جدا|非常不满意|很不满意|非常不同意|非常困难|很不可能"
    ),
    -3: (
        "extremely dissatisfied|completely dissatisfied|totally dissatisfied|extremely unlikely|"
        "not at all likely|completely disagree|extremely difficult|کاملا ناراضی|کاملا مخالفم|کاملا مخالف|"
        "повністю незадоволений|полностью недоволен|полностью не согласен|"
        "غير راض تماما|لا اوافق تماما|完全不满意|完全不同意"
    ),
}
# Graded answers: 6 excellent, 5 very good, 4 good, 3 fair, 2 poor, 1 very poor.
_GRADED: Final[dict[int, str]] = {
    6: "excellent|outstanding|perfect|superb|عالی|чудово|відмінно|отлично|ممتاز|优秀|非常好",
    5: "very good|خیلی خوب|بسیار خوب|дуже добре|очень хорошо|جيد جدا|很好",
    4: "good|خوب|добре|хорошо|جيد|好",
    3: "fair|average|ok|okay|acceptable|متوسط|معمولی|задовільно|нормально|"
    "удовлетворительно|средне|مقبول|一般",
    2: "poor|bad|below average|ضعیف|بد|погано|плохо|неудовлетворительно|سيء|ضعيف|差|较差",
    1: "very poor|very bad|terrible|awful|خیلی بد|خیلی ضعیف|بسیار بد|дуже погано|очень плохо|ужасно|"
    "سيء جدا|ضعيف جدا|很差|非常差",
}
_LEVELS: Final[dict[int, str]] = {
    3: "high|زیاد|високий|высокий|عال|高",
    2: "medium|moderate|متوسط|середній|средний|متوسط|中",
    1: "low|کم|низький|низкий|منخفض|低",
}
_MISSING: Final = (
    "blank|n/a|na|n.a.|not applicable|does not apply|don't know|dont know|do not know|don’t know|dk|refused|"
    "no answer|no opinion|no response|prefer not to say|never used|have never used|not used|did not use|"
    "never used or visited|have never used or visited|don't know or refused|missing|null|none given|nan|none|"
    "#n/a|-|--|not asked|skipped|unknown|no basis for evaluation|not sure|multiple responses|نمی دانم|"
    "نمیدانم|"
    "بی پاسخ|مورد ندارد|استفاده نکرده ام|не знаю|немає відповіді|не застосовується|важко відповісти|"
    "нет ответа|не применимо|затрудняюсь ответить|не пользовался|لا اعرف|لا ينطبق|بدون اجابه|"
    "不知道|不适用|未使用|无"
)


def _table(words: dict[int, str]) -> dict[str, int]:
    return {fold(label): place for place, labels in words.items() for label in labels.split("|")}


_SIDED_PLACES: Final = _table(_SIDED)
_GRADED_PLACES: Final = _table(_GRADED)
_LEVEL_PLACES: Final = _table(_LEVELS)
_MISSING_WORDS: Final = frozenset(fold(label) for label in _MISSING.split("|"))


def plain(label: str) -> str:
    """Fold a label and drop what surrounds its words.

    Examples
    --------
    >>> plain("5 - Very satisfied."), plain("(Neutral)")
    ('very satisfied', 'neutral')
    """
    text = re.sub(r"^\s*[(\[]?\d+\s*[-–=:.)\]]*\s*(?=\D)", "", fold(label))
    return re.sub(r"[,;،]", " ", text.strip(" .()[]\"'«»")).replace("  ", " ")


def is_missing(label: str) -> bool:
    """Say whether a text means that no answer was given."""
    return fold(label) in _MISSING_WORDS or plain(label) in _MISSING_WORDS


def place_of(label: str) -> int | None:
    """Give the side of a two-sided label: -3 worst to 3 best, None if it is not known."""
    return _SIDED_PLACES.get(plain(label))


def is_good(label: str) -> bool | None:
    """Say whether a label praises (True) or blames (False); None if it does neither."""
    word = plain(label)
    if (sided := _SIDED_PLACES.get(word)) is not None:
        return None if sided == 0 else sided > 0
    if (graded := _GRADED_PLACES.get(word)) is not None:
        return None if graded == 3 else graded > 3
    return {"best": True, "worst": False}.get(word)


def scale_of(labels: Iterable[str], *, all_seen: bool) -> tuple[dict[str, float], float, float] | None:
    """Turn labels into numbers.

    Parameters
    ----------
    labels : iterable of str
        The different answers of a column, those that mean "not answered" left out.
    all_seen : bool
        Whether these are all the answers there are; only then four labels make a four-point scale.

    Returns
    -------
    (numbers, low, high) or None
        Label as written -> number, and the scale's ends. None if any label is not known.
    """
    given = list(labels)
    four = partial(_sided, four_steps=all_seen)
    for places, number in ((_SIDED_PLACES, four), (_GRADED_PLACES, _graded), (_LEVEL_PLACES, _levels)):
        found = {label: places[plain(label)] for label in given if plain(label) in places}
        if len(found) == len(given) and len(set(found.values())) >= 2:
            return number(found)
    return None


def _sided(found: dict[str, int], *, four_steps: bool) -> tuple[dict[str, float], float, float]:
    places = set(found.values())
    sides = max(len({p for p in places if p > 0}), len({p for p in places if p < 0}))
    if four_steps and 0 not in places and len(places) == 4:
        order = sorted(places)
        return {label: order.index(place) + 1.0 for label, place in found.items()}, 1.0, 4.0
    half = 3 if sides == 3 else 2
    if half == 3:
        return {label: place + 4.0 for label, place in found.items()}, 1.0, 7.0
    extreme = {place: (min(2, abs(place))) * (1 if place > 0 else -1) for place in places}
    return {label: extreme[place] + 3.0 for label, place in found.items()}, 1.0, 5.0


def _graded(found: dict[str, int]) -> tuple[dict[str, float], float, float]:
    places = set(found.values())
    if 6 not in places:
        numbers = {5: 5.0, 4: 4.0, 3: 3.0, 2: 2.0, 1: 1.0}
    elif 5 not in places:
        numbers = {6: 5.0, 4: 4.0, 3: 3.0, 2: 2.0, 1: 1.0}
    elif 1 not in places:
        numbers = {6: 5.0, 5: 4.0, 4: 3.0, 3: 2.0, 2: 1.0}
    else:
        numbers = {6: 6.0, 5: 5.0, 4: 4.0, 3: 3.0, 2: 2.0, 1: 1.0}
    return {label: numbers[place] for label, place in found.items()}, 1.0, 6.0 if len(numbers) == 6 else 5.0


def _levels(found: dict[str, int]) -> tuple[dict[str, float], float, float]:
    return {label: float(place) for label, place in found.items()}, 1.0, 3.0
