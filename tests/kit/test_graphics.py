"""Small pictures: where their marks stand, from either side."""

import pytest

from ninefold.kit.graphics import interval_bar, marked_pieces, shade, split_bar


def test_interval_bar_places_its_marks_in_percent() -> None:
    drawn = interval_bar(value=60, ends=(50, 75), axis=(0, 100), rtl=False, before=40, target=80)
    assert drawn == (
        '<svg class="ib" aria-hidden="true"><line class="ax" x1="0" x2="100%" y1="9" y2="9"/>'
        '<rect class="iv" x="50.0%" width="25.0%" y="6" height="6"/>'
        '<line class="goal" x1="80.0%" x2="80.0%" y1="0" y2="18"/>'
        '<circle class="was" cx="40.0%" cy="9" r="3.5"/><circle class="pt" cx="60.0%" cy="9" r="5"/></svg>'
    )


def test_interval_bar_mirrors_for_the_reader_from_the_right() -> None:
    drawn = interval_bar(value=60, ends=(50, 75), axis=(0, 100), rtl=True, style="acc")
    assert drawn == (
        '<svg class="ib acc" aria-hidden="true"><line class="ax" x1="0" x2="100%" y1="9" y2="9"/>'
        '<rect class="iv" x="25.0%" width="25.0%" y="6" height="6"/><circle class="pt" cx="40.0%" cy="9" r="5"/></svg>'
    )


def test_interval_bar_keeps_what_lies_beyond_at_the_end() -> None:
    drawn = interval_bar(value=130, ends=None, axis=(0, 100), rtl=False)
    assert 'cx="100.0%"' in drawn


def test_interval_bar_without_an_axis_stands_in_the_middle() -> None:
    assert 'cx="50.0%"' in interval_bar(value=3, ends=None, axis=(3, 3), rtl=False)


@pytest.mark.parametrize(
    ("rtl", "starts"), [(False, ["0.00%", "20.00%", "50.00%"]), (True, ["80.00%", "50.00%", "0.00%"])]
)
def test_split_bar_starts_with_the_unhappy(rtl: bool, starts: list[str]) -> None:
    drawn = split_bar(worse=0.2, better=0.5, rtl=rtl)
    assert [part.split('"')[1] for part in drawn.split(" x=")[1:]] == starts


def test_shade_without_an_axis_is_the_middle_one() -> None:
    assert shade(5, low=5, high=5) == 3


def test_marked_pieces_leaves_out_what_overlaps_or_leaves_the_text() -> None:
    spans = [(0, 4, "neg"), (2, 6, "pos"), (9, 9, "hit"), (10, 99, "pos")]
    assert marked_pieces("late but kind", spans) == [("late", "neg"), (" but kind", "")]
