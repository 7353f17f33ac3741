"""Searched words are marked where the search finds them, in the letters as they were written."""

import pytest

from ninefold.listen.responses.marking import hits


def marked(text: str, words: str) -> list[str]:
    return [text[start:end] for start, end, _kind in hits(text=text, words=words)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The chat was kind, the Chat was quick", "chat", ["chat", "Chat"]),
        ("Die Straße ist lang", "STRASSE", ["Straße"]),
        ("هیچ‌کس حلش نکرد", "هیچکس", ["هیچ‌کس"]),
        ("كتاب ۱۲", "کتاب 12", ["كتاب", "۱۲"]),
        ("等了四十分钟，电话断了。", "电话", ["电话"]),
        ("Ёлка и ель", "елка", ["Ёлка"]),
        ("late, later, latest", "late latest", ["late", "late", "latest"]),
        ("nothing of it", "50%", []),
        ("", "word", []),
        ("word", "", []),
    ],
)
def test_words_are_found_as_they_were_written(text: str, words: str, found: list[str]) -> None:
    assert marked(text, words) == found


def test_words_that_touch_become_one_mark() -> None:
    assert hits(text="sofabed", words="sofa bed") == ((0, 7, "hit"),)
