"""Drawings that are kept: found again by every process, and the oldest of too many let go."""

import pytest

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
