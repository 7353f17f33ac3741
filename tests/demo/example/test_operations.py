"""The example is founded at once, and loaded whole or not at all."""

import hashlib
from datetime import date

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.db import connection
from tests import factories
from tests.demo.example.conftest import unseen

from ninefold.customers.consent.models import Consent
from ninefold.customers.profiles.choices import Kind
from ninefold.customers.profiles.models import Account, AttributeValue, Customer, Identifier
from ninefold.demo.example.deliveries import DELIVERIES
from ninefold.demo.example.journeys import COURSES, PLACES
from ninefold.demo.example.loading import (
    ENTER,
    load_example,
    queue_loading,
    register_customers,
    stop_loading,
)
from ninefold.demo.example.models import Example
from ninefold.demo.example.operations import Wanted, found_example, made_of, open_example
from ninefold.demo.example.queries import example_of, loading_of, parameters_of, standing_example
from ninefold.demo.example.register import firm
from ninefold.demo.example.removal import remove_example
from ninefold.demo.world.company import JOURNEYS, TOUCHPOINTS, WITHOUT_OWNER, owners
from ninefold.demo.world.parameters import Money
from ninefold.demo.world.simulation import run
from ninefold.demo.world.tables import customers
from ninefold.engine.facts import TABLES
from ninefold.engine.segments import folder
from ninefold.engine.snapshot import snapshot
from ninefold.journeys.maps.models import Journey, Step
from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.kit.jobs.models import Job
from ninefold.listen.sources.models import Wave
from ninefold.listen.sources.queries import sources_of
from ninefold.people.members.models import Member
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant
from ninefold.people.units.models import Unit

pytestmark = pytest.mark.django_db


class BrokenOff(Exception):
    """Somebody stops it."""


def digests(made: Example) -> dict[str, str]:
    """Digest the decoded rows of every table, their numbers in the database left out."""
    found = {}
    for table in TABLES:
        digest = hashlib.sha256()
        for file in snapshot(organisation=made.organisation_id, table=table).files:
            rows = pq.read_table(file.path).drop_columns(
                ["organisation", "survey", "source", "wave", "block"]
            )
            for column in rows.columns:
                digest.update(repr(column.to_pylist()).encode())
        found[table] = digest.hexdigest()
    return found


def test_same_seed_gives_the_same_rows_and_another_seed_others(small):
    first, second, third = small(), small(), small(seed=20)
    assert digests(first) == digests(second)
    assert [digests(first)[table] == digests(third)[table] for table in TABLES] == [False] * 4


def test_sources_stand_once_the_facts_are_loaded():
    made = found_example(wanted=Wanted(customers=300), at=factories.AT)
    assert (made.organisation.invented, made.until, made.loaded_at) == (True, date(2026, 1, 14), None)
    assert sources_of(organisation=made.organisation) == []
    load_example(example=made, at=factories.AT, progress=unseen)
    names = [each.source.name for each in sources_of(organisation=made.organisation)]
    assert names == sorted(delivery.source for delivery in DELIVERIES)
    assert example_of(organisation=made.organisation).loaded_at == factories.AT
    assert made_of(made) == Wanted(customers=300)


def test_loaded_twice_it_is_loaded_once(small):
    made = small()
    before = Wave.objects.filter(organisation=made.organisation).values_list("rows", flat=True)
    load_example(example=made, at=factories.AT, progress=unseen)
    assert list(before) == list(
        Wave.objects.filter(organisation=made.organisation).values_list("rows", flat=True)
    )
    late = Example.objects.get(pk=made.pk)
    late.loaded_at = None  # as a second process that read it before the first had done
    load_example(example=late, at=factories.AT, progress=unseen)
    files = list((folder() / str(made.organisation_id)).rglob("*.parquet"))
    listed = [
        file for table in TABLES for file in snapshot(organisation=made.organisation_id, table=table).files
    ]
    assert len(files) == len(listed) == 8


def test_broken_off_nothing_stays_and_it_can_be_loaded_again():
    made = found_example(wanted=Wanted(customers=300), at=factories.AT)

    def break_off(share: float) -> None:
        if share > 0.8:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        load_example(example=made, at=factories.AT, progress=break_off)
    made.refresh_from_db()
    assert made.loaded_at is None
    assert list((folder() / str(made.organisation_id)).rglob("*.*")) == []
    load_example(example=made, at=factories.AT, progress=unseen)
    assert snapshot(organisation=made.organisation_id, table="outcome").files != ()


def test_removed_while_it_loads_it_leaves_no_file():
    made = found_example(wanted=Wanted(customers=300), at=factories.AT)

    def remove(share: float) -> None:
        if share > 0.8:
            Example.objects.filter(pk=made.pk).delete()

    load_example(example=made, at=factories.AT, progress=remove)
    assert list((folder() / str(made.organisation_id)).rglob("*.*")) == []
    assert snapshot(organisation=made.organisation_id, table="feedback").files == ()


