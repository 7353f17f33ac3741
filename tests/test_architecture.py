"""The house stands: every contract catches the violation it is there for, and the measures are kept."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
MODULES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# A feature of two: `planted_a` and `planted_b` stand in LISTEN only while a test runs.
A = "src/ninefold/listen/planted_a"
B = "src/ninefold/listen/planted_b"

# Contract, what is planted (file: text added to it), what the report must name.
VIOLATIONS: list[tuple[str, dict[str, str], str]] = [
    ("five-rooms", {"src/ninefold/listen/__init__.py": "import ninefold.understand"}, "ninefold.understand"),
    ("five-rooms", {"src/ninefold/kit/__init__.py": "import ninefold.people"}, "ninefold.people"),
    ("five-rooms", {"src/ninefold/extras/__init__.py": ""}, "ninefold.extras"),
    (
        "feature-layers",
        {f"{A}/queries.py": "import ninefold.listen.planted_a.operations", f"{A}/operations.py": ""},
        "ninefold.listen.planted_a.operations",
    ),
    (
        "feature-layers",
        {f"{A}/models.py": "import ninefold.listen.planted_a.views", f"{A}/views.py": ""},
        "ninefold.listen.planted_a.views",
    ),
    ("pure-cxstats", {"src/cxstats/estimate.py": "import django"}, "django"),
    ("pure-cxstats", {"src/cxstats/estimate.py": "import ninefold.kit"}, "ninefold"),
    ("pure-cxstats", {"src/cxstats/estimate.py": "import pyarrow"}, "pyarrow"),
    ("inside-cxstats", {"src/cxstats/estimate.py": "import cxstats.scores"}, "cxstats.scores"),
    ("inside-cxstats", {"src/cxstats/miscellany.py": ""}, "cxstats.miscellany"),
    (
        "private-views",
        {f"{A}/operations.py": "import ninefold.listen.planted_b.views", f"{B}/views.py": ""},
        "ninefold.listen.planted_b.views",
    ),
    (
        "no-circles",
        {
            f"{A}/queries.py": "import ninefold.listen.planted_b.queries",
            f"{B}/queries.py": "",
            f"{B}/models.py": "import ninefold.listen.planted_a.models",
            f"{A}/models.py": "",
        },
        "planted_a",
    ),
    ("one-engine", {"src/ninefold/kit/__init__.py": "import duckdb"}, "duckdb"),
    ("one-cluster", {"src/ninefold/engine/duck.py": "import pyspark"}, "pyspark"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the source once, so that violations are planted beside it and never in it."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(
        SRC, copy / "src", ignore=lambda _, names: [n for n in names if "." in n and not n.endswith(".py")]
    )
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


def lint(house: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for name in contracts for argument in ("--contract", name)]
    return subprocess.run(
        [sys.executable, "-c", LINT, "--cache-dir", str(house / "cache"), *chosen],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def planted(house: Path, plants: Mapping[str, str]) -> Iterator[None]:
    before = {}
    folders = []
    for name, text in plants.items():
        path = house / name
        if not path.parent.exists():
            folders.append(path.parent)
            path.parent.mkdir()
            (path.parent / "__init__.py").touch()
        before[path] = path.read_text() if path.exists() else None
        path.write_text((before[path] or "") + f"\n{text}\n")
    try:
        yield
    finally:
        for path, text in before.items():
            path.unlink() if text is None else path.write_text(text)
        for folder in folders:
            shutil.rmtree(folder)


def test_contracts_hold(house: Path) -> None:
    done = lint(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "plants", "named"), VIOLATIONS)
def test_contract_catches_planted_violation(
    house: Path, contract: str, plants: dict[str, str], named: str
) -> None:
    with planted(house, plants):
        done = lint(house, contract)
    assert done.returncode == 1, done.stdout
    assert "Contracts: 0 kept, 1 broken." in done.stdout
    assert named in done.stdout


def test_every_contract_has_a_planted_violation() -> None:
    lines = (ROOT / ".importlinter").read_text().splitlines()
    contracts = {
        line.rstrip("]").rsplit(":", 1)[1] for line in lines if line.startswith("[importlinter:contract:")
    }
    assert contracts == {contract for contract, _, _ in VIOLATIONS}


BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "services", "service", "misc", "base"}


def test_no_folder_or_module_is_a_junk_drawer() -> None:
    found = {
        str(path.relative_to(SRC))
        for path in SRC.rglob("*")
        if (path.is_dir() or path.suffix == ".py") and path.stem in BANNED_NAMES
    }
    assert found == set()


def test_modules_are_short() -> None:
    lengths = {str(path.relative_to(SRC)): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function from `def` to its end, its docstring left out."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None and isinstance(first, ast.Expr):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_functions_are_short() -> None:
    long = {
        f"{path.relative_to(SRC)}:{node.lineno} {node.name}": body_length(node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_length(node) > 40
    }
    assert long == {}


def imported(path: Path) -> set[str]:
    """Name everything that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


HTTP = {"django.http", "django.shortcuts"}
# requests.py holds the types of requests that views and API routes share; context.py what every template gets.
SPEAK_HTTP = {"views.py", "api.py", "middleware.py", "requests.py", "context.py"}


def test_http_is_spoken_by_views_api_and_middleware_alone() -> None:
    others = [path for path in MODULES if path.name not in SPEAK_HTTP]
    assert {str(path.relative_to(SRC)) for path in others if imported(path) & HTTP} == set()


def test_tests_mirror_the_source() -> None:
    """A test of a module stands where the module stands; stories and whole-house tests stand apart."""
    tests = ROOT / "tests"
    rooms = [path for path in tests.iterdir() if (SRC / "ninefold" / path.name).is_dir()]
    sides = [(room, SRC / "ninefold") for room in rooms] + [(tests / "cxstats", SRC)]
    missing = {
        str(test.relative_to(tests))
        for folder, side in sides
        for test in folder.rglob("test_*.py")
        # tests/kit/digits/test_rounding.py tests a part of src/ninefold/kit/digits.py
        if not (place := side / test.parent.relative_to(tests)).is_dir()
        and not place.with_suffix(".py").exists()
    }
    assert missing == set()
