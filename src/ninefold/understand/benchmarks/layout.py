"""Which column of a file holds what, and which of its rows are meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ninefold.engine.folding import fold


class Part(StrEnum):
    """What a column can hold."""

    LABEL = "label"
    VALUE = "value"
    LOW = "lower"
    HIGH = "upper"
    ERROR = "error"
    N = "n"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The place of each part among the columns; None where the file does not tell it.

    Attributes
    ----------
    only : pairs of a column and the text that its cells must have for a row to be meant.
    """

    label: int | None = None
    value: int | None = None
    lower: int | None = None
    upper: int | None = None
    error: int | None = None
    n: int | None = None
    only: tuple[tuple[int, str], ...] = ()

    def meant(self, cells: Sequence[str]) -> bool:
        """Tell whether a row belongs to the set."""
        return all(fold(cells[column].strip()) == fold(text.strip()) for column, text in self.only)


# Heads of columns as people write them, in the languages of the product.
NAMES: Final[dict[Part, tuple[str, ...]]] = {
    Part.LABEL: (
        "label", "name", "organisation", "organization", "company", "company name", "company_name", "firm",
        "brand", "hospital", "state", "percentile", "نام", "سازمان", "شرکت", "назва", "організація",
        "компанія", "название", "организация", "компания", "الاسم", "المؤسسة", "الشركة", "名称",
        "组织", "公司",
    ),
    Part.VALUE: (
        "value", "score", "nps", "csat", "mean", "share", "percent", "percentage", "مقدار", "امتیاز",
        "میانگین", "значення", "оцінка", "середнє", "значение", "оценка", "среднее", "القيمة", "النتيجة",
        "المتوسط", "值", "得分", "平均值",
    ),
    Part.LOW: (
        "low", "lower", "from", "ci low", "lower limit", "از", "کران پایین", "від", "от", "من", "下限",
    ),
    Part.HIGH: ("high", "upper", "to", "ci high", "upper limit", "تا", "کران بالا", "до", "إلى", "上限"),
    Part.ERROR: (
        "se", "error", "standard error", "standard_error", "stderr", "خطای معیار", "стандартна похибка",
        "стандартная ошибка", "الخطأ المعياري", "标准误",
    ),
    Part.N: (
        "n", "answers", "responses", "respondents", "sample", "sample size", "تعداد", "حجم نمونه",
        "відповідей", "ответов", "حجم العينة", "样本量",
    ),
}  # fmt: skip


def guessed(columns: Sequence[str]) -> Layout:
    """Find the parts by the names of the columns; a file of two columns is a name and a figure.

    Examples
    --------
    >>> guessed(["Company", "Score", "n"])
    Layout(label=0, value=1, lower=None, upper=None, error=None, n=2, only=())
    """
    heads = [fold(name.strip()) for name in columns]
    found: dict[str, Any] = {}
    for part, names in NAMES.items():
        known = {fold(name) for name in names}
        place = next((place for place, head in enumerate(heads) if head in known), None)
        if place is not None and place not in found.values():
            found[part.value] = place
    if len(columns) == 2:
        label = found.get("label", 1 - found["value"] if "value" in found else 0)
        found = {"label": label, "value": 1 - label} | found
    return Layout(**found)
