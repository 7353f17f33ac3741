"""Events of an erased person's orders that name nobody do not come back either."""

from pathlib import Path

import pytest
from tests import factories
from tests.customers.erasure.canaries import deliver

from ninefold.customers.erasure import operations
from ninefold.people.members.models import Member

pytestmark = pytest.mark.django_db(transaction=True)

HEAD = "case_id,activity,timestamp,customer\n"
LOG = HEAD + "".join(
    f"{case},{what},2026-01-{day:02}T10:00:00Z,{who}\n"
    for case, day, who in (("o-1", 1, "C-100017"), ("o-2", 2, "C-100018"), ("o-3", 3, ""))
    for what, who in (("ordered", who), ("packed", ""), ("sent", ""))
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no readers."""
    monkeypatch.setattr("ninefold.engine.dropping.READERS", 0.0)


def erase(member: Member, who: str) -> None:
    given = {"organisation": member.organisation, "by": member.pk, "at": factories.AT, "queued": False}
    erasure = operations.ask(identifiers=[who], **given)
    operations.look(erasure=erasure, at=factories.AT)
    erasure.refresh_from_db()
    operations.confirm(erasure=erasure, kind="erase", kept=(), by=member.pk, at=factories.AT, queued=False)
    operations.carry_out(erasure=erasure, at=factories.AT)


def test_events_of_an_erased_persons_order_stay_away(tmp_path: Path):
    owner = factories.member()
    log = tmp_path / "log.csv"
    log.write_text(LOG)
    assert deliver(owner.organisation, owner, log).counts["taken"] == 9
    erase(owner, "C-100017")
    again = deliver(owner.organisation, owner, log)
    assert (again.counts["taken"], again.counts["erased"]) == (6, 3)


def test_order_is_not_taken_for_a_customer_of_the_same_number(tmp_path: Path):
    owner = factories.member()
    log = tmp_path / "log.csv"
    log.write_text(LOG.replace("C-100017", "o-3"))
    deliver(owner.organisation, owner, log)
    erase(owner, "o-3")
    again = deliver(owner.organisation, owner, log)
    assert again.counts["erased"] == 3
