"""The notebook door: rows and numbers under the rights of whoever opens it, and all of it in the log."""

import asyncio
import sys
from datetime import date

import pytest
from django.conf import settings
from tests import factories

import ninefold
from cxstats.estimate import Estimate
from cxstats.scores import nps
from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.people.access import Right
from ninefold.people.audit.models import AuditEntry
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant
from ninefold.people.roles.rules import RIGHTS
from ninefold.site.notebook.door import Door
from ninefold.site.notebook.refusals import CannotOpen, Missing, NotAllowed, Unclear
from ninefold.understand.metrics.queries import facts_of, metrics_of, total

pytestmark = pytest.mark.django_db


def rows(count: int = 22, **fields: object) -> list[dict[str, object]]:
    return [
        {"nps": float(place % 11), "person": f"p{place}", "local_date": factories.DAY, **fields}
        for place in range(count)
    ]


def opened(member: Member, **named: str) -> Door:
    return ninefold.open(settings.HOME, member=member.user.email, **named)


def analyst(house: Organisation, **fields: object) -> Door:
    return opened(factories.member(of=house, role=Role.ANALYST, **fields))


def entries(house: Organisation) -> list[tuple[str, str, dict[str, object]]]:
    log = AuditEntry.objects.for_organisation(house).order_by("number")
    return [(entry.action, entry.subject, entry.details) for entry in log]


# --- opening --------------------------------------------------------------------------------------------------


def test_folder_without_ninefold_is_refused_in_a_process_of_its_own(tmp_path, fresh):
    told = fresh(f"import ninefold; ninefold.open({str(tmp_path)!r})")
    assert told.returncode == 1
    assert f"CannotOpen: No Ninefold has run in {tmp_path}." in told.stderr
    assert list(tmp_path.iterdir()) == []  # nothing is made there by looking


def test_importing_ninefold_loads_neither_django_nor_an_engine(fresh):
    told = fresh(
        "import sys, ninefold; print([n for n in ('django', 'duckdb', 'pyarrow') if n in sys.modules])"
    )
    assert told.stdout.strip() == "[]"


def test_another_folder_in_the_same_python_is_refused(tmp_path):
    with pytest.raises(CannotOpen, match="Start another one to open"):
        ninefold.open(tmp_path)


def test_unknown_address_and_a_member_who_left_are_refused_alike():
    gone = factories.member(left_at=factories.AT)
    for email in ("nobody@example.org", gone.user.email):
        with pytest.raises(CannotOpen, match="Nobody of that address is a member there"):
            ninefold.open(settings.HOME, member=email)


def test_without_an_address_the_only_one_who_can_sign_in_opens_it():
    house = factories.organisation()
    factories.member(of=house)  # cannot sign in
    one = factories.member(of=house, name="Oleh", account=factories.user(password=factories.PASSWORD))
    assert ninefold.open(settings.HOME).member == one
    factories.member(of=house, account=factories.user(password=factories.PASSWORD))
    with pytest.raises(CannotOpen, match="Several people can sign in here"):
        ninefold.open(settings.HOME)


def test_address_can_stand_in_the_environment(monkeypatch):
    one = factories.member()
    monkeypatch.setenv("NINEFOLD_MEMBER", one.user.email)
    assert ninefold.open(settings.HOME).member == one


def test_of_several_organisations_one_must_be_named():
    one = factories.member()
    other = factories.member(of=factories.organisation(name="Second"), account=one.user)
    with pytest.raises(CannotOpen, match="You belong to several organisations"):
        opened(one)
    assert opened(one, organisation="Second").member == other
    assert opened(one, organisation=other.organisation.slug).member == other


def test_role_that_the_member_has_not_is_refused():
    one = factories.member(role=Role.MANAGER)
    with pytest.raises(CannotOpen, match=r"has no role “owner”. There are: manager"):
        opened(one, role="owner")
    assert opened(one, role="manager").access.role == Role.MANAGER


