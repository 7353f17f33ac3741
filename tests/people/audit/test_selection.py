from datetime import date

import pytest

from ninefold.people.audit.selection import Selection, selected


def test_selection_is_written_as_it_is_read():
    chosen = Selection(action="export_made", member="17", since=date(2026, 1, 1), until=date(2026, 2, 1))
    assert chosen.to_query() == {
        "action": "export_made",
        "member": "17",
        "period": "2026-01-01..2026-01-31",
    }
    assert selected(chosen.to_query()) == (chosen, ())
    assert (chosen.narrowed, chosen.names) == (True, ("action", "member", "period"))
    assert chosen.address == "action=export_made&member=17&period=2026-01-01..2026-01-31"


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [("2026-01-01..", date(2026, 1, 1), None), ("..2026-01-31", None, date(2026, 2, 1))],
)
def test_period_may_be_open_at_one_side(period, since, until):
    chosen, notes = selected({"period": period})
    assert (chosen, notes) == (Selection(since=since, until=until), ())
    assert chosen.to_query() == {"period": period}


def test_nothing_chosen_is_everything():
    assert selected({"page": "2", "action": " "}) == (Selection(), ())
    assert not Selection().narrowed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("action", "signed"),
        ("member", "Ingrid"),
        ("member", "9" * 19),
        ("period", ".."),
        ("period", "2026-02-30.."),
        ("period", "2026-02-01..2026-01-01"),
        ("period", "1026-02-01.."),
        ("period", "..2926-02-01"),
        ("period", "January"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_told(name, value):
    chosen, notes = selected({name: value})
    assert chosen == Selection()
    assert notes == (f"The address asks for {name} “{value[:40]}”, which cannot be read; it was left out.",)
