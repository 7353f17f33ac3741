"""Tables out of the house: no formula goes out, and every text comes back."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.kit.tables import Column, Table, guarded, to_csv, to_xlsx, unguarded

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u200e=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "−1",
    "|calc",
    "'=1",
    "''=1",
]
HARMLESS = ["", "late", "'tis", "a=b", "5 - 3", "۵", "نه", "<b>", "1e5"]


def _table(*texts: str) -> Table:
    return Table("Comments", (Column("text", "Comment"),), [{"text": text} for text in texts])


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_guarded_text_starts_with_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_guarded_leaves_harmless_text_alone(text: str) -> None:
    assert (guarded(text), unguarded(text)) == (text, text)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_unguarded_gives_back_every_text(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_to_csv_gives_back_every_text() -> None:
    texts = [*FORMULAS, *HARMLESS, 'a "quote"', "semi;=1", "two\nlines"]
    assert [unguarded(row[0]) for row in _read(to_csv(_table(*texts)))[1:]] == texts


def test_to_csv_quotes_texts_and_leaves_numbers_bare() -> None:
    columns = tuple(Column(key, key.upper()) for key in "abcdefg")
    row = {
        "a": "=x",
        "b": -1.5,
        "c": None,
        "d": date(2026, 1, 2),
        "e": datetime(2026, 1, 2, 3, tzinfo=UTC),
        "f": Decimal("2.5"),
        "g": True,
    }
    written = to_csv(Table("T", columns, [row, {"b": float("nan")}])).decode("utf-8-sig")
    assert written.splitlines()[1] == '"\'=x",-1.5,"","2026-01-02","2026-01-02 03:00:00Z",2.5,1'
    assert written.splitlines()[2] == '"","","","","","",""'


def test_to_csv_guards_titles_too() -> None:
    assert _read(to_csv(Table("T", (Column("a", "=cmd"),), [])))[0] == ["'=cmd"]


def test_to_csv_refuses_a_moment_without_zone() -> None:
    table = Table("T", (Column("a", "A", "moment"),), [{"a": datetime(2026, 1, 2)}])
    with pytest.raises(ValueError, match="time zone"):
        to_csv(table)


def test_to_xlsx_keeps_texts_as_quoted_texts() -> None:
    texts = [text for text in FORMULAS + HARMLESS if text and "\r" not in text]
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(_table(*texts)))).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}


def test_to_xlsx_types_its_cells() -> None:
    kinds = ("number", "integer", "percent", "date", "moment")
    columns = tuple(Column(kind, kind, kind) for kind in kinds)  # type: ignore[arg-type]
    values = (-1.5, 7, 0.815, date(2026, 1, 2), datetime(2026, 1, 2, 3, tzinfo=UTC))
    content = to_xlsx(Table("T", columns, [dict(zip(kinds, values, strict=True)), {"number": float("inf")}]))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [
        (-1.5, "#,##0.00"),
        (7, "#,##0"),
        (0.815, "0.0%"),
        (datetime(2026, 1, 2), "yyyy-mm-dd"),
        (datetime(2026, 1, 2, 3), "yyyy-mm-dd hh:mm"),
    ]
    assert sheet["A3"].value is None


@pytest.mark.parametrize("rtl", [True, False])
def test_to_xlsx_runs_in_the_readers_direction(rtl: bool) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(_table("x"), rtl=rtl))).active
    assert sheet is not None
    assert (sheet.sheet_view.rightToLeft or False) is rtl


@pytest.mark.parametrize(
    ("name", "title"),
    [("a/b[1]*?:\\x", "a b 1     x"), ("'q'", "q"), ("", "Data"), ("History", "Data"), ("x" * 40, "x" * 31)],
)
def test_to_xlsx_names_its_sheet_as_excel_allows(name: str, title: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(Table(name, (Column("a", "A"),), []))))
    assert book.sheetnames == [title]


def test_to_xlsx_cuts_a_text_at_the_limit_of_a_cell() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(_table("x" * 40_000)))).active
    assert sheet is not None
    assert len(sheet["A2"].value) == 32_767