def test_opening_is_written_into_the_log():
    house = factories.organisation()
    analyst(house)
    assert entries(house) == [("notebook_opened", "", {"role": "analyst"})]


# --- rows -----------------------------------------------------------------------------------------------------


def test_rows_come_with_their_columns_and_are_written_into_the_log():
    house = factories.organisation()
    factories.answers(of=house, rows=rows(3, channel="web", a_plan="gold"))
    table = (
        analyst(house)
        .feedback(columns=["nps", "channel"], channel="web", attributes={"plan": "gold"})
        .to_arrow()
    )
    assert table.to_pydict() == {"nps": [0.0, 1.0, 2.0], "channel": ["web"] * 3}
    assert entries(house)[1:] == [
        (
            "export_made",
            "notebook",
            {"kind": "feedback_rows", "form": "arrow", "rows": 3, "filters": ["channel", "a_plan"]},
        )
    ]


def test_all_columns_are_those_of_the_facts_without_what_is_ours():
    house = factories.organisation()
    factories.answers(of=house, rows=rows(2, q_ease=3.0))
    names = analyst(house).feedback().to_arrow().column_names
    assert [name for name in ("record", "person", "nps", "weight", "q_ease") if name not in names] == []
    assert [name for name in ("organisation", "version", "folded") if name in names] == []


def test_days_and_survey_narrow_down():
    house = factories.organisation()
    days = [date(2026, 1, day) for day in (1, 2, 3)]
    factories.answers(of=house, rows=[{"nps": 9.0, "local_date": day} for day in days], survey="First")
    factories.answers(of=house, rows=[{"nps": 1.0, "local_date": day} for day in days], survey="Second")
    found = analyst(house).feedback(columns="local_date", since="2026-01-02", until=days[2], survey="Second")
    assert found.to_arrow().to_pydict() == {"local_date": [days[1]]}


def test_events_outcomes_and_comments_have_doors_of_their_own():
    house = factories.organisation()
    factories.answers(of=house, rows=[{"nps": 2.0, "comment": "Slow", "local_date": factories.DAY}])
    factories.events(
        of=house, rows=[{"kind": kind, "at": factories.AT} for kind in ("order", "call", "call")]
    )
    factories.events(of=house, rows=[{"revenue": 5.0, "at": factories.AT}], table="outcome")
    door = analyst(house)
    assert door.events(kind="call", columns=["kind"]).to_arrow().to_pydict() == {"kind": ["call", "call"]}
    assert door.outcomes(columns=["revenue"]).to_arrow().to_pydict() == {"revenue": [5.0]}
    assert door.comments(columns=["text"], words="slow").to_arrow().to_pydict() == {"text": ["Slow"]}
    assert door.comments(columns=["text"], words="quick").to_arrow().num_rows == 0


def test_manager_of_a_unit_gets_the_rows_of_that_unit_alone():
    house = factories.organisation()
    factories.answers(of=house, rows=[*rows(2, unit="North"), *rows(3, unit="South")])
    factories.events(
        of=house, rows=[{"kind": "call", "unit": name, "at": factories.AT} for name in ("North", "South")]
    )
    door = opened(factories.member(of=house, role=Role.MANAGER, unit=factories.unit(of=house, name="North")))
    assert door.feedback(columns=["unit"]).to_arrow().to_pydict() == {"unit": ["North", "North"]}
    assert door.feedback(columns=["nps"], unit="South").to_arrow().num_rows == 0
    assert door.events(columns=["unit"]).to_arrow().to_pydict() == {"unit": ["North"]}


