"""The registry of metrics as pages."""

import pytest
from tests import factories

from ninefold.understand.metrics.models import MetricSetting

pytestmark = pytest.mark.django_db
ROWS = [{"nps": float(number % 11), "csat": 4.0, "local_date": factories.DAY} for number in range(30)]


def test_definitions_without_an_import_say_what_to_do():
    answer = factories.browser(of=factories.member()).get("/understand/definitions/")
    assert answer.status_code == 200
    assert "There is nothing to define yet." in answer.content.decode()


def test_target_in_persian_digits_is_kept_and_shown():
    house = factories.organisation()
    factories.answers(of=house, rows=ROWS)
    browser = factories.browser(of=factories.member(of=house))
    answer = browser.post("/understand/definitions/nps/", {"owner": "", "target": "۴۲٫۵"})
    assert (answer.status_code, answer["Location"]) == (302, "/understand/definitions/")
    assert MetricSetting.objects.get().target == 42.5
    assert "42.5" in browser.get("/understand/definitions/").content.decode()


@pytest.mark.parametrize(
    ("target", "said"),
    [("plenty", "Write the target as a number"), ("101", "and 100, the ends of the scale")],
)
def test_impossible_target_is_refused_with_its_cure(target, said):
    house = factories.organisation()
    factories.answers(of=house, rows=ROWS)
    answer = factories.browser(of=factories.member(of=house)).post(
        "/understand/definitions/nps/", {"target": target}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert MetricSetting.objects.count() == 0


def test_unknown_metric_is_not_found():
    house = factories.organisation()
    factories.answers(of=house, rows=ROWS)
    assert (
        factories.browser(of=factories.member(of=house)).get("/understand/definitions/q_nothing/").status_code
        == 404
    )


def test_owner_of_another_house_cannot_be_chosen():
    house, other = factories.organisation(), factories.organisation()
    factories.answers(of=house, rows=ROWS)
    stranger = factories.member(of=other)
    answer = factories.browser(of=factories.member(of=house)).post(
        "/understand/definitions/nps/", {"owner": stranger.pk, "target": ""}
    )
    assert answer.status_code == 422
