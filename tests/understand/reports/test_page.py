"""A report as a page: self-contained, in six languages, and silent about small groups."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.understand.reports.exports import PLACES, measured, write

from ninefold.kit.locales import LANGUAGE_NAMES
from ninefold.understand.reports.page import report_page, write_html


class Loaded(HTMLParser):
    """Everything a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in {"src", "href", "data", "action"} and not (value or "").startswith("#"):
                self.found.append((tag, value or ""))


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("export") / "visits.csv")


def test_page_needs_nothing_beside_it(export: Path) -> None:
    page = Loaded()
    html = write_html(report=measured(export))
    page.feed(html)
    assert page.found == []
    assert not page.tags & {"script", "link", "iframe", "img", "form"}
    assert re.findall(r"@import|url\(\s*['\"]?https?:", html) == []


def test_headline_findings_and_tile_tell_the_same_number(export: Path) -> None:
    page = report_page(report=measured(export))
    score = page.tiles[0].working.score
    assert score.estimate.n == sum(count for count, _answer in PLACES.values()) - 3
    assert page.headline.startswith(f"NPS is {100 * (score.estimate.value or 0):.1f}".replace("-", "\u2212"))
    assert page.tiles[0].left_out == "3 coded \u206899\u2069"
    assert [each.split(" than ")[0] for each in page.findings[:2]] == [
        "NPS is lower for “\u2068Touchpoint: Phone\u2069”",
        "NPS is higher for “\u2068Touchpoint: Shop\u2069”",
    ]


def test_small_group_and_the_one_that_would_give_it_away_are_not_told(export: Path) -> None:
    html = write_html(report=measured(export))
    (side,) = [
        each for each in report_page(report=measured(export)).sides if each.breakdown.column == "touchpoint"
    ]
    assert [change.group for change in side.shown] == ["Phone", "Shop"]
    assert side.hidden == 2
    assert "2 groups are hidden: fewer than <bdi>10</bdi> people" in html.replace("<bdi>2</bdi>", "2")


def test_threshold_asked_for_is_the_one_that_holds_and_is_named(export: Path) -> None:
    html = write_html(report=measured(export, threshold=50))
    assert "fewer than <bdi>50</bdi> people" in html
    assert "fewer than <bdi>10</bdi> people" not in html


def test_words_of_customers_stay_text(export: Path) -> None:
    html = write_html(report=measured(export))
    assert "&lt;b&gt;too&lt;/b&gt;" in html
    assert "<b>too</b>" not in html


@pytest.mark.parametrize("language", sorted(LANGUAGE_NAMES))
def test_page_is_written_in_the_language_asked_for(export: Path, language: str) -> None:
    html = write_html(report=measured(export, language=language))
    direction = "rtl" if language in {"fa", "ar"} else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    headings = re.findall(r"<h2>([^<]+)", html)
    assert len(headings) >= 6
    if language != "en":
        assert "What was found in the file" not in headings
    if language == "fa":
        assert not re.search(r">[^<]*\bn [0-9]", html)


def test_file_without_a_scale_says_so_and_still_tells_what_it_holds(tmp_path: Path) -> None:
    lines = [(f"T{n % 4}", f"It was a long way to the till, said visitor {n}.") for n in range(40)]
    path = write(tmp_path / "words.csv", heads=("Town", "Your comment"), lines=lines)
    html = write_html(report=measured(path))
    assert "No question with a scale was found" in html
    assert "What was found in the file" in html


def test_many_plain_attributes_are_named_in_one_line(tmp_path: Path) -> None:
    heads = ("NPS", *(f"flag {place}" for place in range(30)))
    lines = [(n % 11, *(("yes", "no")[(n + place) % 2] for place in range(30))) for n in range(60)]
    page = report_page(report=measured(write(tmp_path / "wide.csv", heads=heads, lines=lines)))
    assert len(page.columns.named) + len(page.columns.tabled) + len(page.columns.left_out) == len(heads)
    assert len(page.columns.named) == 0 or len(page.columns.named) > 12
