"""Search finds what a reader takes for the same word."""

import pytest

from ninefold.engine.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Straße\n GROSS ", "strasse gross"),
        ("ｗａｉｔ ①", "wait 1"),
        ("كيف", "کیف"),  # Arabic kaf and yeh
        ("می‌خواهم", "میخواهم"),  # zero-width non-joiner
        ("مُحَمَّد", "محمد"),  # vowel signs
        ("۱۴۰۳ و ١٢", "1403 و 12"),
        ("Всё", "все"),
        ("服务很好", "服务很好"),
        ("İstanbul", fold("i̇stanbul")),
        ("", ""),
    ],
)
def test_fold_makes_variants_one(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["Straße", "كيف حالك", "ﬁnе ½", "ΣΊΣΥΦΟΣ", "ẞ", "ﷺ"])
def test_fold_of_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
