"""Who works at the example company: its units, and people with a role in some of them.

Nobody can sign in as one of them; an owner looks through their eyes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from ninefold.demo.world.company import COMPANY, UNITS, owners
from ninefold.demo.world.leaders import LEADERS
from ninefold.people.members.models import Member, User
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.operations import give_role
from ninefold.people.units.choices import Column
from ninefold.people.units.models import Unit
from ninefold.people.units.operations import add_units, found_hierarchy

# Addresses at a domain that nobody can own: by it, invented people are told from real ones.
DOMAIN: Final = "tarnel-home.example"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who works there; an empty unit is the whole company."""

    name: str
    position: str
    role: Role
    unit: str = ""


_STAFF: Final = (
    Person(name="Ingrid Sørlie", position="Customer experience", role=Role.LEAD),
    Person(name="Oleh Koval", position="Customer experience", role=Role.ANALYST),
    Person(name="Samir Nasser", position="Regional manager", role=Role.MANAGER, unit="Coast"),
    Person(name="Katya Melnyk", position="Regional manager", role=Role.MANAGER, unit="Middle"),
    Person(name="Mara Lind", position="Regional manager", role=Role.MANAGER, unit="North"),
    Person(name="Wei Zhang", position="Head of the contact centre", role=Role.MANAGER, unit="Contact centre"),
    Person(name="Jonas Weiss", position="Sales", role=Role.FRONT_LINE, unit="North Gate"),
    Person(name="Laleh Amiri", position="Phone agent", role=Role.FRONT_LINE, unit="Phone mornings"),
    Person(name="Amira Haddad", position="Internal audit", role=Role.AUDITOR),
)


def staff() -> Iterator[Person]:
    """Name everybody who has a role: the programme, managers, the board, and who answers for touchpoints."""
    yield from _STAFF
    for leader in LEADERS:
        if leader.board:
            yield Person(name=leader.name, position=leader.role, role=Role.EXECUTIVE)
    for name in dict.fromkeys(each.owner for each in owners()):
        yield Person(name=name, position="Touchpoint owner", role=Role.TOUCHPOINT_OWNER, unit=_home_of(name))


def _home_of(owner: str) -> str:
    """Give the unit that holds all units in which somebody answers for touchpoints."""
    places = list(dict.fromkeys(each.unit for each in owners() if each.owner == owner))
    parents = {unit.name: unit.parent for unit in UNITS}
    above = {parents[place] for place in places}
    found = places[0] if len(places) == 1 else above.pop() if len(above) == 1 else ""
    return found if found not in {None, COMPANY} else ""


@transaction.atomic
def settle_people(*, organisation: Organisation, at: datetime) -> None:
    """Arrange the units, and give people their roles."""
    units = _arrange(organisation=organisation, at=at)
    for person in staff():
        member = Member.objects.create(
            user=_account(person.name, at=at),
            organisation=organisation,
            name=person.name,
            position=person.position,
            home=units.get(person.unit),
            joined_at=at,
        )
        give_role(member=member, role=person.role, unit=units.get(person.unit), by=None, access=None, at=at)


def _arrange(*, organisation: Organisation, at: datetime) -> dict[str, Unit]:
    """Found the hierarchy level by level; the company itself is the organisation."""
    hierarchy = found_hierarchy(
        organisation=organisation, name=_("Regions and teams"), column=Column.UNIT, by=None, at=at
    )
    units: dict[str, Unit] = {}
    waiting = [COMPANY]
    for above in waiting:
        names = [unit.name for unit in UNITS if unit.parent == above]
        waiting += names
        for unit in (
            add_units(hierarchy=hierarchy, parent=units.get(above), names=names, by=None, at=at)
            if names
            else ()
        ):
            units[unit.name] = unit
    return units


def _account(name: str, *, at: datetime) -> User:
    address = f"{name.lower().replace(' ', '.').replace('ø', 'o')}@{DOMAIN}"
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found
    user = User(email=address, joined_at=at)
    user.set_unusable_password()
    user.save()
    return user
