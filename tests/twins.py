"""Two organisations alike: what the tests of isolation plant in each, and how they look for a leak.

A room adds its rows by one function, which gets an organisation and a canary, writes the canary into every
text a page could show, and returns what stands for each parameter of its addresses:

    @plants
    def plant_imports(organisation: Organisation, canary: str) -> dict[str, object]:
        upload = Import.objects.create(organisation=organisation, file_name=f"{canary}.csv", ...)
        return {"import_id": upload.pk}

A parameter name means the same in the whole route table (`import_id`, never `pk`). A value wrapped in
`Capability` is a secret that opens its page for whoever holds it, such as the token of a one-time link; one
wrapped in `Word` is a word of the address that names no row (a file format, the name of a figure).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.core import serializers
from django.db.models import Model, Q
from tests import factories

from ninefold.customers.consent.models import Consent
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.profiles.models import Account, AttributeValue, Customer, Identifier, Merge
from ninefold.customers.suppression.models import Suppression, SuppressionSecret
from ninefold.demo.example.models import Example
from ninefold.journeys.maps.models import Step
from ninefold.listen.joined_files.choices import BundleState
from ninefold.listen.joined_files.models import Bundle, BundleFile
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.surveys.models import Question, Survey
from ninefold.people.members.links import invite
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant, StandingRule
from ninefold.people.saved_views.models import SavedView
from ninefold.people.units.models import Unit
from ninefold.understand.benchmarks.models import SurveyMethod
from ninefold.understand.metrics.models import MetricSetting, MetricVersion
from ninefold.understand.trends.models import AnomalyNotice, EventMark

Plant = Callable[[Organisation, str], dict[str, object]]
PLANTS: list[Plant] = []

# Models of ours whose rows belong to no organisation, and why.
WITHOUT_ORGANISATION = {
    "people.User": "one person may be a member of several organisations",
    "people.Organisation": "it is the organisation",
}


@dataclass(frozen=True)
class Capability:
    """A value that is a right in itself."""

    value: object


@dataclass(frozen=True)
class Word:
    """A value that names no row and is the same everywhere."""

    value: object


@dataclass(frozen=True)
class Twin:
    """One of the two organisations, with the value of every route parameter in it."""

    organisation: Organisation
    member: Member
    people: dict[str, Member]
    canary: str
    values: dict[str, object]


def plants(plant: Plant) -> Plant:
    """Register a function that plants rows in a twin."""
    PLANTS.append(plant)
    return plant


def twin(*, canary: str) -> Twin:
    """Plant one organisation."""
    organisation = factories.organisation(name=f"House {canary}")
    person = factories.member(
        of=organisation, name=f"Leader {canary}", account=factories.user(email=f"{canary}@example.org")
    )
    people = {
        role.value: factories.member(of=organisation, name=f"{role.label} {canary}", role=role)
        for role in Role
    }
    values: dict[str, object] = {}
    for plant in PLANTS:
        planted = plant(organisation, canary)
        doubled = set(planted) & set(values)
        if doubled:
            raise ValueError(f"{plant.__name__} fills {doubled}, which another plant fills already.")
        values |= planted
    # One unit of two: who has a role in it must never meet the other.
    part = Unit.objects.get(pk=values["unit_id"])
    people |= {
        f"{role.value} of a unit": factories.member(
            of=organisation, name=f"{role.label} of a unit {canary}", role=role, unit=part
        )
        for role in Role
        if role is not Role.OWNER
    }
    people["without a role"] = factories.member(of=organisation, name=f"Nobody {canary}", role="")
    return Twin(organisation=organisation, member=person, people=people, canary=canary, values=values)


@plants
def plant_members(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant a second member and an open invitation."""
    other = factories.member(
        of=organisation, name=f"Member {canary}", account=factories.user(email=f"other-{canary}@example.org")
    )
    issued = invite(
        organisation=organisation, by=other, note=f"Invited {canary}", at=factories.AT.replace(year=2126)
    )
    return {"member_id": other.pk, "invitation_id": issued.link.pk, "token": Capability(issued.token)}