def test_rows_of_another_house_are_out_of_reach():
    house, other = factories.organisation(), factories.organisation()
    factories.answers(of=house, rows=rows(2))
    factories.answers(of=other, rows=rows(5))
    assert analyst(house).feedback(columns=["nps"]).to_arrow().num_rows == 2


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.FRONT_LINE, Role.TOUCHPOINT_OWNER, Role.AUDITOR, ""])
@pytest.mark.parametrize("what", ["feedback", "comments", "events", "outcomes"])
def test_role_that_may_take_nothing_away_gets_no_row(role, what):
    house = factories.organisation()
    factories.answers(of=house, rows=rows())
    door = opened(factories.member(of=house, role=role))
    with pytest.raises(NotAllowed, match="you lack the right “Take numbers and comments away as files”"):
        getattr(door, what)()
    assert [action for action, _subject, _details in entries(house)] == ["notebook_opened"]


@pytest.mark.parametrize(
    ("what", "rights", "lacking"),
    [
        ("comments", {Right.TAKE_AWAY, Right.SEE_CUSTOMERS}, "Read comments"),
        (
            "feedback",
            {Right.TAKE_AWAY, Right.READ_COMMENTS},
            "See single customers and what happened to them",
        ),
    ],
)
def test_comments_need_their_own_right_and_single_people_theirs(what, rights, lacking, monkeypatch):
    monkeypatch.setitem(RIGHTS, Role.ANALYST, frozenset(rights))
    with pytest.raises(NotAllowed, match=f"“{lacking}”"):
        getattr(analyst(factories.organisation()), what)()


def test_role_that_was_taken_opens_nothing_any_more():
    house = factories.organisation()
    factories.answers(of=house, rows=rows())
    member = factories.member(of=house, role=Role.ANALYST)
    door, pinned = opened(member), opened(member, role="analyst")
    asked = door.feedback(columns="nps")
    grants = RoleGrant.objects.filter(member=member)
    grants.update(role=Role.EXECUTIVE)
    for late in (asked.to_arrow, door.feedback):
        with pytest.raises(NotAllowed, match="As executive you lack the right"):
            late()
    assert door.metric("nps").n == 22
    with pytest.raises(NotAllowed, match="“See scores”"):
        pinned.metric("nps")
    Member.objects.filter(pk=member.pk).update(left_at=factories.AT)
    with pytest.raises(NotAllowed, match="“See scores”"):
        door.metric("nps")


def test_rows_asked_for_in_another_sight_are_not_given():
    house = factories.organisation()
    factories.answers(of=house, rows=[*rows(2, unit="North"), *rows(3, unit="South")])
    member = factories.member(of=house, role=Role.MANAGER)
    door = opened(member)
    asked = door.feedback(columns="nps")
    RoleGrant.objects.filter(member=member).update(unit=factories.unit(of=house, name="North"))
    with pytest.raises(NotAllowed, match="What you may see has changed since"):
        asked.to_arrow()
    assert door.feedback(columns="nps").to_arrow().num_rows == 2


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"store": "North"}, "There is no filter “store” here. There are: since, until, touchpoint"),
        ({"since": "yesterday"}, "Write since as a day such as 2026-01-31, not 'yesterday'."),
        ({"survey": "None such"}, r"There is no survey 'None such'. There are: \d+ \(Answers\)."),
        ({"channel": 7}, "Give channel as a text or a list of texts, not 7."),
        ({"channel": []}, "The list of channel is empty: leave it out to have all."),
        ({"attributes": "gold"}, "Give attributes as a mapping such as {'plan': 'gold'}, not 'gold'."),
        ({"attributes": {"tier": "gold"}}, "There is no attribute “tier” here. There are: plan."),
        ({"columns": ["score"]}, "There is no column “score” here. There are: .*nps"),
        ({"columns": ["folded"]}, "There is no column “folded” here."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_cure(asked, told):
    house = factories.organisation()
    factories.answers(of=house, rows=rows(2, a_plan="gold"))
    with pytest.raises(Unclear, match=told):
        analyst(house).feedback(**asked).to_arrow()


def test_events_belong_to_no_survey():
    with pytest.raises(Unclear, match="There is no filter “survey” here"):
        analyst(factories.organisation()).events(survey=1)


def test_pandas_gets_the_same_rows():
    house = factories.organisation()
    factories.answers(of=house, rows=rows(4))
    pandas = pytest.importorskip("pandas")
    frame = analyst(house).feedback(columns=["nps"]).to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame["nps"].tolist() == [0.0, 1.0, 2.0, 3.0]


def test_polars_gets_the_same_rows():
    polars = pytest.importorskip("polars")
    house = factories.organisation()
    factories.answers(of=house, rows=rows(4))
    frame = analyst(house).feedback(columns=["nps"]).to_polars()
    assert isinstance(frame, polars.DataFrame)
    assert frame["nps"].to_list() == [0.0, 1.0, 2.0, 3.0]


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_missing_package_is_told_and_nothing_is_taken(package, monkeypatch):
    house = factories.organisation()
    factories.answers(of=house, rows=rows(4))
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        Missing, match=f"{package} is not installed here. Install it with “pip install {package}”"
    ):
        getattr(analyst(house).feedback(), f"to_{package}")()
    assert [action for action, _subject, _details in entries(house)] == ["notebook_opened"]


