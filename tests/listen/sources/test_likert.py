import pytest

from ninefold.listen.sources.likert import is_good, is_missing, plain, scale_of

SETS = {
    "en": [
        "Very dissatisfied",
        "Dissatisfied",
        "Neither satisfied nor dissatisfied",
        "Satisfied",
        "Very satisfied",
    ],
    "en somewhat": [
        "Very dissatisfied",
        "Somewhat dissatisfied",
        "Neutral",
        "Somewhat satisfied",
        "Very satisfied",
    ],
    "en agree": ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"],
    "en grades": ["Very poor", "Poor", "Fair", "Good", "Excellent"],
    "en grades without the worst": ["Poor", "Fair", "Good", "Very good", "Excellent"],
    "fa": ["خیلی ناراضی", "ناراضی", "نه راضی نه ناراضی", "راضی", "خیلی راضی"],
    "fa agree": ["بسیار مخالفم", "مخالفم", "نظری ندارم", "موافقم", "بسیار موافقم"],
    "fa grades": ["خیلی بد", "بد", "متوسط", "خوب", "خیلی خوب"],
    "uk": ["Дуже незадоволений", "Незадоволений", "Нейтрально", "Задоволений", "Дуже задоволений"],
    "uk grades": ["Дуже погано", "Погано", "Задовільно", "Добре", "Чудово"],
    "ru": ["Очень недоволен", "Недоволен", "Нейтрально", "Доволен", "Очень доволен"],
    "ru grades": ["Очень плохо", "Плохо", "Нормально", "Хорошо", "Отлично"],
    "ar": ["غير راضٍ جداً", "غير راضٍ", "محايد", "راضٍ", "راضٍ جداً"],
    "zh": ["非常不满意", "不满意", "一般", "满意", "非常满意"],
    "zh agree": ["非常不同意", "不同意", "中立", "同意", "非常同意"],
}


@pytest.mark.parametrize("name", SETS)
def test_five_labels_become_one_to_five(name):
    assert scale_of(SETS[name], all_seen=True) == (
        dict(zip(SETS[name], [1.0, 2.0, 3.0, 4.0, 5.0], strict=True)),
        1.0,
        5.0,
    )


def test_seven_labels_become_one_to_seven():
    labels = [
        "Completely disagree",
        "Strongly disagree",
        "Somewhat disagree",
        "Neutral",
        "Somewhat agree",
        "Strongly agree",
        "Completely agree",
    ]
    assert scale_of(labels, all_seen=True) == (
        dict(zip(labels, map(float, range(1, 8)), strict=True)),
        1.0,
        7.0,
    )


def test_four_labels_are_a_scale_of_four_only_if_no_other_can_stand():
    labels = ["Strongly disagree", "Disagree", "Agree", "Strongly agree"]
    assert scale_of(labels, all_seen=True) == (dict(zip(labels, [1.0, 2.0, 3.0, 4.0], strict=True)), 1.0, 4.0)
    assert scale_of(labels, all_seen=False) == (
        dict(zip(labels, [1.0, 2.0, 4.0, 5.0], strict=True)),
        1.0,
        5.0,
    )


def test_levels_become_one_to_three():
    assert scale_of(["Low", "High", "Medium"], all_seen=True) == (
        {"Low": 1.0, "High": 3.0, "Medium": 2.0},
        1.0,
        3.0,
    )


@pytest.mark.parametrize("labels", [["Red", "Green"], ["Satisfied", "Green"], ["Satisfied"], []])
def test_other_words_are_no_scale(labels):
    assert scale_of(labels, all_seen=True) is None


def test_missing_words_are_known_in_every_language():
    words = ["Blank", "N/A", "Don't know", "نمی دانم", "не знаю", "لا اعرف", "不适用", "(Not applicable)"]
    assert [is_missing(word) for word in words] == [True] * len(words)
    assert not is_missing("Satisfied")


def test_numbers_and_signs_around_a_label_do_not_matter():
    assert plain(" 5 - Very Satisfied.") == "very satisfied"
    assert [is_good(word) for word in ("very good", "Terrible", "neutral", "fair", "best", "green")] == [
        True,
        False,
        None,
        None,
        True,
        None,
    ]
