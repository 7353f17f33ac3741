"""`ninefold report` from the outside: one file in, one file out, nothing left behind, a sentence where it cannot."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.understand.reports.exports import write

SOURCE = Path(__file__).resolve().parents[3] / "src"
PROGRAM = "from ninefold.site.cli import run; run()"


def report(*arguments: object, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    for name in ("NINEFOLD_HOME", "DJANGO_SETTINGS_MODULE", "NINEFOLD_DATABASE_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-c", PROGRAM, "report", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=folder, check=False, timeout=300
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write(tmp_path / "visits.csv")


def test_report_and_its_numbers_are_written_and_nothing_else(export: Path, tmp_path: Path) -> None:
    done = report(export, "-o", "out.html", "--json", "out.json", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "out.html\n", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.html", "out.json", "visits.csv"]
    assert (tmp_path / "out.html").read_text().startswith("<!doctype html>")
    assert json.loads((tmp_path / "out.json").read_bytes())["metrics"]["nps"]["n"] == 136


def test_report_without_a_name_stands_beside_its_file(export: Path, tmp_path: Path) -> None:
    assert report(export, "--language", "fa", folder=tmp_path).returncode == 0
    assert '<html lang="fa" dir="rtl">' in (tmp_path / "visits.report.html").read_text()


@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 64], ids=["empty", "binary"])
def test_bad_input_is_a_sentence_and_code_2(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    done = report(path, "-o", "out.html", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().endswith(".")
    assert "Traceback" not in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["answers.csv"]


def test_date_that_is_none_is_code_2(export: Path, tmp_path: Path) -> None:
    done = report(export, "--wave-date", "May", folder=tmp_path)
    assert done.returncode == 2
    assert "May is no date such as 2017-05-15" in done.stderr


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="There is no Chromium on this machine.")
def test_pdf_is_printed_where_there_is_a_browser(export: Path, tmp_path: Path) -> None:
    assert report(export, "-o", "out.pdf", folder=tmp_path).returncode == 0
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.pdf", "visits.csv"]


def test_pdf_without_a_browser_is_a_sentence(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = report(export, "-o", "out.pdf", folder=tmp_path)
    assert done.returncode == 1
    assert "A PDF is printed by Chromium, which is not installed." in done.stderr
