"""Drawings that are kept: found again by every process, and the oldest of too many let go."""

import logging

import pytest
from django.utils.safestring import SafeString

from ninefold.kit import chart_shelf


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(chart_shelf, "_memory", type(chart_shelf._memory)())
    return tmp_path


def test_drawing_is_answered_from_memory_and_then_from_disk(home, monkeypatch) -> None:
    assert chart_shelf.find("one") is None
    assert chart_shelf.keep("one", "<svg/>") == "<svg/>"
    (file,) = (home / "charts").iterdir()
    assert file.name == "one.svg"
    file.write_text("changed")
    assert chart_shelf.find("one") == "<svg/>"
    monkeypatch.setattr(chart_shelf, "_memory", type(chart_shelf._memory)())
    assert chart_shelf.find("one") == "changed"


def test_what_is_kept_may_stand_in_a_page() -> None:
    assert isinstance(chart_shelf.keep("one", "<svg/>"), SafeString)
    assert isinstance(chart_shelf.find("one"), SafeString)


def test_drawing_that_the_disk_does_not_take_is_shown_and_told(home, caplog) -> None:
    (home / "charts").write_text("a file where the folder should be")
    with caplog.at_level(logging.ERROR):
        assert chart_shelf.find("one") is None
        assert chart_shelf.keep("one", "<svg/>") == "<svg/>"
    assert "A drawing could not be kept" in caplog.text
    assert chart_shelf.find("one") == "<svg/>"


def test_drawing_that_was_not_written_whole_leaves_nothing(home, monkeypatch) -> None:
    monkeypatch.setattr(chart_shelf.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    chart_shelf.keep("one", "<svg/>")
    assert list((home / "charts").iterdir()) == []


def test_memory_holds_the_latest_asked_for(home, monkeypatch) -> None:
    monkeypatch.setattr(chart_shelf, "_REMEMBERED", 2)
    for key in "ab":
        chart_shelf.keep(key, key)
    chart_shelf.find("a")
    chart_shelf.keep("c", "c")
    assert list(chart_shelf._memory) == ["a", "c"]
    assert chart_shelf.find("b") == "b"


def test_prune_keeps_the_newest(home, monkeypatch) -> None:
    monkeypatch.setattr(chart_shelf, "_KEPT_FILES", 2)
    (home / "charts").mkdir()
    for name in "abc":
        (home / "charts" / f"{name}.svg").write_text(name)
    assert (chart_shelf.prune(), len(list((home / "charts").iterdir()))) == (1, 2)


def test_forgotten_drawings_are_gone_from_memory_and_disk(home) -> None:
    for key in "ab":
        chart_shelf.keep(key, key)
    assert chart_shelf.forget_drawings() == 2
    assert (chart_shelf.find("a"), list((home / "charts").iterdir())) == (None, [])
