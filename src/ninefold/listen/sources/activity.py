"""The words that say whether somebody is a customer still."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ninefold.engine.folding import fold
from ninefold.listen.sources.mapping import ColumnRule
from ninefold.listen.sources.profiling import ColumnProfile

_YES: Final = (
    "1, yes, y, true, active, current, retained, alive, open, subscribed, stayed, بله, فعال, так, активний,"
    " да, активный, активен, نعم, نشط, 是, 活跃"
)
_NO: Final = (
    "0, no, n, false, inactive, churned, lost, left, closed, cancelled, canceled, غیرفعال, خیر, ні,"
    " неактивний, нет, неактивный, لا, غير نشط, 否, 流失"
)
LABELS: Final[Mapping[str, float]] = {
    fold(word.strip()): number for words, number in ((_YES, 1.0), (_NO, 0.0)) for word in words.split(",")
}
# Under such a name "yes" says that the customer has gone.
_GONE: Final = ("churn", "lost", "cancel", "closed", "left")


def activity(profile: ColumnProfile) -> bool:
    """Whether every frequent value of a column is a word or number for yes or no."""
    return bool(profile.top) and all(fold(value.text) in LABELS for value in profile.top)


def as_active(rule: ColumnRule) -> ColumnRule:
    """Give the rule of a column that tells whether the customer is active: 1 who is, 0 who is not."""
    words = {word: number for word, number in LABELS.items() if not word.isdigit()}
    name = fold(rule.column)
    gone = any(word in name for word in _GONE)
    return replace(rule, low=0.0, high=1.0, labels=words, reversed=gone)
