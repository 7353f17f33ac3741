"""Opening any export: encodings, separators, headers, rejects; nothing is dropped silently."""

import csv
import io
import random
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.listen.sources.opening_bench import opened, written

from ninefold.listen.sources.opened import Unreadable
from ninefold.listen.sources.opening import open_file, physical_line, structural_rejects

LETTERS = {
    "utf-8": "Дуже добре, дякую",
    "utf-8-sig": "Très bien, merci beaucoup",
    "utf-16": "خیلی خوب بود، ممنون",
    "utf-16-le": "Все було добре, дякую вам",
    "cp1251": "Доставка опоздала на три дня, очень плохо. Обслуживание хорошее, спасибо",
    "koi8_r": "Доставка опоздала на три дня, очень плохо. Обслуживание хорошее, спасибо",
    "cp1252": "La livraison a été très rapide et le personnel était agréable, à bientôt",
    "cp1250": "Bardzo dobra obsługa, dziękuję, wszystko w porządku, polecam każdemu",
    "cp1256": "الخدمة ممتازة جدا والموظفون محترمون شكرا لكم على كل شيء",
    "gb18030": "服务很好，送货很快，下次还会再来购买，谢谢你们的帮助",
}


@pytest.mark.parametrize("encoding", LETTERS)
def test_letters_survive_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = LETTERS[encoding]
    lines = ["id;nps;comment", *(f"{i};{i % 11};{text} {i}" for i in range(20))]
    found, rows = opened(written(tmp_path, "\r\n".join(lines).encode(encoding)), tmp_path)
    assert rows == [(str(i), str(i % 11), f"{text} {i}") for i in range(20)]
    assert found.delimiter == ";"
    assert [column.name for column in found.columns] == ["id", "nps", "comment"]


def test_letters_that_come_late_are_found(tmp_path: Path) -> None:
    plain = "".join(f"{i},nothing\n" for i in range(60_000))
    data = (
        "id,comment\n" + plain + "x,Доставка опоздала на три дня, очень плохо\n".replace(", о", " о")
    ).encode("cp1251")
    _found, rows = opened(written(tmp_path, data), tmp_path)
    assert rows[-1] == ("x", "Доставка опоздала на три дня очень плохо")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separator_is_found_among_texts_full_of_others(tmp_path: Path, delimiter: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    rows = [[str(i), "fast, cheap; good | so\tso", "1,5"] for i in range(30)]
    writer.writerows([["id", "comment", "price"], *rows])
    found, read = opened(written(tmp_path, file.getvalue().encode()), tmp_path)
    assert (found.delimiter, found.decimal) == (delimiter, ",")
    assert read == [tuple(row) for row in rows]


def test_decimal_commas_in_a_semicolon_file_are_no_separators(tmp_path: Path) -> None:
    found, rows = opened(written(tmp_path, b"a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n"), tmp_path)
    assert (found.delimiter, found.decimal) == (";", ",")
    assert rows[0] == ("1,5", "2,5", "3,5")


def test_one_column_of_texts_is_not_split_at_its_commas(tmp_path: Path) -> None:
    found, rows = opened(written(tmp_path, b"comment\nGood, fast, nice\nBad\nOk, fine\n"), tmp_path)
    assert found.delimiter == ""
    assert rows == [("Good, fast, nice",), ("Bad",), ("Ok, fine",)]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b"nps,when,why\n", ["nps", "when", "why"]),
        (b"", ["Column 1", "Column 2", "Column 3"]),
        (b"sep=,\nnps,when,why\n", ["nps", "when", "why"]),
    ],
)
def test_header_is_found_or_missed(tmp_path: Path, head: bytes, names: list[str]) -> None:
    found, rows = opened(written(tmp_path, head + b"5,2024-01-02,good\n6,2024-01-03,bad\n"), tmp_path)
    assert [column.name for column in found.columns] == names
    assert rows == [("5", "2024-01-02", "good"), ("6", "2024-01-03", "bad")]
    assert found.first_line == head.count(b"\n") + 1


def test_years_as_names_are_a_header(tmp_path: Path) -> None:
    found, rows = opened(written(tmp_path, b"firm,2019,2020,2021\nA,71,72,73\nB,81,82,83\n"), tmp_path)
    assert [column.name for column in found.columns] == ["firm", "2019", "2020", "2021"]
    assert len(rows) == 2


def test_double_names_are_told_apart_and_told(tmp_path: Path) -> None:
    found, _rows = opened(written(tmp_path, b"a,a,A,,b\n1,2,3,4,5\n"), tmp_path)
    assert [(c.name, c.renamed_from) for c in found.columns] == [
        ("a", ""),
        ("a (2)", "a"),
        ("A (3)", "A"),
        ("Column 4", ""),
        ("b", ""),
    ]


