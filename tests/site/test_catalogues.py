"""Catalogues are compiled when they are stale, without any tool of the system."""

import gettext
import os
from pathlib import Path

import pytest

from ninefold.site.catalogues import compile_stale

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Answers"
msgstr "پاسخ‌ها"

#, fuzzy
msgid "Waves"
msgstr "نامطمئن"
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "fa" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return path


def test_new_catalogue_is_compiled_and_read(tmp_path: Path, source: Path) -> None:
    assert compile_stale(folders=[tmp_path]) == (source.with_suffix(".mo"),)
    with source.with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert (read.gettext("Answers"), read.gettext("Waves")) == ("پاسخ‌ها", "Waves")


def test_fresh_catalogue_is_left_alone(tmp_path: Path, source: Path) -> None:
    compile_stale(folders=[tmp_path])
    assert compile_stale(folders=[tmp_path]) == ()


def test_changed_catalogue_is_compiled_again(tmp_path: Path, source: Path) -> None:
    compile_stale(folders=[tmp_path])
    os.utime(source, (4_000_000_000, 4_000_000_000))
    assert len(compile_stale(folders=[tmp_path])) == 1


def test_folder_that_cannot_be_written_is_passed_over_when_compiled_before(
    tmp_path: Path, source: Path
) -> None:
    # A folder in the place of the temporary file stands for a disk that may not be written to.
    source.with_suffix(f".{os.getpid()}.tmp").mkdir()
    with pytest.raises(OSError, match="directory"):
        compile_stale(folders=[tmp_path])
    source.with_suffix(".mo").write_bytes(b"")
    os.utime(source, (4_000_000_000, 4_000_000_000))
    assert compile_stale(folders=[tmp_path]) == ()


def test_nothing_but_the_compiled_file_is_left_behind(tmp_path: Path, source: Path) -> None:
    compile_stale(folders=[tmp_path])
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]
