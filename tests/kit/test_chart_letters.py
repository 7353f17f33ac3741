"""Letters that stand for others while a chart is drawn: as wide, never mixed up, all given back."""

import re
from typing import Any

import pytest

from ninefold.kit import charts
from ninefold.kit.chart_letters import stand_ins
from ninefold.kit.chart_process import draw_svg
from ninefold.kit.locales import Reader

NAMES = {
    "fa": ["پشتیبانی تلفنی و گفت‌وگو", "نصب و راه‌اندازی", "صورت‌حساب"],
    "ar": ["مركز الاتصال", "متجر الرياض الرئيسي", "الفواتير"],
    "zh-hans": ["客户服务中心热线电话", "上门安装与调试服务", "账单 №２"],
    "en": ["Café 客户", "Ćwiczenia ƀ ƽ ƈ", "Delivery 😀"],
}


def _spec(text: str) -> dict[str, Any]:
    """Nothing but a text, ten pixels high."""
    return {
        "padding": 0,
        "width": 1,
        "height": 1,
        "view": {"stroke": None},
        "data": {"values": [{"s": text}]},
        "mark": {"type": "text", "font": "sans-serif", "fontSize": 10, "align": "left"},
        "encoding": {"text": {"field": "s"}, "x": {"value": 0}},
    }


def _width(text: str) -> float:
    found = re.search(r'width="([\d.]+)"', draw_svg(spec=_spec(text)))
    assert found is not None
    return float(found[1])


@pytest.mark.parametrize("text", ["NPS −3, 12 %", "Нічого нового ґ", "Ничего нового", "Ærø, Győr, Πάτρα"])
def test_stand_ins_where_the_font_has_all_letters(text: str) -> None:
    spec = _spec(text)
    letters = stand_ins(spec)
    assert (letters.singles, letters.pairs) == ({}, {})
    assert letters.back(letters.put(text)) == text


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("width", ["page", "phone"])
def test_drawings_name_what_they_were_given(language: str, width: Any) -> None:
    rows = [{"name": name, "value": 60, "low": 50, "high": 70, "n": 100} for name in NAMES[language]]
    drawn = charts.draw(
        chart="bars", data={"label": "x", "rows": rows}, reader=Reader(language=language), width=width
    )
    texts = [re.sub("[\u2066-\u2069]", "", text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawn)]
    assert [text for text in texts if text in NAMES[language]] == NAMES[language]


@pytest.mark.parametrize("language", ["fa", "ar", "zh-hans"])
def test_stand_ins_leave_no_letter_that_the_font_lacks(language: str) -> None:
    text = " ".join(NAMES[language])
    shown = stand_ins(_spec(text)).put(text)
    assert all(ord(letter) < 0x530 or 0x2000 <= ord(letter) < 0x2600 for letter in shown)


def test_stand_ins_are_letters_of_no_text() -> None:
    spec = _spec("Ćwiczenia ƀ ƽ ƈ ش 客 户")
    letters = stand_ins(spec)
    used = set("".join([*letters.singles.values(), *letters.pairs.values()]))
    assert used
    assert not used & set("ĆćƀƽƈĆ")
    assert letters.back(letters.put("ش ƀ 户客 ƽƈ ć")) == "ش ƀ 户客 ƽƈ ć"


def test_stand_ins_are_as_wide_as_what_they_stand_for() -> None:
    letters = stand_ins(_spec("客户服务中心热线电话 شبکه"))
    assert _width(letters.put("客户服务中心热线电话")) == pytest.approx(100, abs=3)
    assert _width(letters.put("شبکه")) == pytest.approx(20, abs=2)
    fullwidth = "\uff11\uff12"  # digits as wide as they are high
    assert _width(stand_ins(_spec(fullwidth)).put(fullwidth)) == pytest.approx(20, abs=1)


def test_stand_ins_of_more_letters_than_there_are() -> None:
    text = "".join(chr(0x4E00 + place) for place in range(1_000))
    letters = stand_ins(_spec(text))
    assert len(letters.pairs) == 360
    assert letters.put(text).endswith(text[360:])
    assert letters.back(letters.put(text)) == text


def test_stand_ins_cut_through_by_the_engine() -> None:
    letters = stand_ins(_spec("客户"))
    first, second = letters.put("客户")[:2], letters.put("客户")[2:]
    assert letters.back(f"{first}{second[0]}…") == "客…"
    assert letters.back(f"…{first[1]}{second}") == "…户"
