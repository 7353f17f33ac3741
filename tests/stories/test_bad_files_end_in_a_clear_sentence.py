"""A file that cannot be used ends in one clear sentence in the user's language, and leaves nothing behind."""

import json
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from tests import factories
from tests.stories.at_home import run

from ninefold.engine.models import Segment
from ninefold.engine.segments import folder
from ninefold.engine.snapshot import snapshot
from ninefold.kit.jobs.worker import work_off
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.surveys.models import Survey
from ninefold.people.organisations.models import Organisation
from ninefold.site.commands.import_command import import_command
from ninefold.site.wiring import wire_jobs

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = b"response_id,responded_at,nps,comment\n" + b"".join(
    b"r%d,2026-01-%02d,%d,said %d\n" % (i, 1 + i % 28, i % 11, i) for i in range(200)
)
UNDATED = b"response_id,nps\n" + b"".join(b"r%d,%d\n" % (i, i % 11) for i in range(60))


@cache
def bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(1_000):
                sheet.write(bytes(1_000_000))
    return file.getvalue()


def cut_parquet() -> bytes:
    file = BytesIO()
    pq.write_table(pa.table({"nps": list(range(11)) * 2_000}), file)
    return file.getvalue()[:-400]


# The file, its name, what is said of it in English and in Persian.
BAD: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "empty": (lambda: b"", "a.csv", "The file is empty. Export the answers again", "فایل خالی است."),
    "only names": (lambda: b"nps,date\n", "a.csv", "only the names of its columns and no answers", "ستون"),
    "binary": (lambda: random.Random(1).randbytes(50_000), "a.csv", "Line 1 contains a zero byte", "1"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(900), "a.csv", "a file of type PNG", "PNG"),
    "zero bytes": (lambda: GOOD + b"r,\x002026-01-01,9,\n", "a.csv", "Line 202 contains a zero byte", "202"),
    "one line of 100 MB": (lambda: b"a" * 100_000_000, "a.csv", "Line 1 is longer than 8 MB", "8"),
    "a million columns": (
        lambda: b",".join(b"c%d" % i for i in range(1_000_000)) + b"\n",
        "a.csv",
        "The file has 1000000 columns, more than the 4000 that can be read",
        "1000000",
    ),
    "open quote": (
        lambda: GOOD + b'r,2026-01-01,9,"never\n' + GOOD * 200,
        "a.csv",
        "opened in line 202, column “comment”, is never closed",
        "202",
    ),
    "zip bomb": (bomb, "a.xlsx", "would unpack to more than 400 MB", "400"),
    "zip of something else": (
        lambda: _zip({"a.txt": "a"}),
        "a.xlsx",
        "an archive, not a spreadsheet",
        "فایل",
    ),
    "cut Parquet": (cut_parquet, "a.parquet", "The Parquet file is cut off or damaged", "Parquet"),
    "nothing to count": (
        lambda: b"name,town\n" + b"".join(b"n%d,t%d\n" % (i, i % 5) for i in range(60)),
        "a.csv",
        "No column is a question or a comment. Choose at least one.",
        "ستون",
    ),
}