@plants
def plant_units(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant the two units that the facts name, and a role in each."""
    first, second = (factories.unit(of=organisation, name=f"Unit {canary} {number}") for number in (0, 1))
    holder = factories.member(of=organisation, name=f"Manager {canary}", role="manager", unit=second)
    grant = RoleGrant.objects.get(member=holder)
    rule = StandingRule.objects.create(
        organisation=organisation,
        role="manager",
        position=f"Position {canary}",
        within=second,
        made_at=factories.AT,
    )
    view = SavedView.objects.create(
        organisation=organisation,
        member=Member.objects.get(organisation=organisation, name=f"Leader {canary}"),
        name=f"View {canary}",
        address=f"/?unit=Unit+{canary}+1",
        created_at=factories.AT,
    )
    return {
        "view_id": view.pk,
        "unit_id": first.pk,
        "hierarchy_id": first.hierarchy_id,
        "grant_id": grant.pk,
        "rule_id": rule.pk,
    }


@plants
def plant_example(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant what an example is made of; the twins are not invented, so nothing may remove them."""
    Example.objects.create(
        organisation=organisation, customers=len(canary), seed=1, until=factories.AT, loaded_at=factories.AT
    )
    return {}


@plants
def plant_answers(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant a survey with its question, a metric's setting and version, a source, a wave, a file on its way in and its refused rows."""
    survey = Survey.objects.create(
        organisation=organisation, name=f"Survey {canary}", created_at=factories.AT
    )
    Question.objects.create(
        organisation=organisation,
        survey=survey,
        column="nps",
        role="nps",
        title=f"Question {canary}",
        low=0,
        high=10,
    )
    version = MetricVersion.objects.create(
        organisation=organisation,
        slug="nps",
        number=2,
        name=f"NPS {canary}",
        meaning=f"Meaning {canary}",
        reason=f"Reason {canary}",
        made_at=factories.AT,
    )
    MetricSetting.objects.create(
        organisation=organisation, slug="nps", target=40, current=version, changed_at=factories.AT
    )
    source = Source.objects.create(
        organisation=organisation, survey=survey, name=f"Source {canary}", created_at=factories.AT
    )
    wave = Wave.objects.create(organisation=organisation, source=source, name=f"Wave {canary}", rows=1)
    upload = Import.objects.create(
        organisation=organisation,
        source=source,
        wave=wave,
        state=ImportState.STORED,
        file_name=f"{canary}.csv",
        path="",
        created_at=factories.AT,
    )
    plant_facts(organisation, canary)
    upload.rejects_file.parent.mkdir(parents=True, exist_ok=True)
    upload.rejects_file.write_text(f"line,reason,raw\n2,{canary},{canary}\n")
    return {"import_id": upload.pk, "source_id": source.pk, "survey_id": survey.pk, "wave_id": wave.pk}


@plants
def plant_bundles(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant two files that belong together and wait to be checked."""
    bundle = Bundle.objects.create(
        organisation=organisation,
        state=BundleState.TO_CHECK,
        recipe=factories.recipe(f"Main {canary}", f"Other {canary}", key=f"Key {canary}").to_json(),
        found=factories.found_files(f"Key {canary}"),
        created_at=factories.AT,
    )
    for place, name in enumerate((f"Main {canary}", f"Other {canary}")):
        BundleFile.objects.create(
            organisation=organisation,
            bundle=bundle,
            name=name,
            file_name=f"{name}.csv",
            path="",
            position=place,
        )
    return {"bundle_id": bundle.pk}


def plant_facts(organisation: Organisation, canary: str) -> None:
    """Plant facts on disk, enough to be shown: every dimension, an attribute and every comment bear the canary."""
    rows = [
        {
            "nps": float(number % 11),
            "csat": float(1 + number % 5),
            "local_date": factories.DAY,
            "weight": 1.0 + number % 2,
            "touchpoint": f"Touchpoint {canary} {number % 2}",
            "unit": f"Unit {canary} {number % 2}",
            "channel": f"Channel {canary}",
            "segment": f"Segment {canary}",
            "language": "en",
            "customer": f"C-{canary}",
            "a_plan": f"Plan {canary}",
            "comment": f"Said by {canary} in {number % 2}",
        }
        for number in range(24)
    ]
    factories.answers(of=organisation, rows=rows, survey=f"Answers {canary}")


@plants
def plant_journeys(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant a map of two steps, with what the data call them, their goals and problems, and an owner."""
    owner, other = (
        factories.member(of=organisation, name=f"{title} {canary}", role="touchpoint_owner")
        for title in ("Answers for it", "Covers")
    )
    first, second = (
        factories.touchpoint(
            of=organisation,
            name=f"Meeting {canary} {number}",
            answers=[f"Name {canary} {number}"],
            events=[f"kind {canary} {number}"],
        )
        for number in (0, 1)
    )
    journey = factories.journey(
        of=organisation,
        name=f"Journey {canary}",
        goal=f"Goal {canary}",
        starts=[f"kind {canary} 0"],
        ends=[f"kind {canary} 1"],
        stages={f"Stage {canary} 0": [first], f"Stage {canary} 1": [second]},
    )
    step = Step.objects.get(touchpoint=first)
    Step.objects.filter(pk=step.pk).update(goal=f"Wants {canary}", problem=f"Waits {canary}")
    owned = factories.ownership(
        by=owner,
        touchpoint=first,
        cover=other,
        cover_since=factories.DAY,
        unit=Unit.objects.get(organisation=organisation, name=f"Unit {canary} 0"),
    )
    factories.ownership(by=owner, journey=journey)
    return {
        "journey_id": journey.pk,
        "stage_id": step.stage_id,
        "step_id": step.pk,
        "touchpoint_id": first.pk,
        "ownership_id": owned.pk,
    }


@plants
def plant_customers(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant two customers of one account, the second merged into the first, with all that hangs on them."""
    own = {"organisation": organisation}
    account = Account.objects.create(
        **own, key=f"Account {canary}", name=f"Account {canary}", created_at=factories.AT
    )
    kept, absorbed = (
        Customer.objects.create(
            **own, key=f"{number}{organisation.pk:031x}", account=account, created_at=factories.AT
        )
        for number in (1, 2)
    )
    Identifier.objects.create(
        **own, customer=kept, kind="number", value=f"c-{canary}", spellings=[f"C-{canary}"]
    )
    AttributeValue.objects.create(
        **own, customer=kept, name=f"plan_{canary}", value=f"Plan {canary}", since=factories.AT
    )
    merge = Merge.objects.create(**own, kept=kept, absorbed=absorbed, at=factories.AT)
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    Consent.objects.create(
        **own, customer=kept, purpose="marketing", state="given", at=factories.AT, source=f"File {canary}"
    )
    return {"customer_id": kept.pk, "account_id": account.pk, "merge_id": merge.pk}


@plants
def plant_erasures(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant somebody who waits to be erased, and a list of those who were."""
    erasure = Erasure.objects.create(
        organisation=organisation,
        state="ready",
        sought={
            "asked": {"identifiers": [f"{canary}@example.org"], "customer": None},
            "identifiers": [f"{canary}@example.org"],
            "customers": [],
        },
        found={"places": {"facts": {"feedback": 2}}, "fields": ["comments"]},
        asked_at=factories.AT,
    )
    SuppressionSecret.objects.create(organisation=organisation)
    Suppression.objects.create(organisation=organisation, digest=f"{organisation.pk:064x}")
    return {"erasure_id": erasure.pk}


@plants
def plant_benchmarks(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant a set of outside figures, and how a survey of ours is asked."""
    told = {part: f"{part} {canary}" for part in ("source", "licence", "industry", "question", "notes")}
    found = factories.benchmark(
        of=organisation, name=f"Set {canary}", values={f"Firm {canary}": 0.3, f"Other {canary}": 0.1}, **told
    )
    asked = Survey.objects.get(organisation=organisation, name=f"Answers {canary}")
    SurveyMethod.objects.create(organisation=organisation, survey=asked, method="web", set_at=factories.AT)
    return {"benchmark_id": found.pk}


@plants
def plant_words(_organisation: Organisation, _canary: str) -> dict[str, object]:
    """Fill the parameters that name no row: the figure of a page and the form it is exported in."""
    return {
        "figure": Word("trend"),
        "form": Word("csv"),
        "metric": Word("nps"),
        "part": Word("map"),
        "picture": Word("league"),
    }


def owned_models() -> list[type[Model]]:
    """List the models of ours whose rows belong to an organisation."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("ninefold.")]
    return [model for model in ours if model._meta.label not in WITHOUT_ORGANISATION]


def rows_of(organisation: Organisation) -> str:
    """Write down every row of an organisation, its members' accounts included, as text that can be compared."""
    people = Q(memberships__organisation=organisation)
    parts = [serializers.serialize("json", Organisation.objects.filter(pk=organisation.pk))]
    parts.append(
        serializers.serialize(
            "json", apps.get_model("people.User").objects.filter(people).order_by("pk").distinct()
        )
    )
    for model in owned_models():
        rows = model._default_manager.filter(organisation=organisation.pk).order_by("pk")
        parts.append(serializers.serialize("json", rows))
    return "\n".join(parts)


@plants
def plant_trends(organisation: Organisation, canary: str) -> dict[str, object]:
    """Plant an event that somebody marked in the first of two units, and an anomaly that was told."""
    mark = EventMark.objects.create(
        organisation=organisation,
        day=factories.DAY,
        words=f"Mark {canary}",
        unit=f"Unit {canary} 0",
        touchpoint=f"Touchpoint {canary} 0",
        changed_at=factories.AT,
    )
    AnomalyNotice.objects.create(
        organisation=organisation,
        metric="nps",
        every="week",
        first_day=factories.DAY,
        value=0.1,
        expected=0.4,
        low=0.2,
        high=0.6,
        told_at=factories.AT,
    )
    return {"mark_id": mark.pk}
