"""The example notebooks, run cell by cell on the example company."""

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.test import override_settings
from tests import factories

from ninefold.demo.example.loading import load_example
from ninefold.demo.example.operations import Wanted, found_example
from ninefold.engine.segments import folder
from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role

pytestmark = pytest.mark.django_db
PLACE = Path(__file__).resolve().parents[3] / "docs" / "notebooks"
NOTEBOOKS = sorted(PLACE.glob("*.ipynb"))


@pytest.fixture(scope="module", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the files of the example apart."""
    with override_settings(HOME=tmp_path_factory.mktemp("examples")):
        yield


@pytest.fixture
def analyst(own_home: None, monkeypatch: pytest.MonkeyPatch) -> Member:
    """Somebody who analyses a small example company; the environment names both."""
    shutil.rmtree(folder(), ignore_errors=True)
    made = found_example(wanted=Wanted(customers=3000), at=factories.AT)
    load_example(example=made, at=factories.AT, progress=lambda _share: None)
    member = factories.member(of=made.organisation, role=Role.ANALYST)
    monkeypatch.setenv("NINEFOLD_HOME", str(settings.HOME))
    monkeypatch.setenv("NINEFOLD_MEMBER", member.user.email)
    return member


def cells(path: Path) -> list[str]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == "code"]


def run(path: Path) -> dict[str, Any]:
    """Execute the cells in their order in one namespace, as a kernel does."""
    left: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells(path):
        exec(compile(cell, path.name, "exec"), left)
    return left


def taken(house: Organisation) -> list[tuple[str, int]]:
    log = AuditEntry.objects.for_organisation(house).filter(action="export_made").order_by("number")
    return [(entry.details["kind"], entry.details["rows"]) for entry in log]


def test_score_by_hand_is_the_number_of_the_page(analyst, capsys):
    left = run(NOTEBOOKS[0])
    assert left["page"] == left["score"]
    assert left["by_hand"] == pytest.approx(
        (left["score"].value, left["score"].low, left["score"].high), rel=1e-12
    )
    assert {name for name, found in left["by_channel"].items() if found.method != "hidden"} >= {
        "web",
        "store",
    }
    assert "the page says the same: True" in capsys.readouterr().out
    assert taken(analyst.organisation) == [("feedback_rows", left["rows"].num_rows)]


def test_what_goes_with_nps_comes_out_of_sums_as_out_of_rows(analyst, capsys):
    left = run(NOTEBOOKS[1])
    assert left["apart"] < 1e-10
    assert sum(one.share.value for one in left["found"].drivers) == pytest.approx(1)
    assert "The delivery kept its promise" in capsys.readouterr().out
    assert taken(analyst.organisation) == [("feedback_rows", left["rows"].num_rows)]


def test_deliveries_are_charted_and_foretold_from_events(analyst, capsys):
    left = run(NOTEBOOKS[2])
    assert len(left["n"]) == len(left["chart"].values) > 90
    assert np.all(left["n"] > 0)
    assert len(left["coming"].values) == 8
    assert "95% sure between" in capsys.readouterr().out
    assert taken(analyst.organisation) == [("event_rows", left["delivered"].num_rows)]


@pytest.mark.parametrize("slug", ["nps", "csat", "ces"])
def test_number_copied_from_a_page_of_the_example_is_that_number(slug, analyst):
    query = "period=2025-01-01..2025-12-31&channel=web&channel=store"
    answer = factories.browser(of=analyst).get(f"/understand/definitions/{slug}/?{query}")
    shown = answer.content.decode().partition('id="python"')[2]
    left: dict[str, Any] = {}
    exec(compile(unescape(shown[shown.index(">") + 1 : shown.index("</pre>")]), "copied", "exec"), left)
    page = answer.context["page"].score
    assert left["score"] == page.estimate
    assert page.estimate.n > 100
    weighted = (left["weighted"].value, left["weighted"].low, left["weighted"].high)
    assert weighted == pytest.approx((page.weighted.value, page.weighted.low, page.weighted.high), rel=1e-12)


def test_there_are_three_and_none_is_kept_with_what_it_printed():
    assert len(NOTEBOOKS) == 3
    for path in NOTEBOOKS:
        found = json.loads(path.read_text(encoding="utf-8"))
        assert found["nbformat"] == 4
        for cell in found["cells"]:
            assert cell.get("outputs", []) == []
            assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_of_a_notebook_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
