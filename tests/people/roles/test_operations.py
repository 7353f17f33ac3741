"""Two at once: an organisation keeps an owner, a hierarchy gets no circle, and the log of both is whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from tests import factories
from tests.factories import AT

from ninefold.people.audit.queries import verified
from ninefold.people.roles.choices import Role
from ninefold.people.roles.models import RoleGrant
from ninefold.people.roles.operations import LastOwnerError, take_role
from ninefold.people.roles.rules import access
from ninefold.people.units.operations import CircleError, move_unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object], refused: type[Exception]) -> list[str]:
    """Let all begin at one moment; say how each of them ended."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        together.wait()
        try:
            act()
        except refused:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(run, acts))


def test_two_owners_who_take_each_others_role_leave_one():
    ingrid = factories.member()
    tom = factories.member(of=ingrid.organisation)
    grants = {each: RoleGrant.objects.get(member=each) for each in (ingrid, tom)}

    def take(grant: RoleGrant, by: object) -> Callable[[], object]:
        return lambda: take_role(grant=grant, by=by, access=access(role=Role.OWNER), at=AT)

    ended = at_once(take(grants[tom], ingrid), take(grants[ingrid], tom), refused=LastOwnerError)
    assert (ended, RoleGrant.objects.count()) == (["done", "refused"], 1)
    assert verified(organisation=ingrid.organisation).sound


def test_two_units_moved_below_each_other_make_no_circle():
    house = factories.organisation()
    north, south = (factories.unit(of=house, name=name) for name in ("North", "South"))
    ended = at_once(
        lambda: move_unit(unit=north, to=south, by=None, at=AT),
        lambda: move_unit(unit=south, to=north, by=None, at=AT),
        refused=CircleError,
    )
    assert ended == ["done", "refused"]
    assert verified(organisation=house).sound