def test_columns_after_trailing_commas_are_dropped_only_if_empty(tmp_path: Path) -> None:
    found, rows = opened(written(tmp_path, b"a,b,\n1,2,\n3,4,\n"), tmp_path)
    assert (len(found.columns), rows) == (2, [("1", "2"), ("3", "4")])
    found, rows = opened(written(tmp_path, b"a,b,\n1,2,\n3,4,x\n"), tmp_path)
    assert (len(found.columns), rows) == (3, [("1", "2", None), ("3", "4", "x")])


def test_names_are_hostile_text_and_never_sql(tmp_path: Path) -> None:
    head = '"\'; DROP TABLE x; --","a""b",<script>'
    found, rows = opened(written(tmp_path, f"{head}\n1,2,3\n".encode(), "we*ird [1]?'\".csv"), tmp_path)
    assert [column.name for column in found.columns] == ["'; DROP TABLE x; --", 'a"b', "<script>"]
    assert rows == [("1", "2", "3")]
    assert found.name == "we*ird [1]?'\".csv"


def test_formulas_are_data(tmp_path: Path) -> None:
    _found, rows = opened(written(tmp_path, b"a,b\n=1+1,@SUM(A1)\n+5,-3\n"), tmp_path)
    assert rows == [("=1+1", "@SUM(A1)"), ("+5", "-3")]


def test_words_that_mean_nothing_elsewhere_stay_words(tmp_path: Path) -> None:
    _found, rows = opened(written(tmp_path, b'a,b\nNULL,NA\n"",\n#x,\\N\n'), tmp_path)
    assert rows == [("NULL", "NA"), (None, None), ("#x", "\\N")]


def test_broken_records_are_named_and_the_others_kept(tmp_path: Path) -> None:
    data = (
        'a,b,c\n1,2,3\n7,"open,z\n4,"t",5\n"mul\nti",6,7\n8,9\n1,2,3,4\n5,6,7,,\n\n9,"x"y,1\n2,é,3\n'.encode()
        + b"3,\xff\xfe,4\n"
        + "4,ééééééééééééééééééééééééééééé,5\n".encode()
    )
    found, rows = opened(written(tmp_path, data), tmp_path)
    assert [row[0] for row in rows] == ["1", "4", "mul\nti", "5", "2", "4"]
    assert [(r.line, r.raw) for r in found.rejects] == [
        (3, '7,"open,z'),
        (7, "8,9"),
        (8, "1,2,3,4"),
        (11, '9,"x"y,1'),
        (13, "3,��,4"),
    ]
    assert found.rejects[1].reason == "This row has too few cells: 2 instead of 3."
    assert found.rejects[2].reason == "This row has too many cells: 4 instead of 3."
    assert structural_rejects(opened=found) == found.rejects
    assert [physical_line(opened=found, record=n) for n in range(1, 7)] == [2, 4, 5, 9, 12, 14]


def test_a_file_cut_inside_its_last_cell_loses_that_record_only(tmp_path: Path) -> None:
    found, rows = opened(written(tmp_path, b'a,b\n1,"x"\n2,"cut he'), tmp_path)
    assert rows == [("1", "x")]
    assert [(r.line, r.raw) for r in found.rejects] == [(3, '2,"cut he')]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b'a,b\r1,2\r3,"x\ry"\r', [("1", "2"), ("3", "x\ny")]),
        (b"a,b\n1,2\r\n3,4\n", [("1", "2"), ("3", "4")]),
        (b'a,b\n1,"he said \\"x\\", y"\n2,"z"\n', [("1", 'he said "x", y'), ("2", "z")]),
        (b'a, "b"\n1, "x, y"\n2, "z"\n', [("1", "x, y"), ("2", "z")]),
        (b'a,b\n1,5" pipe\n2,6" pipe\n', [("1", '5" pipe'), ("2", '6" pipe')]),
    ],
)
def test_odd_ways_of_writing_are_read(tmp_path: Path, data: bytes, rows: list[tuple[str, str]]) -> None:
    found, read = opened(written(tmp_path, data), tmp_path)
    assert (read, found.rejects) == (rows, ())
    assert [column.name for column in found.columns] == ["a", "b"]


CELLS = [
    "",
    "5",
    "x",
    "a,b",
    "a;b",
    'q "x" q',
    "multi\nline",
    "multi\r\nline",
    '"',
    '""',
    "  sp",
    "é",
    "日本",
    "1,5",
]


