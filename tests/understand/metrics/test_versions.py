"""A changed definition opens a new version, and old numbers keep theirs."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import factories

import ninefold
from cxstats.moments import of_answers
from cxstats.scores import mean, share
from ninefold.people.members.models import Member
from ninefold.people.roles.choices import Role
from ninefold.site.notebook.refusals import Unclear
from ninefold.understand.metrics.models import MetricVersion
from ninefold.understand.metrics.operations import Wanted, change_definition
from ninefold.understand.metrics.queries import metrics_of
from ninefold.understand.metrics.versions import NoSuchVersion, asked_version

pytestmark = pytest.mark.django_db
ROWS = [
    {
        "csat": float(place % 7),
        "nps": float(place % 12),
        "local_date": factories.DAY,
        "weight": 1.0 + place % 3,
    }
    for place in range(210)
]
PAGE = "/understand/definitions/csat/"
FORM = {"name": "CSAT", "meaning": "satisfied, top two of the scale", "top": "4", "reason": "Fives alone"}


def analyst() -> Member:
    member = factories.member(role=Role.ANALYST)
    factories.answers(of=member.organisation, rows=ROWS)
    return member


def change(member: Member, *, slug: str = "csat", **wanted: Any) -> MetricVersion:
    return change_definition(
        organisation=member.organisation,
        slug=slug,
        wanted=Wanted(**wanted),
        reason="Because",
        by=member,
        at=factories.AT,
    )


def score(browser: Client, query: str = "") -> Any:
    return browser.get(f"{PAGE}{query}").context["page"].score.estimate


# --- numbers --------------------------------------------------------------------------------------------------


def test_new_version_holds_on_every_page_and_the_old_one_by_its_address():
    member = analyst()
    browser = factories.browser(of=member)
    first, fives = share(successes=60, n=150), share(successes=30, n=150)
    assert score(browser) == first
    change(member, top=5.0)
    assert score(browser) == score(browser, "?version=2") == fives
    assert score(browser, "?version=1") == first
    explorer = "/understand/metrics/?metric=csat"
    assert browser.get(explorer).context["page"].found.measured.change.now.estimate == fives
    old = browser.get(f"{explorer}&version=1")
    assert old.context["page"].found.measured.change.now.estimate == first
    assert "Version 2 holds now." in old.content.decode().replace("<bdi>", "").replace("</bdi>", "")


def test_answers_outside_count_where_the_definition_says_so():
    member = analyst()
    change(member, clamped=True)
    assert score(factories.browser(of=member)) == share(successes=90, n=210)
    change(member, slug="csat-mean", clamped=True)
    found = factories.browser(of=member).get("/understand/definitions/csat-mean/").context["page"].score
    clipped = [min(max(row["csat"], 1.0), 5.0) for row in ROWS]
    assert found.estimate == mean(moments=of_answers(answers=clipped))
    assert found.answers.outside == 0


def test_other_metrics_and_other_houses_keep_their_definitions():
    member, other = analyst(), analyst()
    change(member, top=5.0)
    assert {each.slug: each.version for each in metrics_of(organisation=member.organisation, survey=None)} == {
        "nps": 1, "csat": 2, "csat-mean": 1,
    }  # fmt: skip
    assert {each.version for each in metrics_of(organisation=other.organisation, survey=None)} == {1}


def test_metric_says_what_its_version_says():
    member = analyst()
    standard = metrics_of(organisation=member.organisation, survey=None)[1]
    change(member, top=3.0)
    found = metrics_of(organisation=member.organisation, survey=None)[1]
    assert (str(found.formula), str(found.meaning)) == (
        "share of the answers of 3 or more",
        "answers of 3 or more",
    )
    change(member, name="Happy", meaning="rated well", top=3.0)
    named = metrics_of(organisation=member.organisation, survey=None)[1]
    assert (named.name, named.meaning, named.titled) == ("Happy", "rated well", "Happy, version 3")
    older = metrics_of(organisation=member.organisation, survey=None, slug="csat", version=1)[1]
    assert older == replace(standard, holds=3)
    assert older.titled == "CSAT"


@pytest.mark.parametrize("version", [0, 3, 99_999_999])
def test_version_that_never_was_is_not_found(version):
    member = analyst()
    change(member, top=5.0)
    with pytest.raises(NoSuchVersion):
        metrics_of(organisation=member.organisation, survey=None, slug="csat", version=version)


def test_address_asks_for_a_version_by_its_number():
    asked = ["2", "", "two", "-1", "²", "1" * 9]
    assert [asked_version({"version": text}) for text in asked] == [2, None, 0, 0, 0, 0]
    assert asked_version({}) is None
    browser = factories.browser(of=analyst())
    assert [browser.get(f"{PAGE}?version={n}").status_code for n in (1, 2, -1)] == [200, 404, 404]
    assert browser.get("/understand/metrics/?metric=csat&version=2").status_code == 404
    assert browser.get("/understand/metrics/csv.csv?metric=csat&version=2").status_code == 404


def test_files_name_the_version_they_were_made_with():
    member = analyst()
    change(member, top=5.0)
    browser = factories.browser(of=member)
    new = browser.get("/understand/metrics/groups.csv?metric=csat")
    old = browser.get("/understand/metrics/groups.csv?metric=csat&version=1")
    assert "ninefold-groups-csat-version-2.csv" in new["Content-Disposition"]
    assert "ninefold-groups-csat-version-1.csv" in old["Content-Disposition"]
    assert '"CSAT, version 2"' in new.content.decode().splitlines()[0]
    assert '"CSAT"' in old.content.decode().splitlines()[0]


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("slug", ["csat", "csat-mean", "nps"])
def test_number_of_any_version_is_copied_as_python(slug, version, monkeypatch):
    member = analyst()
    change(member, slug=slug, top=2.0 if slug == "csat" else None, clamped=True)
    change(member, slug=slug, name="Other")
    answer = factories.browser(of=member).get(f"/understand/definitions/{slug}/?version={version}")
    shown = answer.content.decode().partition('id="python"')[2]
    monkeypatch.setenv("NINEFOLD_HOME", str(settings.HOME))
    left: dict[str, Any] = {}
    exec(compile(unescape(shown[shown.index(">") + 1 : shown.index("</pre>")]), "copied", "exec"), left)
    page = answer.context["page"].score
    assert (page.metric.version, left["score"]) == (version, page.estimate)
    assert left["weighted"].value == pytest.approx(page.weighted.value, rel=1e-12)


def test_notebook_asks_for_a_version_too():
    member = analyst()
    change(member, top=5.0)
    door = ninefold.open(settings.HOME, member=member.user.email)
    assert (door.metric("csat").value, door.metric("csat", version=1).value) == (0.2, 0.4)
    with pytest.raises(Unclear, match="The definition of “csat” never had a version 7"):
        door.metric("csat", version=7)


# --- the form -------------------------------------------------------------------------------------------------


def test_definition_is_changed_on_its_page():
    member = analyst()
    browser = factories.browser(of=member)
    answer = browser.post(f"{PAGE}versions/", FORM | {"top": "۵"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    made = MetricVersion.objects.get()
    assert (made.number, made.top, made.name, made.meaning, made.reason, made.made_by) == (
        2, 5.0, "", "", "Fives alone", member,
    )  # fmt: skip
    page = browser.get(PAGE).content.decode()
    assert "Answers of 5 or more count." in page
    assert "Fives alone" in page
    assert "The standard definition." in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"reason": ""}, "Say why the definition changes."),
        ({}, "Nothing was changed: the definition that holds says this already."),
        ({"top": "many"}, "Write the lowest answer that counts as a number, such as 4."),
        ({"top": "1"}, "The lowest answer that counts must lie above 1 and not above 5."),
        ({"top": "6"}, "The lowest answer that counts must lie above 1 and not above 5."),
        ({"name": "x" * 81}, "at most 80 characters"),
    ],
)
def test_definition_that_makes_no_sense_is_refused_with_its_cure(given, told):
    answer = factories.browser(of=analyst()).post(f"{PAGE}versions/", FORM | given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert MetricVersion.objects.count() == 0


def test_mean_has_no_lowest_answer_that_counts():
    browser = factories.browser(of=analyst())
    page = browser.get("/understand/definitions/csat-mean/").content.decode()
    assert 'name="top"' not in page
    browser.post(
        "/understand/definitions/csat-mean/versions/",
        {"name": "Mean", "meaning": "mean of the answers", "top": "5", "reason": "A name of our own"},
    )
    assert [(each.name, each.top) for each in MetricVersion.objects.all()] == [("Mean", None)]


def test_metric_that_is_not_there_is_not_defined():
    browser = factories.browser(of=analyst())
    assert browser.post("/understand/definitions/q_gone/versions/", FORM).status_code == 404


def test_role_that_sets_no_metrics_sees_the_versions_and_no_form():
    member = analyst()
    change(member, top=5.0)
    reader = factories.browser(of=factories.member(of=member.organisation, role=Role.EXECUTIVE))
    page = reader.get(PAGE).content.decode()
    assert "Because" in page
    assert "Begin a new version" not in page
    assert reader.post(f"{PAGE}versions/", FORM).status_code == 403


# --- the API --------------------------------------------------------------------------------------------------


def test_api_lists_definitions_with_their_versions():
    member = analyst()
    change(member, top=5.0)
    browser = factories.browser(of=member)
    listed = browser.get("/api/v1/understand/definitions").json()["definitions"]
    assert [(each["metric"], each["version"]) for each in listed] == [
        ("nps", 1),
        ("csat", 2),
        ("csat-mean", 1),
    ]
    one = browser.get("/api/v1/understand/definitions/csat").json()
    assert one == listed[1]
    assert (one["top"], one["kind"], one["low"], one["high"]) == (5.0, "top", 1.0, 5.0)
    assert one["versions"] == [
        {
            "version": 2, "name": "", "meaning": "", "top": 5.0, "outside_counts": False,
            "reason": "Because", "made_by": "Ingrid", "made_at": factories.AT.isoformat(),
        }
    ]  # fmt: skip
    assert browser.get("/api/v1/understand/definitions/gone").status_code == 404


def test_api_scores_name_the_version_and_take_an_older_one():
    member = analyst()
    change(member, top=5.0)
    browser = factories.browser(of=member)
    new, old = (
        browser.get(f"/api/v1/understand/scores?metric=csat{more}").json() for more in ("", "&version=1")
    )
    assert (new["formula_version"], old["formula_version"]) == (2, 1)
    assert (new["total"]["now"]["value"], old["total"]["now"]["value"]) == (20.0, 40.0)
    gone = browser.get("/api/v1/understand/scores?metric=csat&version=3")
    assert (gone.status_code, gone.json()["detail"]) == (404, "The definition never had this version.")
