"""What is known of erasures: who is meant, how far one is, and its certificate."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ninefold.customers.erasure.choices import UNDER_WAY, Text
from ninefold.customers.erasure.models import Erasure
from ninefold.customers.erasure.registry import REGISTRY, Person
from ninefold.customers.profiles.choices import Kind
from ninefold.customers.profiles.models import Customer, Identifier
from ninefold.customers.profiles.rules import normalised
from ninefold.engine.sought import Sought
from ninefold.kit.jobs.work import Work, work_on
from ninefold.people.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Meant:
    """Whom an identifier or a customer means: all identifiers of all who were merged, and their numbers."""

    identifiers: frozenset[str]
    customers: tuple[int, ...]


def meant_by(
    *, organisation: Organisation, identifiers: Iterable[str] = (), customer: Customer | None = None
) -> Meant:
    """Find all that the data call a person.

    Parameters
    ----------
    identifiers
        What the person is called; somebody without a profile may stand in the facts all the same.
    customer
        Their profile, where that is known.
    """
    given = frozenset(text.strip() for text in identifiers if text.strip())
    own = Identifier.objects.for_organisation(organisation)
    wanted = {normalised(kind, text) for text in given for kind in Kind}
    customers = Customer.objects.for_organisation(organisation)
    named = customers.filter(identifiers__in=own.filter(value__in=wanted))
    if customer is not None:
        named = named | customers.filter(pk=customer.pk)
    standing = {each.standing for each in named}
    all_of_them = set(customers.filter(pk__in=standing).values_list("pk", flat=True))
    all_of_them |= set(customers.filter(merged_into__in=standing).values_list("pk", flat=True))
    called = {
        spelling
        for value, spellings in own.filter(customer__in=all_of_them).values_list("value", "spellings")
        for spelling in (value, *spellings)
    }
    return Meant(identifiers=given | called, customers=tuple(sorted(all_of_them)))


def meant_now(erasure: Erasure) -> Meant:
    """Find whom an erasure means by what is known at this moment; it was asked for by the same words."""
    asked = erasure.sought["asked"]
    customers = Customer.objects.for_organisation(erasure.organisation)
    return meant_by(
        organisation=erasure.organisation,
        identifiers=asked["identifiers"],
        customer=customers.filter(pk=asked["customer"]).first(),
    )


def person_of(erasure: Erasure) -> Person:
    """Give the person of an erasure that is not done; afterwards nobody is left."""
    return Person(
        organisation=erasure.organisation_id,
        sought=Sought(identifiers=frozenset(erasure.sought.get("identifiers", ()))),
        customers=tuple(erasure.sought.get("customers", ())),
    )


def erasures_of(*, organisation: Organisation) -> list[Erasure]:
    """List the erasures of an organisation, the latest first."""
    return list(Erasure.objects.for_organisation(organisation))


def work_on_erasure(erasure: Erasure) -> Work:
    """How far the work on an erasure is; one that has arrived meanwhile is brought up to date."""
    return work_on(erasure, under_way=UNDER_WAY)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a dry run or a certificate: a place, a thing there, and how many."""

    place: Text
    what: Text
    count: int


def lines(counts: dict[str, dict[str, int]]) -> list[Line]:
    """Write counts by place and word as lines, in the order of the places; what is nothing is left out."""
    return [
        Line(place=place.title, what=place.words.get(word, word), count=number)
        for place in REGISTRY.places
        for word, number in counts.get(place.key, {}).items()
        if number
    ]


def certificate(erasure: Erasure) -> dict[str, Any]:
    """Give what a certificate says: opaque keys, moments, counts, words of ours; no identifier."""
    return {
        "certificate": erasure.key,
        "organisation": erasure.organisation.slug,
        "kind": erasure.kind,
        "kept": sorted(erasure.kept),
        "asked_at": _written(erasure.asked_at),
        "confirmed_at": _written(erasure.confirmed_at),
        "finished_at": _written(erasure.finished_at),
        "by_member": erasure.by,
        "found": erasure.found.get("places", {}),
        # Killed between removing and writing down, a number here may fall short of what was found.
        "removed": erasure.done,
        "searched": [place.key for place in REGISTRY.places],
        "suppressed_hashes": erasure.hashed,
    }


def _written(at: Any) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