@pytest.mark.parametrize("seed", range(60))
def test_any_well_formed_file_reads_as_python_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr("ninefold.listen.sources.structure._CHUNK", chance.choice([64, 200, 1 << 19]))
    width = chance.randint(2, 6)
    rows = [[chance.choice(CELLS) for _ in range(width)] for _ in range(chance.randint(1, 40))]
    file = io.StringIO(newline="")
    writer = csv.writer(
        file,
        delimiter=chance.choice(",;\t|"),
        lineterminator=chance.choice(["\n", "\r\n"]),
        quoting=chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    )
    writer.writerows([[f"name{i}" for i in range(width)], *rows])
    text = file.getvalue().rstrip("\r\n") if seed % 3 == 0 else file.getvalue()
    found, read = opened(written(tmp_path, text.encode(chance.choice(["utf-8", "utf-16"]))), tmp_path)
    tidy = [tuple((cell or "").replace("\r\n", "\n") for cell in map(str, row)) for row in rows]
    assert [tuple(str(c or "").replace("\r\n", "\n") for c in row) for row in read] == tidy
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=found.delimiter)
    starts = [reader.line_num + 1 for _row in reader][:-1]
    assert [physical_line(opened=found, record=n + 1) for n in range(len(rows))] == starts


def test_large_files_keep_their_order_and_their_lines(tmp_path: Path) -> None:
    lines = ["id,comment"]
    lines += [
        f'{i},"two\nlines"' if i % 1000 == 7 else f"{i},plain text of some length" for i in range(300_000)
    ]
    data = "\n".join(lines).encode()
    found, rows = opened(written(tmp_path, data), tmp_path)
    assert [int(str(row[0])) for row in rows] == list(range(300_000))
    assert physical_line(opened=found, record=300_000) == len(data.split(b"\n"))


def test_progress_ends_at_one_and_never_goes_back(tmp_path: Path) -> None:
    steps: list[float] = []
    data = b"a,b\n" + b"1,2\n" * 500_000
    open_file(
        path=written(tmp_path, data),
        connection=duckdb.connect(),
        scratch=tmp_path / "s",
        progress=steps.append,
    )
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


def test_parquet_is_read_as_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "score": pa.array([1.0, 2.5, None]),
            "nan": pa.array([1.0, float("nan"), float("inf")]),
            "x'; --": ["a", "", None],
            "yes": [True, None, False],
        }
    )
    pq.write_table(table, tmp_path / "answers.parquet")
    found, rows = opened(tmp_path / "answers.parquet", tmp_path)
    assert rows == [("1", "1", "a", "true"), ("2.5", None, None, None), (None, "inf", None, "false")]
    assert [column.name for column in found.columns] == ["score", "nan", "x'; --", "yes"]
    assert (found.kind, physical_line(opened=found, record=3)) == ("parquet", 3)


def test_json_lines_are_flattened_by_one_level(tmp_path: Path) -> None:
    data = (
        b'{"a":1,"b":{"c":2.50,"d":[1,2]},"t":"x\\ny"}\n{"a":3,"z":true,"t":""}\nnot json\n\n'
        b'{"a":12345678901234567890123}\n'
    )
    found, rows = opened(written(tmp_path, data, "answers.jsonl"), tmp_path)
    assert [column.name for column in found.columns] == ["a", "b.c", "b.d", "t", "z"]
    assert rows == [
        ("1", "2.50", "[1, 2]", "x\ny", None),
        ("3", None, None, None, "true"),
        ("12345678901234567890123", None, None, None, None),
    ]
    assert [(r.line, r.raw) for r in found.rejects] == [(3, "not json")]
    assert [physical_line(opened=found, record=n) for n in (1, 2, 3)] == [1, 2, 5]


@pytest.mark.parametrize("size", [3, 20, 1 << 20])
def test_json_array_is_read_whatever_the_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("ninefold.listen.sources.json_records._CHUNK", size)
    data = '[\n {"a":"]}\\"[ é","b":{"c":[{}]}},\n\n {"a":"2"}\n]\n'.encode()
    found, rows = opened(written(tmp_path, data, "answers.json"), tmp_path)
    assert rows == [(']}"[ é', "[{}]"), ("2", None)]
    assert [physical_line(opened=found, record=n) for n in (1, 2)] == [2, 4]


def test_no_record_of_a_short_header_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="too few cells: 2 instead of 3") as refused:
        opened(written(tmp_path, b"a,b,c\n" + b"1,2\n" * 100 + b"1,2,3\n" * 90), tmp_path)
    assert refused.value.line == 2
