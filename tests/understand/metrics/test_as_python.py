"""A number copied as Python is made again by it: run, it gives the very number of the page."""

from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from tests import factories

from cxstats.estimate import Estimate
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role

pytestmark = pytest.mark.django_db
# Blank answers, some outside the scale, weights that are missing, nought or below it.
ROWS = [
    {
        "nps": None if place % 13 == 0 else float(place % 12),
        "csat": float(place % 7),
        "q_ease": 0.25 * (place % 23),
        "weight": (None, 0.0, 1.5, 0.7, -1.0)[place % 5],
        "channel": ("web", "phone", "it's “here”")[place % 3],
        "unit": ("North", "South")[place % 2],
        "a_plan": ("gold", "tin")[place % 2],
        "person": f"p{place}",
        "local_date": factories.DAY.replace(day=1 + place % 28),
    }
    for place in range(400)
]


def house() -> Organisation:
    made = factories.organisation()
    factories.answers(of=made, rows=ROWS)
    return made


def run(
    member: Member, slug: str, monkeypatch: pytest.MonkeyPatch, **query: Any
) -> tuple[dict[str, Any], Any]:
    """Copy from the page and run it; give what it leaves, and the page."""
    answer = factories.browser(of=member).get(
        f"/understand/definitions/{slug}/?{urlencode(query, doseq=True)}"
    )
    assert answer.status_code == 200
    _before, _sign, after = answer.content.decode().partition('<pre class="formula code" id="python"')
    program = unescape(after[after.index(">") + 1 : after.index("</pre>")])
    monkeypatch.setenv("NINEFOLD_HOME", str(settings.HOME))
    left: dict[str, Any] = {}
    exec(compile(program, "copied", "exec"), left)
    return left, answer.context["page"]


def assert_alike(made: Estimate, shown: Estimate) -> None:
    """Sums of weights are added in whatever order the engine's threads are done: last digits may differ."""
    told = (made.value, made.low, made.high, made.n_effective)
    assert told == pytest.approx((shown.value, shown.low, shown.high, shown.n_effective), rel=1e-12)
    assert (made.n, made.method, made.level) == (shown.n, shown.method, shown.level)


@pytest.mark.parametrize("slug", ["nps", "csat", "csat-mean", "q_ease", "q_ease-top2"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"channel": ["web", "it's “here”"]},
        {"period": "2026-01-03..2026-01-20", "unit": ["North"], "a.plan": ["gold"]},
    ],
    ids=["all", "channels", "days, unit and plan"],
)
def test_copied_program_gives_the_number_of_the_page(slug, query, monkeypatch):
    left, page = run(factories.member(of=house(), role=Role.ANALYST), slug, monkeypatch, **query)
    assert page.score.estimate.n > 0
    assert left["score"] == page.score.estimate
    assert_alike(left["weighted"], page.score.weighted)


def test_interval_that_ends_with_the_scale_ends_there_in_the_program_too(monkeypatch):
    made = factories.organisation()
    scores = [5.0] * 10 + [1.0]
    rows = [{"csat": score, "weight": 1.0 + place % 2} for place, score in enumerate(scores)]
    factories.answers(of=made, rows=rows)
    left, page = run(factories.member(of=made, role=Role.ANALYST), "csat-mean", monkeypatch)
    assert left["score"] == page.score.estimate
    assert left["score"].high == left["weighted"].high == page.score.weighted.high == 5.0


def test_without_weights_none_are_written(monkeypatch):
    made = factories.organisation()
    factories.answers(of=made, rows=[{"nps": float(place % 11)} for place in range(40)])
    left, page = run(factories.member(of=made), "nps", monkeypatch)
    assert "weighted" not in left
    assert left["score"] == page.score.estimate


def test_survey_is_kept(monkeypatch):
    made = house()
    factories.answers(of=made, rows=[{"nps": 10.0} for _ in range(30)], survey="Other")
    number = made.pk and factories.answers(of=made, rows=[{"nps": 3.0} for _ in range(20)], survey="Third").pk
    left, page = run(factories.member(of=made), "nps", monkeypatch, survey=number)
    assert left["score"] == page.score.estimate
    assert left["score"].n == 20


def test_manager_of_a_unit_gets_the_number_of_the_unit(monkeypatch):
    made = house()
    member = factories.member(of=made, role=Role.MANAGER, unit=factories.unit(of=made, name="North"))
    left, page = run(member, "nps", monkeypatch)
    assert left["score"] == page.score.estimate
    assert left["score"].n < sum(row["nps"] is not None for row in ROWS) / 2


def test_role_that_takes_no_row_away_gets_the_number_by_the_product(monkeypatch):
    member = factories.member(of=house(), role=Role.EXECUTIVE)
    left, page = run(member, "nps", monkeypatch, channel=["web"])
    assert "rows" not in left
    assert left["score"] == page.score.estimate
    assert_alike(left["weighted"], page.score.weighted)


def test_too_few_people_have_no_number_on_the_page_and_none_in_the_program():
    made = factories.organisation()
    factories.answers(of=made, rows=[{"nps": 9.0} for _ in range(9)])
    answer = factories.browser(of=factories.member(of=made)).get("/understand/definitions/nps/")
    assert "The page said" not in answer.content.decode()
    assert answer.context["page"].answers is None