def _zip(parts: dict[str, str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Organisation]:
    """An organisation in a data folder of its own."""
    (tmp_path / "home" / "uploads").mkdir(parents=True)
    uploads = tmp_path / "home" / "uploads"
    with override_settings(HOME=tmp_path / "home", FILE_UPLOAD_TEMP_DIR=uploads):
        yield factories.organisation()


def nothing_was_written() -> None:
    counts = [model.objects.count() for model in (Survey, Source, Wave, Segment)]
    assert counts == [0, 0, 0, 0]
    assert [file for file in folder().rglob("*") if file.is_file()] == []
    left = [file for file in folder().parent.joinpath("uploads").rglob("*") if file.is_file()]
    assert left == []


def one_sentence(err: str) -> str:
    """Give what was said, which is one line and no trace of Python."""
    assert "Traceback" not in err
    (line,) = err.strip().splitlines()
    return line


@pytest.mark.parametrize("case", BAD)
def test_bad_file_at_the_command_line(house: Organisation, tmp_path: Path, case: str) -> None:
    make, name, said, _persian = BAD[case]
    file = tmp_path / name
    data = make()
    file.write_bytes(data)
    ran = run("import", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert said in one_sentence(ran.err)
    assert ran.megabytes < 500
    assert file.read_bytes() == data
    assert set(Import.objects.values_list("state", flat=True)) == {ImportState.REFUSED}
    nothing_was_written()


@pytest.mark.parametrize("case", ["empty", "zero bytes", "zip bomb"])
def test_bad_file_at_the_command_line_in_persian(house: Organisation, tmp_path: Path, case: str) -> None:
    Organisation.objects.filter(pk=house.pk).update(language="fa")
    make, name, english, persian = BAD[case]
    file = tmp_path / name
    file.write_bytes(make())
    ran = run("import", str(file))
    assert ran.code == 2
    told = one_sentence(ran.err)
    assert persian in told
    assert english not in told
    assert "فایل" in told or "خط" in told or "سطر" in told


@pytest.mark.parametrize(
    ("case", "language"),
    [*((case, "en") for case in BAD if case != "empty"), ("zero bytes", "fa"), ("zip bomb", "fa")],
)
def test_bad_file_in_the_browser(house: Organisation, case: str, language: str) -> None:
    make, name, said, persian = BAD[case]
    browser = factories.browser(of=factories.member(of=house, language=language))
    page = after_reading(browser, make(), name)
    if case == "nothing to count":  # a person may say what the columns mean, so it waits to be checked
        assert Import.objects.get().state == ImportState.TO_CHECK
        assert said in page
        return
    assert Import.objects.get().state == ImportState.REFUSED
    assert (persian if language == "fa" else said) in page
    if language == "fa":
        assert said not in page
    nothing_was_written()


def after_reading(browser: Client, data: bytes, name: str) -> str:
    """Upload a file, let the worker read it, open its page."""
    answer = browser.post("/listen/sources/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302
    work_off(wiring=wire_jobs())
    page = browser.get(answer["Location"])
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize(("language", "said"), [("en", "This file is empty."), ("fa", "این فایل خالی است.")])
def test_empty_upload_is_refused_at_once(house: Organisation, language: str, said: str) -> None:
    browser = factories.browser(of=factories.member(of=house, language=language))
    answer = browser.post("/listen/sources/", {"file": SimpleUploadedFile("a.csv", b"")})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Import.objects.count() == 0


def test_no_upload_at_all_is_refused(house: Organisation) -> None:
    answer = factories.browser(of=factories.member(of=house)).post("/listen/sources/", {})
    assert answer.status_code == 422
    assert "Choose the file to import." in answer.content.decode()


def test_file_in_any_encoding_is_read(house: Organisation, tmp_path: Path) -> None:
    text = GOOD.decode() + "".join(f"u{i},2026-01-01,5,Дуже добре обслуговування\n" for i in range(40))
    for number, encoding in enumerate(("utf-16-le", "cp1251", "utf-8-sig")):
        file = tmp_path / f"{number}.csv"
        file.write_bytes(text.encode(encoding))
        ran = run("import", str(file), "--source", "Shop", "--wave", encoding)
        assert (ran.code, ran.err) == (0, "")
    frame = snapshot(organisation=house.pk, table="comment")
    texts = {row for one in frame.files for row in pq.read_table(one.path)["text"].to_pylist()}
    assert texts == {f"said {i}" for i in range(200)} | {"Дуже добре обслуговування"}


def test_names_that_stand_twice_are_told(house: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(
        b"nps,nps,responded_at\n" + b"".join(b"%d,%d,2026-01-01\n" % (i % 11, i * 3 % 11) for i in range(99))
    )
    ran = run("import", str(file))
    assert ran.code == 0
    assert "The name “nps” stands more than once." in ran.out


def test_formulas_are_texts_and_never_formulas_again(house: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    words = '=HYPERLINK("http://example.org","x")'
    cell = words.replace('"', '""')
    rows = "".join(f'{i % 11},2026-01-01,"{cell} {i}"\n' for i in range(60))
    file.write_text(f"nps,responded_at,comment\n{rows}=1+1,=1+1,@SUM(A1)\n")
    ran = run("import", str(file), "--json")
    assert ran.code == 0
    answer = json.loads(ran.out)
    assert (answer["counts"]["taken"], answer["counts"]["rejected"]) == (60, 1)
    (frame,) = snapshot(organisation=house.pk, table="comment").files
    assert pq.read_table(frame.path)["text"].to_pylist()[0].startswith(words)
    rejects = Path(answer["rejects"]).read_text(encoding="utf-8-sig").splitlines()
    assert rejects[1].startswith("62,")
    assert ",=" not in rejects[1]
    assert ',"=' not in rejects[1]
    assert "'=1+1" in rejects[1]


def rule(**fields: object) -> dict[str, object]:
    return {"column": "nps", "role": "nps", "low": 0, "high": 10} | fields


def mapping(*rules: dict[str, object], **fields: object) -> dict[str, object]:
    return {
        "version": 1,
        "rules": rules,
        "wave": "",
        "wave_date": None,
        "time_zone": "UTC",
        "decimal": ".",
    } | fields


UNUSABLE: dict[str, tuple[str, str]] = {
    "not JSON": ('{"version": 1,\n "rules": [}', "is not JSON: line 2, column"),
    "another thing": ("[1, 2]", "This is not a mapping that Ninefold wrote."),
    "another version": (json.dumps(mapping(rule(), version=2)), "another version of Ninefold"),
    "no rules": (json.dumps({"version": 1}), "This is not a mapping that Ninefold wrote."),
    "unknown role": (json.dumps(mapping(rule(role="mood"))), "“role” of the column “nps” cannot be read"),
    "unknown field": (json.dumps(mapping(rule(mood=1))), "“mood” of the column “nps” cannot be read"),
    "SQL for a number": (
        json.dumps(mapping(rule(low="0 OR 1=1"))),
        "“low” of the column “nps” cannot be read",
    ),
    "unknown column": (
        json.dumps(mapping(rule(), rule(column="mood", role="csat"))),
        "the column “mood”, which this file does not have",
    ),
    "no scale": (
        json.dumps(mapping(rule(low=None, high=None))),
        "lowest and the highest answer of the column “nps”",
    ),
    "nothing asked": (json.dumps(mapping(rule(role="channel"))), "No column is a question or a comment"),
    "day that is none": (json.dumps(mapping(rule(), wave_date="soon")), "not a mapping that Ninefold wrote"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_mapping_that_cannot_be_used(house: Organisation, tmp_path: Path, case: str) -> None:
    text, said = UNUSABLE[case]
    (tmp_path / "a.csv").write_bytes(GOOD)
    (tmp_path / "m.json").write_text(text)
    # In this process: a dozen of their own would take most of a minute to start, and say the same.
    ran = CliRunner().invoke(import_command, [str(tmp_path / "a.csv"), "--mapping", str(tmp_path / "m.json")])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert said in one_sentence(ran.stderr)
    nothing_was_written()


def test_file_without_dates_needs_the_date_of_its_wave(house: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(UNDATED)
    ran = run("import", str(file))
    assert ran.code == 2
    assert one_sentence(ran.err) == "The file has no full date. Enter the date of this wave."
    nothing_was_written()
    ran = run("import", str(file), "--wave-date", "15.5.2017")
    assert ran.code == 2
    assert one_sentence(ran.err) == "The date of the wave must be written like 2017-05-15, not 15.5.2017."
    assert run("import", str(file), "--wave-date", "2017-05-15").code == 0
    assert Wave.objects.get().rows == 60


def test_file_that_is_not_there(house: Organisation, tmp_path: Path) -> None:
    ran = run("import", str(tmp_path / "none.csv"))
    assert ran.code == 2
    assert "cannot be opened: No such file or directory." in one_sentence(ran.err)
    assert Import.objects.count() == 0


def test_upload_that_vanished_before_it_was_read(house: Organisation) -> None:
    browser = factories.browser(of=factories.member(of=house))
    answer = browser.post("/listen/sources/", {"file": SimpleUploadedFile("a.csv", GOOD)})
    Import.objects.get().file.unlink()
    work_off(wiring=wire_jobs())
    page = browser.get(answer["Location"]).content.decode()
    assert "The file “a.csv” is no longer there. Choose it again." in page
    nothing_was_written()


def test_upload_that_vanished_or_changed_before_it_was_stored(house: Organisation) -> None:
    browser = factories.browser(of=factories.member(of=house))
    for harm, said in (
        (lambda file: file.unlink(), "is no longer there"),
        (lambda file: file.write_bytes(GOOD[:-9]), "has changed since it was read"),
    ):
        answer = browser.post("/listen/sources/", {"file": SimpleUploadedFile("a.csv", GOOD)})
        work_off(wiring=wire_jobs())
        stored = browser.post(answer["Location"], {"store": "1", "source": "Shop", "wave": "First"})
        assert stored.status_code == 302
        harm(Import.objects.latest("pk").file)
        work_off(wiring=wire_jobs())
        assert said in browser.get(answer["Location"]).content.decode()
        nothing_was_written()