def test_what_only_the_model_knows_is_in_no_table(small):
    made = small()
    assert {
        table: set(snapshot(organisation=made.organisation_id, table=table).schema.names)
        - set(snapshot(organisation=0, table=table).schema.names)
        for table in TABLES
    } == {
        "feedback": {
            "a_journey", "a_area", "a_asked_by", "q_delivery_promise", "q_solved_first_time",
            "q_as_described", "q_return_easy", "q_staff_knew", "q_price_fair", "q_page_speed",
            "q_assembly", "q_wait_short", "q_store_pleasant", "q_range_wide",
        },
        "comment": set(),
        "event": {
            "a_status", "q_days_late", "q_wait_minutes", "q_page_seconds", "q_stock_out",
            "q_solved_first_time",
        },
        "outcome": {"q_orders", "q_member"},
    }  # fmt: skip


def test_records_have_keys_of_their_own_and_lie_before_today(small):
    made = small()
    for table in TABLES:
        for file in snapshot(organisation=made.organisation_id, table=table).files:
            rows = pq.read_table(file.path)
            assert pc.count_distinct(rows["record"]).as_py() == rows.num_rows
            assert pc.max(rows["local_date"]).as_py() <= made.until
            days = rows["local_date"].to_pylist()
            assert days == sorted(days)


def test_switches_reach_the_model():
    made = found_example(wanted=Wanted(customers=300, shuffled=True, money_link=False), at=factories.AT)
    told = parameters_of(example=made)
    assert (told.shuffled, told.money.order_slope, told.money.hazard_slope) == (True, 0.0, 0.0)
    assert told.money.fee == Money().fee
    assert made_of(made).options == "--customers 300 --seed 19 --shuffled --without-money-link"
    assert standing_example() == made


def test_people_stand_in_their_units():
    made = found_example(wanted=Wanted(customers=300), at=factories.AT)
    house = made.organisation
    assert Unit.objects.filter(organisation=house, parent=None).count() == 5
    assert Unit.objects.filter(organisation=house).count() == 31
    roles = RoleGrant.objects.filter(organisation=house)
    assert {role: roles.filter(role=role).count() for role in Role} == {
        Role.OWNER: 0,
        Role.LEAD: 1,
        Role.ANALYST: 1,
        Role.MANAGER: 4,
        Role.TOUCHPOINT_OWNER: 12,
        Role.FRONT_LINE: 2,
        Role.EXECUTIVE: 7,
        Role.AUDITOR: 1,
    }
    assert [
        (grant.member.name, grant.unit.name)
        for grant in roles.filter(role=Role.TOUCHPOINT_OWNER, member__name__in=["Sofia Lind", "Ivan Petrov"])
    ] == [("Sofia Lind", "Middle"), ("Ivan Petrov", "North depot")]


def test_opened_from_an_own_organisation_it_stands_beside_it():
    asking = factories.member(language="fa")
    visitor = open_example(member=asking, at=factories.AT)
    assert (visitor.user, visitor.language) == (asking.user, "fa")
    assert visitor.organisation.invented
    assert RoleGrant.objects.get(member=visitor).role == Role.OWNER
    assert open_example(member=asking, at=factories.AT) == visitor
    assert Member.objects.filter(user=asking.user).count() == 2
    assert not Member.objects.filter(organisation=asking.organisation).exclude(pk=asking.pk).exists()


def test_loading_is_queued_once_stopped_and_queued_again():
    made = open_example(member=factories.member(), at=factories.AT).organisation
    example = example_of(organisation=made)
    assert loading_of(example=example) is not None
    queue_loading(example=example, at=factories.AT)
    assert Job.objects.filter(organisation=made.pk).count() == 1
    stop_loading(example=example, at=factories.AT)
    assert loading_of(example=example) is None
    queue_loading(example=example, at=factories.AT)
    assert Job.objects.filter(organisation=made.pk).count() == 2


