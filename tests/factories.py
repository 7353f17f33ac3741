"""Things tests need, made as the product makes them: an organisation, a member, a signed-in browser."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pyarrow as pa
from django.core.cache import cache
from django.test import Client

from ninefold.customers.profiles.models import Customer, Identifier
from ninefold.customers.profiles.recording import record_customers
from ninefold.customers.profiles.rows import CustomerRow
from ninefold.customers.profiles.rules import normalised
from ninefold.engine.blocks import block_of
from ninefold.engine.facts import COMMENT, Table, schema_of
from ninefold.engine.folding import fold
from ninefold.engine.operations import commit_batch
from ninefold.engine.segments import write_segment
from ninefold.journeys.maps.choices import Phase
from ninefold.journeys.maps.models import Journey, Stage, Step
from ninefold.journeys.owners.models import Ownership
from ninefold.journeys.touchpoints.choices import Kind, Where
from ninefold.journeys.touchpoints.models import Touchpoint, TouchpointName
from ninefold.listen.joined_files.recipe import Join, Part, Recipe
from ninefold.listen.sources.models import Source, Wave
from ninefold.listen.surveys.models import Survey
from ninefold.listen.surveys.operations import Asked, record_questions, survey_named
from ninefold.people.members.models import Member, User
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant
from ninefold.people.units.models import Hierarchy, Unit
from ninefold.people.units.operations import add_units
from ninefold.understand.benchmarks.models import BenchmarkSet, BenchmarkValue

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
DAY = date(2026, 1, 1)
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "rating": (1, 5)}
PASSWORD = "a sentence nobody else thought of"
_numbers = count(1)


def organisation(*, name: str = "Tarnel", **fields: object) -> Organisation:
    """Make an organisation; its short name never contains its name, so that a canary there is a leak."""
    return Organisation.objects.create(
        **{"name": name, "slug": f"house-{next(_numbers)}", "created_at": AT} | fields
    )


def user(*, email: str = "", password: str = "") -> User:
    """Make an account; without a password it cannot sign in by the form, and costs no hashing."""
    account = User(email=email or f"person{next(_numbers)}@example.org", joined_at=AT)
    account.set_password(password) if password else account.set_unusable_password()
    account.save()
    return account


def member(
    *,
    of: Organisation | None = None,
    name: str = "Ingrid",
    account: User | None = None,
    role: str = Role.OWNER,
    unit: Unit | None = None,
    **fields: object,
) -> Member:
    """Make a member, with an account and an organisation where none is given; an empty role is none."""
    made = Member.objects.create(
        **{"user": account or user(), "organisation": of or organisation(), "name": name, "joined_at": AT}
        | fields
    )
    if role:
        RoleGrant.objects.create(
            organisation=made.organisation, member=made, role=role, unit=unit, given_at=AT
        )
    return made


def unit(*, of: Organisation, name: str = "North", below: Unit | None = None, column: str = "unit") -> Unit:
    """Make a unit, in a hierarchy of its own where there is none of this column; the data call it by its name."""
    hierarchy, _made = Hierarchy.objects.get_or_create(
        organisation=of, column=column, defaults={"name": f"By {column}", "created_at": AT}
    )
    (added,) = add_units(hierarchy=hierarchy, parent=below, names=[name], by=None, at=AT)
    return added


def browser(*, of: Member | None = None, **options: object) -> Client:
    """Open a browser; signed in where a member is given."""
    client = Client(**options)
    if of is not None:
        client.force_login(of.user)
    return client


def answers(
    *,
    of: Organisation,
    rows: Sequence[Mapping[str, Any]],
    survey: str = "Answers",
    scales: Mapping[str, tuple[float, float]] | None = None,
) -> Survey:
    """Import a wave of answers: a survey with its questions, a source, and facts on disk.

    Each row is a record of `feedback`, as few of its columns as the test is about; `comment` is what was said.
    Without a `person` everybody is somebody else. A question is a column of a score, `q_...` or `a_...`;
    `scales` overrides the usual scale (1 to 5 for `q_...`).
    """
    cache.clear()  # a database rolled back gives the numbers of organisation and version anew
    asking = survey_named(organisation=of, name=survey, at=AT)
    source = Source.objects.create(
        organisation=of, survey=asking, name=f"File {next(_numbers)}", created_at=AT
    )
    wave = Wave.objects.create(organisation=of, source=source, name="First", rows=len(rows))
    own = {name for row in rows for name in row}
    record_questions(survey=asking, asked=_asked(own, scales=scales or {}))
    place = {"organisation": of.pk, "survey": asking.pk, "source": source.pk, "wave": wave.pk}
    feedback = [_fact(row, place=place, number=number) for number, row in enumerate(rows)]
    said = [
        {**row, "text": row["comment"], "folded": fold(row["comment"])}
        for row in feedback
        if "comment" in row
    ]
    written = [_written(feedback, table="feedback"), _written(said, table="comment")]
    commit_batch(
        organisation=of.pk,
        survey=asking.pk,
        source=source.pk,
        wave=wave.pk,
        segments=[each for each in written if each is not None],
        at=AT,
    )
    return asking


def _asked(names: set[str], *, scales: Mapping[str, tuple[float, float]]) -> list[Asked]:
    found = []
    for name in sorted(name for name in names if name in SCALES or name.startswith(("q_", "a_"))):
        low, high = (
            scales.get(name) or SCALES.get(name) or ((1, 5) if name.startswith("q_") else (None, None))
        )
        role = name if name in SCALES else "item" if name.startswith("q_") else "attribute"
        found.append(Asked(column=name, role=role, title=name.capitalize(), low=low, high=high))
    return found


def _fact(row: Mapping[str, Any], *, place: Mapping[str, int], number: int) -> dict[str, Any]:
    record = f"{place['source']}-{number}"
    block = block_of(place["organisation"], str(row.get("person") or record))
    return {
        **place,
        "record": record,
        "block": block,
        "local_date": DAY,
        "comments": int("comment" in row),
        **row,
    }


def _written(rows: Sequence[Mapping[str, Any]], *, table: Table) -> Any:
    if not rows:
        return None
    own = {name for row in rows for name in row if name.startswith(("q_", "a_"))}
    schema = COMMENT if table == "comment" else schema_of(table="feedback", own=own)
    batches = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
    return write_segment(organisation=int(rows[0]["organisation"]), table=table, batches=batches)


def recipe(main: str = "main", other: str = "other", *, key: str = "key") -> Recipe:
    """Make a recipe of two files with one key."""
    parts = tuple(Part(name=name, columns=(key, f"{name} value")) for name in (main, other))
    return Recipe(parts=parts, main=main, joins=(Join(file=other, key=key, to_file=main, to_column=key),))


def found_files(key: str = "key") -> dict[str, Any]:
    """Tell what was found in two files of that recipe."""
    columns = [
        {
            "name": key, "samples": [f"{key} 1"], "date_format": "", "unclear": False,
            "number": False, "distinct": 3, "unique": 1.0, "personal": False,
        }
    ]  # fmt: skip
    file = {"name": "", "columns": columns, "rows": 3, "rejects": 0, "answers": 0}
    return {"files": {"0": file, "1": file}}


def touchpoint(
    *,
    of: Organisation,
    name: str = "Delivery",
    kind: str = Kind.DELIVERY,
    answers: Sequence[str] = (),
    events: Sequence[str] = (),
) -> Touchpoint:
    """Make a touchpoint; the data call it by the names given, none where none is given."""
    made = Touchpoint.objects.create(organisation=of, name=name, kind=kind, created_at=AT)
    for where, texts in ((Where.FEEDBACK, answers), (Where.EVENT, events)):
        for text in texts:
            TouchpointName.objects.create(organisation=of, touchpoint=made, where=where, text=text)
    return made


def journey(
    *,
    of: Organisation,
    name: str = "Order a chair",
    stages: Mapping[str, Sequence[Touchpoint]] | None = None,
    **fields: Any,
) -> Journey:
    """Make a journey with its stages, and a step in them at each touchpoint."""
    made = Journey.objects.create(**{"organisation": of, "name": name, "created_at": AT} | fields)
    for place, (title, touchpoints) in enumerate((stages or {}).items()):
        stage = Stage.objects.create(
            organisation=of, journey=made, name=title, phase=Phase.USE, position=place
        )
        for position, each in enumerate(touchpoints):
            Step.objects.create(organisation=of, stage=stage, touchpoint=each, position=position)
    return made


def ownership(
    *,
    by: Member,
    touchpoint: Touchpoint | None = None,
    journey: Journey | None = None,
    unit: Unit | None = None,
    since: date = DAY,
    **fields: Any,
) -> Ownership:
    """Let a member answer for a touchpoint or a journey."""
    return Ownership.objects.create(
        organisation=by.organisation,
        member=by,
        touchpoint=touchpoint,
        journey=journey,
        unit=unit,
        since=since,
        **fields,
    )


def events(*, of: Organisation, rows: Sequence[Mapping[str, Any]], table: Table = "event") -> None:
    """Commit a batch of events; each row is one, with `kind` and as few other columns as the test is about.

    With `table="outcome"` each row is a month of a customer, told by any moment of it.
    """
    cache.clear()
    number = next(_numbers)
    schema = schema_of(table=table, own={name for row in rows for name in row})
    facts = [
        {
            "organisation": of.pk,
            "survey": 0,
            "source": 100_000 + number,
            "wave": 1,
            "record": str(place),
            "block": block_of(of.pk, str(row.get("customer") or place)),
            **row,
            "local_date": row["at"].date(),
        }
        for place, row in enumerate(rows)
    ]
    written = write_segment(
        organisation=of.pk, table=table, batches=pa.Table.from_pylist(facts, schema=schema)
    )
    commit_batch(
        organisation=of.pk,
        survey=0,
        source=100_000 + number,
        wave=1,
        segments=[] if written is None else [written],
        at=AT,
    )


def customer(
    *,
    of: Organisation,
    number: str = "C-1",
    at: datetime = AT,
    identifiers: Sequence[tuple[str, str]] = (),
    **told: Any,
) -> Customer:
    """Record a customer as a file does: a customer number, more identifiers, and what `CustomerRow` takes."""
    row = CustomerRow(identifiers=(("number", number), *identifiers), as_of=at, **told)
    record_customers(organisation=of, rows=[row], source="File", at=at)
    known = Identifier.objects.select_related("customer__organisation")
    return known.get(organisation=of, kind="number", value=normalised("number", number)).customer


def benchmark(
    *,
    of: Organisation,
    values: Mapping[str, float | Mapping[str, Any]] | None = None,
    name: str = "Airlines 2025",
    **fields: Any,
) -> BenchmarkSet:
    """Make a set of outside figures: an NPS of 2025 asked on the web, of whose range nothing is known.

    Each value is the figure as it is kept, or a mapping with what the source tells of it besides.
    """
    told = {
        "source": "A published study", "licence": "CC BY 4.0", "country": "NO", "industry": "Airlines",
        "since": date(2025, 1, 1), "until": date(2025, 12, 31), "kind": "nps", "low": 0.0, "high": 10.0,
        "question": "Would you recommend us?", "method": "web", "imported_at": AT,
    }  # fmt: skip
    made = BenchmarkSet.objects.create(organisation=of, name=name, **{**told, **fields})
    given = {"Ours in the north": 0.1, "Theirs": 0.4} if values is None else values
    for place, (label, value) in enumerate(given.items()):
        parts = value if isinstance(value, Mapping) else {"value": value}
        BenchmarkValue.objects.create(organisation=of, benchmark=made, label=label, position=place, **parts)
    return made
