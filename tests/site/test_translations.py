"""A string is done when it stands in all six languages."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ninefold"
LANGUAGES = ("fa", "uk", "ru", "ar", "zh_Hans")
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%%|\{\w*\}|%[sd]")
TAG = re.compile(r"</?\w+[^>]*>")


def path_of(language: str) -> Path:
    return SOURCE / "site" / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(path_of(language)))


def flaws(path: Path) -> list[str]:
    """What gettext's own tools refuse in a catalogue, and polib passes over."""
    read = polib.pofile(str(path))
    forms = int(re.search(r"nplurals=(\d+)", read.metadata["Plural-Forms"])[1])
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    found = [f"line {number}: {line}" for number, line in lines if line.startswith(("#|", "#~"))]
    keys = Counter((entry.msgctxt, entry.msgid) for entry in read)
    found += [f"twice: {text}" for (_, text), times in keys.items() if times > 1]
    for entry in read:
        written = entry.msgstr_plural if entry.msgid_plural else {0: entry.msgstr}
        if entry.msgid_plural and sorted(written) != list(range(forms)):
            found.append(f"{len(written)} forms, not {forms}: {entry.msgid}")
        edges = {(text[:1] == "\n", text[-1:] == "\n") for text in (entry.msgid, *written.values())}
        if len(edges) > 1:
            found.append(f"other line ends: {entry.msgid}")
    return found


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
def test_catalogue_has_no_flaw(language):
    assert flaws(path_of(language)) == []


@pytest.mark.skipif(
    shutil.which("msgfmt") is None, reason="gettext is not installed: `flaws` stands in for it."
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_passes_the_check_of_gettext(language):
    command = ["msgfmt", "-c", "-o", os.devnull, str(path_of(language))]
    done = subprocess.run(command, check=False, capture_output=True)
    assert (done.stderr.decode(), done.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('#| msgctxt "kind"\nmsgid "Wave"\nmsgstr "Хвиля"\n', ['line 3: #| msgctxt "kind"']),
        ('#~ msgid "Wave"\n#~ msgstr "Хвиля"\n', ['line 3: #~ msgid "Wave"', 'line 4: #~ msgstr "Хвиля"']),
        ('msgid "Wave"\nmsgstr "Хвиля"\n\nmsgid "Wave"\nmsgstr "Хвиля"\n', ["twice: Wave"]),
        (
            'msgid "%(n)s wave"\nmsgid_plural "%(n)s waves"\nmsgstr[0] "%(n)s хвиля"\n',
            ["1 forms, not 4: %(n)s wave"],
        ),
        ('msgid "Wave"\nmsgstr "Хвиля\\n"\n', ["other line ends: Wave"]),
    ],
)
def test_broken_catalogue_is_told(tmp_path, broken, told):
    path = tmp_path / "django.po"
    path.write_text(f'msgid ""\nmsgstr "Plural-Forms: nplurals=4; plural=0;\\n"\n{broken}', encoding="utf-8")
    assert flaws(path) == told


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