def test_customers_are_entered_by_a_job_after_the_facts(small):
    made = small()
    assert Job.objects.get(organisation=made.organisation_id).kind == ENTER
    assert loading_of(example=made) is not None
    assert Customer.objects.filter(organisation=made.organisation).count() == 0
    register_customers(example=made, at=factories.AT, progress=unseen)
    known = customers(run(parameters_of(example=made)).roll)
    assert Customer.objects.filter(organisation=made.organisation).count() == known.num_rows
    first = known.slice(0, 1).to_pylist()[0]
    number = Identifier.objects.select_related("customer").get(
        organisation=made.organisation, kind=Kind.NUMBER, spellings=[first["customer"]]
    )
    spelled = dict(number.customer.identifiers.values_list("kind", "spellings"))
    assert spelled == {"number": [first["customer"]], "email": [first["email"]]}
    told = dict(number.customer.attributes.exclude(name="Membership").values_list("name", "value"))
    assert told == {"Segment": first["segment"], "Language": first["language"], "Store": first["store"]}
    accounts = Account.objects.filter(organisation=made.organisation)
    assert accounts.count() == len(set(known["account"].drop_null().to_pylist()))
    assert accounts.order_by("key").first().name == "Aster & Birch Interiors"
    refused = Consent.objects.filter(organisation=made.organisation, state="refused").count()
    assert refused == known["may_be_asked"].to_pylist().count(False)
    made.refresh_from_db()
    assert made.registered_at == factories.AT


def test_firms_have_names_of_their_own():
    assert len({firm(f"A-{number:07d}") for number in range(1, 3_001)}) == 3_000


def test_entering_customers_goes_on_where_it_was_broken_off(small):
    made = small(customers=1_500)

    def break_off(share: float) -> None:
        if share > 0.5:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        register_customers(example=made, at=factories.AT, progress=break_off)
    here = Customer.objects.filter(organisation=made.organisation)
    begun = set(here.values_list("key", flat=True))
    assert (len(begun), made.registered_at) == (1_000, None)
    register_customers(example=made, at=factories.AT, progress=unseen)
    everybody = set(here.values_list("key", flat=True))
    assert begun < everybody
    lines = AttributeValue.objects.filter(organisation=made.organisation).count()
    Example.objects.filter(pk=made.pk).update(registered_at=None)
    made.refresh_from_db()
    register_customers(example=made, at=factories.AT, progress=unseen)
    assert set(here.values_list("key", flat=True)) == everybody
    assert AttributeValue.objects.filter(organisation=made.organisation).count() == lines


def test_removed_while_customers_are_entered_none_stays(small):
    made = small(customers=1_500)

    def remove(share: float) -> None:
        if share > 0.5:
            Example.objects.filter(pk=made.pk).delete()
            raise BrokenOff

    with pytest.raises(BrokenOff):
        register_customers(example=made, at=factories.AT, progress=remove)
    assert Customer.objects.filter(organisation=made.organisation).count() == 0


def test_journeys_are_drawn_as_the_company_is():
    house = found_example(wanted=Wanted(customers=300), at=factories.AT).organisation
    steps = {
        name: [
            (step.stage.name, step.touchpoint.name)
            for step in Step.objects.filter(stage__journey__name=name, organisation=house).order_by(
                "stage__position", "position"
            )
        ]
        for name in JOURNEYS
    }
    assert steps == {
        name: [(each.stage.capitalize(), each.name) for each in TOUCHPOINTS if each.journey == name]
        for name in JOURNEYS
    }
    owned = Ownership.objects.filter(organisation=house, journey=None)
    assert owned.count() == len(owners())
    without = Touchpoint.objects.filter(organisation=house, ownerships=None)
    assert set(without.values_list("name", flat=True)) == WITHOUT_OWNER
    assert Ownership.objects.filter(organisation=house).exclude(journey=None).count() == 3
    assert Ownership.objects.get(organisation=house, cover__isnull=False).cover.name == "Karim Saleh"


def test_every_kind_of_event_belongs_to_the_touchpoint_at_which_it_happens(small):
    made = small()
    happened = set()
    for file in snapshot(organisation=made.organisation_id, table="event").files:
        if "touchpoint" not in file.columns:
            continue
        rows = pq.read_table(file.path, columns=["kind", "touchpoint"]).drop_null()
        happened |= set(zip(rows["touchpoint"].to_pylist(), rows["kind"].to_pylist(), strict=True))
    named = {(place, kind) for place, (_, kinds) in PLACES.items() for kind in kinds}
    assert happened <= named
    asked = pq.read_table(snapshot(organisation=made.organisation_id, table="feedback").files[0].path)
    assert "Catalogue" not in asked["touchpoint"].to_pylist()
    starts = {kind for course in COURSES.values() for kind in (*course.starts, *course.ends)}
    assert starts <= {kind for _, kind in named}


def test_removing_takes_journeys_and_customers_along(small):
    made = small()
    register_customers(example=made, at=factories.AT, progress=unseen)
    visitor = factories.member(of=made.organisation)
    remove_example(organisation=made.organisation, by=visitor, begin="Ours", at=factories.AT)
    connection.check_constraints()
    for model in (Customer, Identifier, AttributeValue, Consent, Account, Journey, Touchpoint, Ownership):
        assert not model.objects.filter(organisation=made.organisation).exists()
