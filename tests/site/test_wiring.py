"""The page of wires: nothing on it leads nowhere."""

from ninefold.kit.events import subscribers
from ninefold.kit.jobs.wiring import Late
from ninefold.listen.sources import operations as imports
from ninefold.site.wiring import HEARD, wire_jobs


def test_every_event_leads_to_a_job_that_has_a_handler() -> None:
    handlers = wire_jobs().handlers
    assert [kind for _, kinds in HEARD for kind in kinds if kind not in handlers] == []


def test_every_event_is_connected_in_every_process() -> None:
    assert {event: subscribers(event) for event, _ in HEARD} == dict(HEARD)


def test_every_late_handler_is_there() -> None:
    late = [handler for handler in wire_jobs().handlers.values() if isinstance(handler, Late)]
    assert all(callable(handler.handler()) for handler in late)
    assert len(late) > 0


def test_kinds_are_those_that_are_enqueued() -> None:
    assert {imports.READ, imports.STORE} <= wire_jobs().long_kinds


def test_whatever_is_regular_is_done_by_a_quick_handler() -> None:
    wiring = wire_jobs()
    assert {one.kind for one in wiring.regulars} & wiring.long_kinds == set()
    assert {one.kind for one in wiring.regulars} <= set(wiring.handlers)
