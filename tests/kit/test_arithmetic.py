"""Arithmetic keeps its order in every script."""

from functools import partial

from ninefold.kit.arithmetic import Line, pieces
from ninefold.kit.digits import number
from ninefold.kit.locales import Reader

LINE = Line(
    shape="{a} = 100 × ({b} − 1) / 0.75",
    parts={"a": "سهم", "b": partial(number, 1234.5, decimals=1)},
)


def test_words_and_numbers_are_written_for_the_reader_and_isolated() -> None:
    assert pieces(LINE, reader=Reader(language="ar")) == [
        ("سهم", True),
        (" = ", False),
        ("١٠٠", True),
        (" × (", False),
        ("١٬٢٣٤٫٥", True),
        (" − ", False),
        ("١", True),
        (") / ", False),
        ("٠٫٧٥", True),
    ]


def test_line_without_parts_is_all_signs_and_numbers() -> None:
    assert pieces(Line(shape="z²/2n"), reader=Reader()) == [("z²/", False), ("2", True), ("n", False)]
