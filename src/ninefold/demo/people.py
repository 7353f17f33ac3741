"""Who works at the example company: its stores by region, and people with a role in some of them.

Nobody can sign in as one of them; an owner looks through their eyes.
"""

from datetime import datetime

from django.db import transaction

from ninefold.demo.answers import STORES
from ninefold.people.members.models import Member, User
from ninefold.people.organisations.models import Organisation
from ninefold.people.roles.choices import Role
from ninefold.people.roles.operations import give_role
from ninefold.people.units.choices import Column
from ninefold.people.units.models import Unit
from ninefold.people.units.operations import add_units, found_hierarchy

REGIONS = {"North": STORES[:4], "Middle": STORES[4:8], "South": STORES[8:]}
PEOPLE = (
    ("Mara Lind", Role.MANAGER, "North"),
    ("Jonas Weiss", Role.FRONT_LINE, "North Gate"),
    ("Oleh Koval", Role.ANALYST, ""),
    ("Amira Haddad", Role.EXECUTIVE, ""),
)


@transaction.atomic
def settle_people(*, organisation: Organisation, at: datetime) -> None:
    """Arrange the stores by region, and give some people their roles."""
    by_region = found_hierarchy(
        organisation=organisation, name="Stores by region", column=Column.UNIT, by=None, at=at
    )
    units: dict[str, Unit] = {}
    for region in add_units(hierarchy=by_region, parent=None, names=list(REGIONS), by=None, at=at):
        stores = add_units(hierarchy=by_region, parent=region, names=REGIONS[region.name], by=None, at=at)
        units |= {unit.name: unit for unit in (region, *stores)}
    for name, role, place in PEOPLE:
        member = Member.objects.create(
            user=_account(name, at=at), organisation=organisation, name=name, joined_at=at
        )
        give_role(member=member, role=role, unit=units.get(place), by=None, access=None, at=at)


def _account(name: str, *, at: datetime) -> User:
    user = User(email=f"{name.lower().replace(' ', '.')}@example.org", joined_at=at)
    user.set_unusable_password()
    user.save()
    return user
