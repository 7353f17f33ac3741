"""`ninefold erase` looks, asks, erases and certifies, as the page does."""

import click
import pytest
from click.testing import CliRunner, Result
from tests import factories

from ninefold.customers.erasure.models import Erasure
from ninefold.customers.profiles.models import Customer, Identifier
from ninefold.engine import dropping
from ninefold.people.organisations.models import Organisation
from ninefold.site.commands.erase import erase

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Organisation:
    monkeypatch.setattr(dropping, "READERS", 0.0)
    made = factories.organisation()
    factories.answers(of=made, rows=[{"customer": f"C-10{n}", "nps": 5.0} for n in range(12)])
    return made


def run(*given: str, typed: str = "") -> Result:
    return CliRunner().invoke(erase, given, input=typed)


def test_dry_run_says_what_would_go_and_changes_nothing(house: Organisation):
    answer = run("--identifier", "C-103", "--dry-run")
    assert answer.exit_code == 0
    assert "1  Answers and what happened: Answers" in answer.output
    assert not Erasure.objects.exists()


def test_person_is_erased_after_a_yes(house: Organisation):
    answer = run("--identifier", "C-103", typed="y\n")
    assert answer.exit_code == 0, answer.output
    erasure = Erasure.objects.get()
    assert f"Certificate {erasure.key}, checksum {erasure.digest}" in answer.output
    assert "C-103" not in answer.output
    assert "Nothing of this person was found." in run("--identifier", "C-103", "--dry-run").output


def test_no_leaves_everything_as_it_is(house: Organisation):
    run("--identifier", "C-103", typed="n\n")
    assert not Erasure.objects.exists()


def test_customer_is_named_by_the_key_of_their_page(house: Organisation):
    customer = Customer.objects.create(organisation=house, key="ab" * 16, created_at=factories.AT)
    Identifier.objects.create(
        organisation=house, customer=customer, kind="number", value="c-104", spellings=["C-104"]
    )
    answer = run("--customer", "abab", "--keep-answers", "--keep", "unit", "--yes")
    assert answer.exit_code == 0, answer.output
    assert Erasure.objects.get().kept == ["unit"]
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "given",
    [(), ("--customer", "ffff"), ("--identifier", " "), ("--identifier", "x", "--organisation", "none")],
)
def test_who_is_not_named_is_asked_for(house: Organisation, given: tuple[str, ...]):
    answer = run(*given)
    assert answer.exit_code == 2
    assert answer.stderr.endswith(".\n")
    assert not Erasure.objects.exists()


def test_who_is_merged_while_the_command_waits_for_a_yes_is_not_erased(
    house: Organisation, monkeypatch: pytest.MonkeyPatch
):
    made = Customer.objects.create(organisation=house, key="b" * 32, created_at=factories.AT)

    def say(value: str) -> None:
        Identifier.objects.create(
            organisation=house, customer=made, kind="number", value=value.lower(), spellings=[value]
        )

    say("C-103")

    def meanwhile(_question: str) -> bool:
        say("C-104")
        return True

    monkeypatch.setattr(click, "confirm", meanwhile)
    answer = run("--identifier", "C-103")
    assert (answer.exit_code, Customer.objects.count(), Erasure.objects.count()) == (2, 1, 0)
    assert "Nothing is erased" in answer.stderr
