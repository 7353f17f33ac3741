"""No physical side anywhere: what is left in one language is right in another."""

import re
from pathlib import Path

import pytest

import ninefold

ROOT = Path(ninefold.__file__).parent
STYLES = sorted(ROOT.rglob("static/**/*.css"))
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
PHYSICAL = re.compile(
    r"(?<![\w-])(margin|padding|border|scroll-margin|scroll-padding|inset)-(left|right)|"
    r"(?<![\w-])border-(top|bottom)-(left|right)-radius|"
    r"(?<![\w-])(left|right)\s*:|"
    r"(text-align|float|clear|caption-side)\s*:\s*(left|right)|"
    r"\bto\s+(left|right|top\s+left|top\s+right)\b"
)
# Four values in one property name the sides by their place.
FOUR = re.compile(r"(?<![\w-])(margin|padding|inset|border-(?:width|color|style))\s*:\s*([^;}]+)")
IN_MARKUP = re.compile(
    r"""\sstyle\s*=|\salign\s*=\s*["']?(left|right)|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*="""
)


def _sides(value: str) -> list[str]:
    return re.findall(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+", value)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_style_sheet_names_no_physical_side(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [match.group(0) for match in PHYSICAL.finditer(text)] == []
    uneven = [
        match.group(0)
        for match in FOUR.finditer(text)
        if len(sides := _sides(match.group(2))) == 4 and sides[1] != sides[3]
    ]
    assert uneven == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_carries_no_side_style_or_script_of_its_own(path: Path) -> None:
    assert [match.group(0) for match in IN_MARKUP.finditer(path.read_text(encoding="utf-8"))] == []
