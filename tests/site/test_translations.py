"""A string is done when it stands in all six languages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ninefold"
LANGUAGES = ("fa", "uk", "ru", "ar", "zh_Hans")
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%%|\{\w*\}|%[sd]")
TAG = re.compile(r"</?\w+[^>]*>")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(SOURCE / "site" / "locale" / language / "LC_MESSAGES" / "django.po"))


def signs(text: str) -> list[str]:
    """The placeholders and tags of a text; a doubled per cent sign may be written as the language's own."""
    found = [sign for sign in PLACEHOLDER.findall(text) if sign != "%%"]
    return sorted({*found, *TAG.findall(text)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_no_gap_and_nothing_fuzzy(language):
    entries = [entry for entry in catalogue(language) if not entry.obsolete]
    assert len(entries) > 500
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_keeps_the_placeholders_and_tags(language):
    wrong = []
    for entry in catalogue(language):
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        allowed = {tuple(signs(entry.msgid)), tuple(signs(entry.msgid_plural or entry.msgid))}
        wrong += [(entry.msgid, form) for form in forms if tuple(signs(form)) not in allowed]
    assert wrong == []


@pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="gettext is not installed: texts cannot be collected."
)
def test_catalogues_hold_every_text_of_the_source(tmp_path):
    copy = tmp_path / "ninefold"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static"))
    command = [sys.executable, "-m", "django", "makemessages", "--no-obsolete", "--add-location", "never"]
    for language in LANGUAGES:
        command += ["-l", language]
    subprocess.run(command, cwd=copy, check=True, capture_output=True, env=_environment(tmp_path))
    for language in LANGUAGES:
        collected = polib.pofile(str(copy / "site" / "locale" / language / "LC_MESSAGES" / "django.po"))
        known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue(language)}
        wanted = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in collected}
        assert sorted(map(str, wanted - known)) == []
        assert sorted(map(str, known - wanted)) == []


def _environment(tmp_path: Path) -> dict[str, str]:

    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ninefold.site.settings",
        "NINEFOLD_HOME": str(tmp_path / "home"),
        # The copy comes first: the command writes into the catalogues of the settings it imports.
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(SOURCE.parent)]),
    }
