"""F20: a person is found in every place first, and nowhere afterwards; their file brings them back no more."""

import logging
from pathlib import Path

import pytest
from django.db import connection
from tests import factories
from tests.customers.erasure import canaries
from tests.customers.erasure.canaries import CANARIES, MAIL, NUMBER, deliver, hits, plant
from tests.listen.sources.imports import facts

from ninefold.customers.erasure import operations
from ninefold.customers.erasure.choices import Kind, State
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.erasure.registry import REGISTRY
from ninefold.people.audit.queries import verified
from ninefold.people.members.models import Member

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = {
    "uploads": "uploads/",
    "bundles": "table listen_bundle",
    "facts": "segments/",
    "profiles": "table customers_identifier",
    "jobs": "table kit_job",
    "mails": "table kit_mail",
    "sessions": "sessions",
    "views": "table people_savedview",
}


@pytest.fixture
def owner() -> Member:
    """The owner of an organisation."""
    return factories.member()


def database_files() -> dict[str, bytes]:
    """The row database as bytes: file, free pages, write-ahead log. PostgreSQL keeps its files to itself."""
    if connection.vendor != "sqlite":
        return {}
    path = Path(str(connection.settings_dict["NAME"]))
    return {each.name: each.read_bytes() for each in path.parent.glob(f"{path.name}*")}


def in_database() -> set[str]:
    return {
        f"{name}: {word}"
        for name, raw in database_files().items()
        for word in CANARIES
        if word.encode() in raw.lower()
    }


def erase(member: Member, *, kind: str = Kind.ERASE, kept: tuple[str, ...] = ()) -> Erasure:
    erasure = operations.ask(
        organisation=member.organisation, by=member.pk, at=factories.AT, identifiers=[MAIL], queued=False
    )
    operations.look(erasure=erasure, at=factories.AT)
    erasure.refresh_from_db()
    operations.confirm(erasure=erasure, kind=kind, kept=kept, by=member.pk, at=factories.AT, queued=False)
    operations.carry_out(erasure=erasure, at=factories.AT)
    erasure.refresh_from_db()
    return erasure


def found_everywhere() -> None:
    found = hits()
    for place in PLACES.values():
        assert any(name.startswith(place) for name in found), place
    for word in CANARIES:
        assert any(word in words for words in found.values()), word
    if connection.vendor == "sqlite":
        assert in_database() != set()


@pytest.mark.parametrize("kind", list(Kind))
def test_person_is_found_everywhere_first_and_nowhere_afterwards(
    owner: Member, tmp_path: Path, kind: Kind, caplog: pytest.LogCaptureFixture
):
    plant(owner.organisation, owner, files=tmp_path)
    found_everywhere()
    with caplog.at_level(logging.DEBUG):
        erasure = erase(owner, kind=kind, kept=("unit",))
    assert erasure.state == State.DONE
    assert hits() == {}
    assert in_database() == set()
    assert not any(word in caplog.text.lower() for word in CANARIES)
    assert verified(organisation=owner.organisation).sound
    kept = facts(owner.organisation)
    anonymous = [row for row in kept if row["wave"] is None and row["source"] != 78]
    assert len([row for row in kept if row["wave"] is not None]) == canaries.OTHERS + 1
    assert len(anonymous) == (1 if kind == Kind.ANONYMISE else 0)


def test_the_same_file_brings_everybody_back_but_the_person(owner: Member, tmp_path: Path):
    plant(owner.organisation, owner, files=tmp_path)
    erase(owner)
    upload = deliver(owner.organisation, owner, tmp_path / "answers.csv")
    assert upload.state == "stored"
    assert upload.counts["erased"] == 2  # the answer, and the row that could not be taken
    assert not upload.rejects_file.exists()
    again = {row["record"] for row in facts(owner.organisation) if row["wave"] is not None}
    assert len(again) == canaries.OTHERS + 1
    assert "r900" not in again
    assert all(row["customer"] != NUMBER for row in facts(owner.organisation))
    assert not Path(upload.path).exists()


def test_erasing_twice_changes_nothing_more(owner: Member, tmp_path: Path):
    plant(owner.organisation, owner, files=tmp_path)
    erase(owner)
    before = facts(owner.organisation)
    again = erase(owner)
    assert sum(number for counts in again.done.values() for number in counts.values()) == 0
    assert facts(owner.organisation) == before


@pytest.mark.parametrize("place", sorted(PLACES))
def test_without_one_eraser_the_person_is_still_found(owner: Member, tmp_path: Path, place: str):
    """The search is no show: whichever place is left out, it finds what stayed there."""
    plant(owner.organisation, owner, files=tmp_path)
    every = list(REGISTRY.places)
    REGISTRY.places[:] = [each for each in every if each.key != place]
    try:
        erase(owner)
    finally:
        REGISTRY.places[:] = every
    assert any(name.startswith(PLACES[place]) for name in hits())
