"""The places that this room and those below it answer for: facts, profiles, jobs, mails, sessions."""

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from ninefold.customers.erasure.registry import Erasing, Held, Person
from ninefold.customers.erasure.texts import Texts, masked_in, masked_row, naming, one_text, rows_of
from ninefold.customers.profiles.models import Account, Customer, Identifier
from ninefold.customers.profiles.operations import part_from_others
from ninefold.customers.suppression.operations import suppress_cases
from ninefold.engine.anonymising import FIELDS
from ninefold.engine.dropping import drop_removed
from ninefold.engine.erasing import Found, erase_person, person_in_facts
from ninefold.kit.chart_shelf import forget_drawings
from ninefold.kit.jobs.models import Job
from ninefold.kit.mail.models import Mail


class _Facts:
    """Segments and tail."""

    def find(self, erasing: Erasing, /) -> Held:
        person = erasing.person
        found = person_in_facts(organisation=person.organisation, sought=person.sought, report=erasing.report)
        return _held(found)

    def erase(self, erasing: Erasing, /) -> Held:
        person = erasing.person
        found = erase_person(
            organisation=person.organisation,
            sought=person.sought,
            at=erasing.at,
            anonymous=erasing.anonymous,
            report=erasing.report,
            # Events of these cases that name nobody would come back with the next delivery.
            hear=lambda cases: suppress_cases(organisation=person.organisation, cases=cases),
        )
        drop_removed(organisation=person.organisation, sought=person.sought)
        return _held(found)


def _held(found: Found) -> Held:
    named = {word for word, columns in FIELDS.items() if found.filled & set(columns)}
    if any(name.startswith("a_") for name in found.filled):
        named.add("attributes")
    if any(found.own.values()):
        named |= {"time"}
    if found.own["event"] or found.own["outcome"]:
        named |= {"amounts"}
    counts: dict[str, int] = dict(found.own.items())
    return Held(counts=counts | {"naming": sum(found.naming.values())}, fields=frozenset(named))


class _Profiles:
    """Customers with all that hangs on them, accounts that are theirs alone, what names them elsewhere."""

    _texts: Mapping[str, tuple[str, ...]] = {
        "customers.AttributeValue": ("value", "source"),
        "customers.Consent": ("source",),
        "customers.Account": ("name", "key"),
    }

    def find(self, erasing: Erasing, /) -> Held:
        person = erasing.person
        customers = self._customers(person)
        accounts = self._accounts(customers)
        others = self._others(person, customers=customers, accounts=accounts)
        counts = {"profiles": len(customers), "accounts": len(accounts), "texts": len(others)}
        return Held(counts=counts)

    def erase(self, erasing: Erasing, /) -> Held:
        person = erasing.person
        customers = self._customers(person)
        accounts = self._accounts(customers)
        others = self._others(person, customers=customers, accounts=accounts)
        for label, row in others:
            kept = masked_row(label, row, sought=person.sought)
            rows_of(label, organisation=person.organisation).filter(pk=row["pk"]).update(**kept)
        with transaction.atomic():
            # Whoever was merged with them since they were confirmed is somebody else, and stays.
            part_from_others(organisation=person.organisation, customers=customers, at=erasing.at)
            Customer.objects.filter(pk__in=customers).delete()
            Account.objects.filter(pk__in=accounts).delete()
        counts = {"profiles": len(customers), "accounts": len(accounts), "texts": len(others)}
        return Held(counts=counts)

    def _customers(self, person: Person) -> list[int]:
        """Find the profiles of the person, also those that came after the erasure was asked for."""
        known = Identifier.objects.filter(organisation=person.organisation)
        named = [row["pk"] for row in naming(known, fields=("value",), sought=person.sought)]
        own = Customer.objects.filter(organisation=person.organisation)
        found = own.filter(Q(pk__in=person.customers) | Q(identifiers__in=named))
        return sorted(set(found.values_list("pk", flat=True)))

    def _accounts(self, customers: list[int]) -> list[int]:
        """Find the accounts that nobody else belongs to."""
        theirs = Account.objects.filter(customers__in=customers)
        others = Customer.objects.filter(account__in=theirs).exclude(pk__in=customers)
        shared = set(others.values_list("account", flat=True))
        return sorted(set(theirs.values_list("pk", flat=True)) - shared)

    def _others(
        self, person: Person, *, customers: list[int], accounts: list[int]
    ) -> list[tuple[str, dict[str, Any]]]:
        """Find what hangs on others and names the person."""
        gone = {"customers.Account": {"pk__in": accounts}}
        found = []
        for label, fields in self._texts.items():
            rows = rows_of(label, organisation=person.organisation).exclude(
                **gone.get(label, {"customer__in": customers})
            )
            found += [(label, row) for row in naming(rows, fields=fields, sought=person.sought)]
        return found


