"""The documentation is complete: what stands in the source stands in the pages, and the other way round."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
DOCS = ROOT / "docs"
NOT_FEATURES = {"migrations", "templates", "templatetags", "management", "static", "locale", "__pycache__"}
ROOMS = ("site", "demo", "lead", "prove", "act", "understand", "listen", "journeys", "customers", "people")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def features() -> set[str]:
    """Name every feature folder: a package inside a room, such as listen/sources."""
    rooms = [SRC / "ninefold" / room for room in ROOMS]
    folders = {folder for room in rooms if room.is_dir() for folder in room.iterdir() if folder.is_dir()}
    return {
        f"{folder.parent.name}/{folder.name}"
        for folder in folders
        if folder.name not in NOT_FEATURES and any(folder.rglob("*.py"))
    }


def rows(page: Path) -> list[list[str]]:
    """Read the rows of all tables on a page, heads and rules left out."""
    lines = page.read_text().splitlines()
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
    heads = {index - 1 for index, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [row for index, row in enumerate(cells) if index not in heads and index - 1 not in heads]


def in_code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


# --- map.md ---------------------------------------------------------------------------------------------------


def test_map_names_every_feature_and_room() -> None:
    named = {
        path.removeprefix("src/ninefold/").rstrip("/") for path in in_code((DOCS / "map.md").read_text())
    }
    rooms = {path.name for path in (SRC / "ninefold").iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert (features() | rooms) - named == set()


def test_map_names_nothing_that_is_not_there() -> None:
    named = {
        path
        for path in in_code((DOCS / "map.md").read_text())
        if path.startswith(("src/", "docs/", "tests/"))
    }
    assert {path for path in named if not (ROOT / path).exists()} == set()


# --- words.md -------------------------------------------------------------------------------------------------


def terms() -> set[str]:
    return {row[0].lower() for row in rows(DOCS / "words.md")}


def singular(word: str) -> str:
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    return word.removesuffix("s")


def spoken(name: str) -> str:
    """Turn a class name or a folder name into words: TailRecord and tail_records are both a tail record."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def models() -> set[str]:
    trees = [ast.parse(path.read_text()) for path in SRC.rglob("models.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {node.name for node in classes if any("Model" in ast.unparse(parent) for parent in node.bases)}


def test_words_have_one_line_each_in_six_languages() -> None:
    found = [row[0].lower() for row in rows(DOCS / "words.md")]
    assert sorted(found) == sorted(set(found))
    assert [row for row in rows(DOCS / "words.md") if len(row) != 7 or not all(row)] == []


def test_words_hold_every_model_and_feature() -> None:
    names = {spoken(name) for name in models()} | {spoken(feature.split("/")[1]) for feature in features()}
    assert {name for name in names if not {name, singular(name)} & terms()} == set()


# --- settings.md ----------------------------------------------------------------------------------------------


def test_every_environment_setting_is_described() -> None:
    sources = [*SRC.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    read = {
        name for path in sources for name in re.findall(r"[\"'](NINEFOLD_[A-Z_]+)[\"']", path.read_text())
    }
    described = {name for row in rows(DOCS / "settings.md") for name in in_code(row[0])}
    made_up = {name for name in read if name.startswith("NINEFOLD_TEST_")}
    assert read - made_up == described


# --- requirements.md ------------------------------------------------------------------------------------------

ARTICLES = {0: 39, 1: 27, 2: 20, 3: 57, 4: 39}


def test_requirements_are_complete() -> None:
    expected = [
        f"{article}.{number:02}" for article, last in ARTICLES.items() for number in range(1, last + 1)
    ]
    assert len(expected) == 182
    assert [row[0] for row in rows(DOCS / "requirements.md")] == expected


@pytest.mark.parametrize("row", rows(DOCS / "requirements.md"), ids=lambda row: row[0])
def test_requirement_says_what_and_where(row: list[str]) -> None:
    _, what, where = row
    places = in_code(where)
    assert what
    assert places or where == "later"
    assert [place for place in places if not (ROOT / place).exists()] == []


# --- decisions ------------------------------------------------------------------------------------------------

PARTS = ["Context", "Decision", "Consequences", "Alternatives", "References"]
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))


def test_decisions_are_numbered_without_gap() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", [*DECISIONS, DOCS / "decisions" / "template.md"], ids=lambda page: page.stem)
def test_decision_has_its_parts_on_one_screen(page: Path) -> None:
    lines = page.read_text().splitlines()
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == PARTS
    assert len(lines) <= 80


# --- all pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_command_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = "\n".join(page.read_text() for page in PAGES)
    assert set(re.findall(r"(?:`|^ *)make ([a-z-]+)", text, re.MULTILINE)) - targets == set()
