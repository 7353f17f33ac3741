"""The numbers of a report as JSON: exact, and without whoever is hidden."""

import orjson
import pytest
from tests.understand.reports.exports import PLACES, measured, write

from ninefold.understand.reports.figures import figures_json

SHOWN = {"Shop", "Phone"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    path = write(tmp_path_factory.mktemp("export") / "visits.csv")
    found: dict[str, object] = orjson.loads(figures_json(report=measured(path)))
    return found


def test_rows_and_answers_add_up(told: dict[str, object]) -> None:
    count = sum(count for count, _answer in PLACES.values())
    assert (told["rows"], told["taken"], told["rejected"]) == (count, count, 0)
    nps = told["metrics"]["nps"]  # type: ignore[index]
    assert (nps["n"], nps["blank"], nps["outside"]) == (count - 3, 3, 0)
    assert nps["promoters"] + nps["passives"] + nps["detractors"] == nps["n"]
    assert round(nps["value"], 9) == round(100 * (nps["promoters"] - nps["detractors"]) / nps["n"], 9)


def test_hidden_groups_are_absent_wherever_groups_are_told(told: dict[str, object]) -> None:
    groups = [each for each in told["groups"] if each["column"] == "touchpoint"]  # type: ignore[attr-defined]
    assert {each["group"] for each in groups} == SHOWN
    cells = told["grid"]
    assert {each["group"] for each in cells} <= SHOWN  # type: ignore[attr-defined]
    assert all(each["nps"]["n"] >= 10 for each in cells)  # type: ignore[attr-defined]