class _Jobs:
    """Jobs: a trace may quote a cell of a file, and not only an identifier."""

    _texts = Texts(fields={"kit.Job": ("payload", "note", "error")})

    def find(self, erasing: Erasing, /) -> Held:
        texts = self._texts.find(erasing).counts
        return Held(counts={**texts, "traces": self._traced(erasing.person).count()})

    def erase(self, erasing: Erasing, /) -> Held:
        traces = 0
        for number, error in list(self._traced(erasing.person).values_list("pk", "error")):
            traces += Job.objects.filter(pk=number, error=error).update(error=_last_word(error))
        return Held(counts={**self._texts.erase(erasing).counts, "traces": traces})

    def _traced(self, person: Person) -> "QuerySet[Job]":
        """Jobs whose trace is longer than the class of what went wrong."""
        return Job.objects.filter(organisation=person.organisation, error__contains="\n")


def _last_word(trace: str) -> str:
    """Leave of a trace the class of the error."""
    last = trace.strip().rsplit("\n", 1)[-1]
    name = last.split(":", 1)[0].strip()
    return name if name.replace(".", "").isidentifier() else "Error"


class _Mails:
    """Mails to the person go; what names them in mails to others is masked."""

    _texts = Texts(fields={"kit.Mail": ("subject", "text", "html", "reply")})

    def find(self, erasing: Erasing, /) -> Held:
        return Held(counts={"mails": len(self._theirs(erasing.person)), **self._texts.find(erasing).counts})

    def erase(self, erasing: Erasing, /) -> Held:
        theirs = self._theirs(erasing.person)
        Mail.objects.filter(pk__in=theirs).delete()
        return Held(counts={"mails": len(theirs), **self._texts.erase(erasing).counts})

    def _theirs(self, person: Person) -> list[int]:
        mails = Mail.objects.filter(organisation=person.organisation)
        return [row["pk"] for row in naming(mails, fields=("to", "key"), sought=person.sought)]


class _Sessions:
    """What waits to be shown to a member may name the person."""

    def find(self, erasing: Erasing, /) -> Held:
        return Held(counts={"texts": len(self._named(erasing.person))})

    def erase(self, erasing: Erasing, /) -> Held:
        named = self._named(erasing.person)
        for session in named:
            kept = masked_in(session.get_decoded(), sought=erasing.person.sought)
            data = SessionStore().encode(kept)
            Session.objects.filter(pk=session.pk).update(session_data=data)
        return Held(counts={"texts": len(named)})

    def _named(self, person: Person) -> list[Session]:
        told = [(session, one_text(session.get_decoded())) for session in Session.objects.iterator()]
        return [session for session, text in told if person.sought.names_text(text)]


class _Charts:
    """Drawings kept on disk show groups, not people; made anew when they are asked for, all of them go."""

    def find(self, _erasing: Erasing, /) -> Held:
        return Held(counts={})

    def erase(self, _erasing: Erasing, /) -> Held:
        return Held(counts={"charts": forget_drawings()})


facts, profiles, jobs, mails = _Facts(), _Profiles(), _Jobs(), _Mails()
sessions, charts = _Sessions(), _Charts()
views = Texts(fields={"people.SavedView": ("name", "address")})