@pytest.mark.django_db(transaction=True)
def test_inside_an_event_loop_rows_are_read_all_the_same():
    house = factories.organisation()
    factories.answers(of=house, rows=rows(4))
    email = factories.member(of=house).user.email

    async def cell() -> tuple[int, int]:
        door = ninefold.open(settings.HOME, member=email)
        return door.feedback(columns=["nps"]).to_arrow().num_rows, door.metric("nps").n

    assert asyncio.run(cell()) == (4, 0)


# --- numbers --------------------------------------------------------------------------------------------------


def test_metric_is_the_estimate_of_the_pages():
    house = factories.organisation()
    factories.answers(of=house, rows=[*rows(22, channel="web"), *rows(11, channel="phone")])
    (metric,) = metrics_of(organisation=house, survey=None)
    where = Filter(sight=EVERYTHING, channel=("web",))
    facts = facts_of(organisation=house, where=where, metrics=[metric])
    found = analyst(house).metric("nps", channel="web")
    assert found == total(facts=facts, metrics=[metric]).scores["nps"].estimate
    assert found == nps(promoters=4, passives=4, detractors=14)


def test_metric_of_too_few_people_is_hidden():
    house = factories.organisation()
    factories.answers(of=house, rows=rows(9))
    hidden = Estimate(value=None, low=None, high=None, n=0, method="hidden")
    assert analyst(house).metric("nps") == hidden
    assert analyst(house).metric("nps", weighted=True) == hidden


def test_metric_with_weights_and_without_any():
    house = factories.organisation()
    factories.answers(of=house, rows=rows(20, weight=2.0))
    assert analyst(house).metric("nps", weighted=True).method == "adjusted-wald-weighted"
    bare = factories.organisation()
    factories.answers(of=bare, rows=rows(20))
    with pytest.raises(Unclear, match="No weighted score can be shown"):
        analyst(bare).metric("nps", weighted=True)


def test_metric_in_a_unit_is_that_of_the_unit():
    house = factories.organisation()
    factories.answers(of=house, rows=[*rows(11, unit="North"), *rows(22, unit="South")])
    door = opened(
        factories.member(of=house, role=Role.EXECUTIVE, unit=factories.unit(of=house, name="North"))
    )
    assert door.metric("nps").n == 11


def test_unknown_metric_is_told_with_those_that_there_are():
    house = factories.organisation()
    factories.answers(of=house, rows=rows())
    door = analyst(house)
    assert [metric.slug for metric in door.metrics()] == ["nps"]
    with pytest.raises(Unclear, match=r"There is no metric “csat” here. There are: nps"):
        door.metric("csat")


def test_without_a_role_there_is_no_number():
    with pytest.raises(NotAllowed, match="“See scores”"):
        opened(factories.member(role="")).metric("nps")
