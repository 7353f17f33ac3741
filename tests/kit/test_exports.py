"""A figure as a file: a table that opens, a drawing that stands alone."""

import csv
import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pytest

from ninefold.kit.exports import EXPORTS, export, table_export
from ninefold.kit.figures import Figure
from ninefold.kit.locales import Reader
from ninefold.kit.tables import Column, Table

FIGURE = Figure(
    key="groups",
    chart="bars",
    data={
        "label": "NPS by shop",
        "rows": [
            {"name": "Shop", "value": 12.0, "low": 2.0, "high": 22.0, "n": 120, "before": 10.0, "act": False},
            {"name": "Web", "hidden": True, "value": None, "low": None, "high": None, "n": None},
        ],
        "mark": "dot",
        "decimals": 1,
        "suffix": "",
    },
    table=Table(
        name="Shops",
        columns=(Column(key="group", title="Shop"), Column(key="value", title="NPS", kind="number")),
        rows=[{"group": "=HYPERLINK(1)", "value": 12.0}, {"group": "Web"}],
    ),
)


@pytest.mark.parametrize("form", sorted(EXPORTS))
def test_file_has_a_name_a_type_and_is_never_run(form):
    file = export(figure=FIGURE, form=form, reader=Reader())
    assert (file.name, file.media_type) == (f"ninefold-groups.{form}", EXPORTS[form])
    assert file.headers == {
        "Content-Disposition": f"attachment; filename*=UTF-8''ninefold-groups.{form}",
        "X-Content-Type-Options": "nosniff",
    }


def test_csv_is_the_table_with_formulas_guarded():
    content = export(figure=FIGURE, form="csv", reader=Reader()).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [
        ["Shop", "NPS"],
        ["'=HYPERLINK(1)", "12.0"],
        ["Web", ""],
    ]


@pytest.mark.parametrize(("language", "rtl"), [("en", False), ("fa", True)])
def test_workbook_is_the_table_in_the_direction_of_its_reader(language, rtl):
    content = export(figure=FIGURE, form="xlsx", reader=Reader(language=language)).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [list(row) for row in sheet.values] == [["Shop", "NPS"], ["=HYPERLINK(1)", 12], ["Web", None]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert bool(sheet.sheet_view.rightToLeft) is rtl


def test_drawing_stands_alone():
    svg = export(figure=FIGURE, form="svg", reader=Reader()).content.decode()
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(--" not in svg
    assert svg.startswith('<svg font-family="sans-serif"')
    assert "<script" not in svg
    assert "svg:" not in svg
    assert not re.search(r"https?://(?!www\.w3\.org)", svg)


def test_drawing_keeps_its_tags_whatever_prefix_a_library_registers():
    ElementTree.register_namespace("svg", "http://www.w3.org/2000/svg")  # as the library of QR codes does
    figure = replace(FIGURE, data={**FIGURE.data, "label": "Drawn anew"})
    assert export(figure=figure, form="svg", reader=Reader()).content.startswith(
        b'<svg font-family="sans-serif"'
    )


def test_table_without_a_drawing_can_be_taken_away():
    file = table_export(table=FIGURE.table, key="comments", form="csv", reader=Reader())
    assert file.name == "ninefold-comments.csv"
    assert file.content == export(figure=FIGURE, form="csv", reader=Reader()).content


@pytest.mark.parametrize("form", ["", "exe", "png"])
def test_unknown_form_is_refused(form):
    with pytest.raises(KeyError):
        export(figure=FIGURE, form=form, reader=Reader())
