"""Hostile files end in a clear sentence, soon, and in little memory."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.listen.sources.opening_bench import cost, opened, written

from ninefold.listen.sources.opened import Unreadable

REFUSED: dict[str, tuple[bytes, str, int | None, str | None]] = {
    "empty": (b"", "The file is empty", None, None),
    "blank": (b"\n \n\n", "The file is empty", None, None),
    "mark only": (b"\xef\xbb\xbf", "The file is empty", None, None),
    "only a header": (b"a,b,c\n", "only the names of its columns", 1, None),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(900), "a file of type PNG", None, None),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(900), "a file of type ELF", None, None),
    "document": (b"%PDF-1.7\n%\xe2\xe3", "a file of type PDF", None, None),
    "packed": (b"\x1f\x8b\x08\x00" + bytes(90), "a file of type GZIP", None, None),
    "old Excel": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "old or password-protected Excel",
        None,
        None,
    ),
    "web page": (b"<!DOCTYPE html><html>", "a web page", None, None),
    "zero byte": (b"a,b\n1,2\n3,\x004\n", "Line 3 contains a zero byte", 3, None),
    "zero byte far on": (
        b"a,b\n" + b"1,2\n" * 600_000 + b"3,\x004\n5,\x006\n",
        "Line 600002 contains a zero byte",
        600_002,
        None,
    ),
    "open quote": (
        b'a,b,c\n1,2,3\n7,"open,z\n' + b"1,x,y\n" * 5_000,
        "opened in line 3, column “b”, is never closed",
        3,
        "b",
    ),
    "quotes broken everywhere": (b"a,b\n" + b'1,"x\n' * 30_000, "1001 rows cannot be read", 2, None),
    "long cell": (
        b"a,b\n1,2\n3," + b"x" * 1_500_000 + b"\n",
        "In line 3 the column “b” holds more than 1 MB",
        3,
        "b",
    ),
    "5,000 columns": (
        b",".join(b"c%d" % i for i in range(5_000)) + b"\n",
        "The file has 5000 columns",
        1,
        None,
    ),
    "deep JSON": (
        b'{"a":1}\n{"a":' + b"[" * 70 + b"]" * 70 + b"}\n",
        "In line 2 the record is nested",
        2,
        None,
    ),
    "depth bomb": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "In line 1 the record is nested", 1, None),
    "depth bomb in an array": (b"[" * 100_000, "In line 1 the record is nested", 1, None),
    "not a number": (b'{"a":1}\n{"a":NaN}\n', "In line 2 a value is NaN", 2, None),
    "infinity": (b'{"a":-Infinity}\n', "In line 1 a value is -Infinity", 1, None),
    "key twice": (b'{"a":1}\n{"a":1,"a":2}\n', "In line 2 the record has the key “a” twice", 2, "a"),
    "key twice when flat": (b'{"a.b":1,"a":{"b":2}}\n', "the key “a.b” twice", 1, "a.b"),
    "long JSON cell": (b'{"a":"' + b"x" * 2_000_000 + b'"}\n', "In line 1 the column “a”", 1, "a"),
    "no JSON at all": (b'{"a"\n{"b"\n', "2 rows cannot be read; the first is in line 1", 1, None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_a_sentence_that_says_where(tmp_path: Path, case: str) -> None:
    data, sentence, line, column = REFUSED[case]
    with pytest.raises(Unreadable) as refused:
        opened(written(tmp_path, data), tmp_path)
    assert sentence in refused.value.message
    assert (refused.value.line, refused.value.column) == (line, column)


def test_letters_that_end_in_the_middle_are_refused_with_their_line(tmp_path: Path) -> None:
    data = "a,b\n1,é\n2,ü\n".encode("utf-16") + b"\x00\xd8" + "x,y\n".encode("utf-16-le")
    with pytest.raises(Unreadable, match="Near line 4") as refused:
        opened(written(tmp_path, data), tmp_path)
    assert refused.value.line == 4


def test_integers_of_many_digits_are_text(tmp_path: Path) -> None:
    _found, rows = opened(written(tmp_path, b'{"a":' + b"9" * 5_000 + b"}\n"), tmp_path)
    assert rows == [("9" * 5_000,)]


def test_letters_cut_in_half_are_rejected(tmp_path: Path) -> None:
    found, rows = opened(written(tmp_path, b'{"a":"\\ud800"}\n{"a":"x\\u0000"}\n{"a":"ok"}\n'), tmp_path)
    assert rows == [("ok",)]
    assert [reject.line for reject in found.rejects] == [1, 2]


TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: str) -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def book(*sheets: str, strings: str = "") -> bytes:
    listed = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r{i}"/>' for i in range(1, len(sheets) + 1))
    links = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/s{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="b" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
    }
    parts |= {f"xl/worksheets/s{i}.xml": text for i, text in enumerate(sheets, 1)}
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


ANSWERS = sheet(
    f'<row r="1">{text_cell("A1", "nps")}{text_cell("B1", "why")}</row>'
    '<row r="2"><c r="A2"><v>9</v></c><c r="B2" t="str"><f>1+1</f><v>2</v></c></row>'
    f'<row r="5"><c r="A5"><v>8.5</v></c>{text_cell("B5", "=cmd()")}</row>'
)


def test_sheet_with_most_cells_is_read_and_formulas_are_their_values(tmp_path: Path) -> None:
    small = sheet(f'<row r="1">{text_cell("A1", "note")}</row>')
    found, rows = opened(written(tmp_path, book(small, ANSWERS), "answers.xlsx"), tmp_path)
    assert rows == [("9", "2"), ("8.5", "=cmd()")]
    assert [column.name for column in found.columns] == ["nps", "why"]
    assert (found.kind, found.first_line) == ("xlsx", 2)


def test_spreadsheet_of_blank_cells_or_one_row_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="empty"):
        opened(written(tmp_path, book(sheet("")), "answers.xlsx"), tmp_path)
    with pytest.raises(Unreadable, match="only the names"):
        opened(written(tmp_path, book(sheet(f'<row r="1">{text_cell("A1", "x")}</row>')), "a.xlsx"), tmp_path)


def lying(data: bytes) -> bytes:
    """The archive with a small size told for its sheet."""
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/s1.xml"))
    return data[: at + 24] + struct.pack("<I", 1_000) + data[at + 28 :]


def linked(data: bytes) -> bytes:
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return file.getvalue()


def many(data: bytes) -> bytes:
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        for i in range(2_100):
            archive.writestr(f"x{i}", "")
    return file.getvalue()


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REPEATED = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 100_001))
SECRET = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
)
ARCHIVES: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off": (lambda: book(ANSWERS)[:-300], "cut off or damaged"),
    "bomb": (lambda: book(sheet('<row r="1"/>' * 5_000_000)), "would unpack to more than 400 MB"),
    "sizes that lie": (
        lambda: lying(book(sheet("".join(map("<row r='{}'/>".format, range(99_999)))))),
        "sizes",
    ),
    "two cells far apart": (lambda: book(sheet(FAR)), "more cells than can be opened"),
    "one long text repeated": (
        lambda: book(sheet(REPEATED), strings=f"<si><t>{'x' * 32_000}</t></si>"),
        "more cells than can be opened",
    ),
    "entities": (lambda: book(SECRET), "definitions that no spreadsheet program writes"),
    "symbolic link": (lambda: linked(book(ANSWERS)), "cut off or damaged"),
    "too many parts": (lambda: many(book(ANSWERS)), "would unpack"),
    "no workbook": (lambda: book(ANSWERS).replace(b"xl/workbook.xml", b"xl/workbock.xml"), "an archive, not"),
    "sheet that is no XML": (lambda: book("<worksheet><sheetData><row"), "damaged"),
}


@pytest.mark.parametrize("case", ARCHIVES)
def test_spreadsheet_refused_before_it_grows(tmp_path: Path, case: str) -> None:
    make, sentence = ARCHIVES[case]
    with pytest.raises(Unreadable, match=sentence):
        opened(written(tmp_path, make(), "answers.xlsx"), tmp_path)


def test_parquet_cut_off_or_damaged_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": list(range(100_000))}), tmp_path / "good.parquet")
    good = (tmp_path / "good.parquet").read_bytes()
    damaged = bytearray(good)
    damaged[len(good) // 3 : len(good) // 3 + 2_000] = b"\xff" * 2_000
    for bad in (good[: len(good) // 2], bytes(damaged), b"PAR1"):
        with pytest.raises(Unreadable, match="cut off or damaged"):
            opened(written(tmp_path, bad, "bad.parquet"), tmp_path)


LARGE: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "one line of 100 MB": (lambda: b"a" * 100_000_000, "Line 1 is longer than 8 MB", "1", "None"),
    "cell of 100 MB": (lambda: b'a,b\n1,"' + b"a" * 100_000_000 + b'"\n', "Line 2 is longer", "2", "None"),
    "a million columns": (
        lambda: b",".join(b"c%d" % i for i in range(1_000_000)) + b"\n",
        "The file has 1000000 columns",
        "1",
        "None",
    ),
    "quote open over 60 MB": (
        lambda: b'a,b,c\n1,"x,3\n' + b"123,x,y\n" * 7_500_000,
        "opened in line 2, column “b”",
        "2",
        "b",
    ),
    "quotes and long lines": (
        lambda: b"a,b\n" + (b'1,"x' + b"y" * 900 + b"\n") * 50_000,
        "1001 rows cannot be read",
        "2",
        "None",
    ),
    "depth bomb of 30 MB": (lambda: b'{"a":' * 6_000_000, "longer than 8 MB", "1", "None"),
    "spreadsheet of empty rows": (
        lambda: book(sheet('<row r="1"/>' * 8_000_000)),
        "would unpack to more than 400 MB",
        "None",
        "None",
    ),
}


@pytest.mark.parametrize("case", LARGE)
def test_large_hostile_file_costs_little_memory(tmp_path: Path, case: str) -> None:
    make, sentence, line, column = LARGE[case]
    found = cost(written(tmp_path, make()), tmp_path)
    assert sentence in found.said
    assert (found.line, found.column) == (line, column)
    assert found.megabytes < 500
