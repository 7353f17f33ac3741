"""`ninefold audit`: sound, broken, or cut off."""

import pytest
from click.testing import CliRunner
from tests import factories
from tests.people.audit.logs import statement, tampered, unprotected, written

from ninefold.people.audit.models import AuditEntry
from ninefold.site.cli import main

pytestmark = pytest.mark.django_db


def run(*arguments):
    result = CliRunner().invoke(main, ["audit", *arguments])
    return result.exit_code, result.output.splitlines()


def head_of(house, number):
    return f"{number}:{AuditEntry.objects.for_organisation(house).get(number=number).digest}"


def test_nothing_to_check_is_sound():
    assert run() == (0, [])


def test_every_log_is_told_with_its_head():
    first, second, third = (factories.organisation(slug=slug) for slug in ("a", "b", "c"))
    written(first, count=1)
    written(second, count=3)
    assert run() == (
        0,
        [
            f"a: 1 entry, sound up to {head_of(first, 1)}",
            f"b: 3 entries, sound up to {head_of(second, 3)}",
            "c: 0 entries, sound up to no entry",
        ],
    )
    assert third.slug == "c"


def test_broken_log_ends_with_one_and_the_others_are_told_all_the_same():
    first, second = (factories.organisation(slug=slug) for slug in ("a", "b"))
    for house in (first, second):
        written(house, count=3)
    tampered(first, 2, actor=5)
    assert run() == (
        1,
        [
            f"a: 3 entries, broken at 2: its content is not what was written; sound up to {head_of(first, 1)}",
            f"b: 3 entries, sound up to {head_of(second, 3)}",
        ],
    )
    tampered(second, 1, previous="x")
    assert (
        run()[1][1]
        == "b: 3 entries, broken at 1: it does not follow the entry before it; sound up to no entry"
    )


def test_cut_off_end_is_found_by_its_head():
    house = factories.organisation(slug="a")
    written(house, count=3)
    kept, cut = head_of(house, 2), head_of(house, 3)
    assert run("--head", kept, "--head", cut)[0] == 0
    with unprotected():
        statement("DELETE FROM people_auditentry WHERE number = 3")
    assert run("--head", kept, "--head", cut.upper()) == (
        1,
        [
            f"a: 2 entries, sound up to {kept}",
            f"{kept}: is in its chain still",
            f"{cut}: is in no chain any more",
        ],
    )


@pytest.mark.parametrize("text", ["3", "3:abc", f"x:{'0' * 64}", f"3:{'g' * 64}"])
def test_head_that_is_none_is_refused(text):
    code, lines = run("--head", text)
    assert code == 2
    assert f"{text} is no head" in " ".join(lines)
