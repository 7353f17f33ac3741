import pytest
from tests.listen.sources.imports import HEAD, read, rows, store

from ninefold.listen.sources.page import import_page
from ninefold.listen.sources.roles import Role


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "a.csv"
    text = HEAD + rows(*range(60))
    lines = [f"{line},a{n}@example.org" for n, line in enumerate(text.splitlines())]
    place.write_text("\n".join([lines[0].replace("a0@example.org", "e-mail"), *lines[1:]]) + "\n")
    return place


def test_a_file_is_shown_column_by_column_with_samples_and_counts(house, file):
    page = import_page(upload=read(house, file))
    assert [row.rule.column for row in page.columns] == [
        "response_id",
        "responded_at",
        "touchpoint",
        "nps",
        "comment",
    ]
    nps = page.columns[3]
    assert (nps.place, str(nps.role_name), str(nps.sure), nps.mark) == (
        3,
        "Recommendation, 0 to 10 (NPS)",
        "Sure",
        "s-yes",
    )
    assert len(nps.samples) == 3
    assert nps.counts["answered"] == 60
    assert [value for value, _name, chosen in nps.roles if chosen] == ["nps"]
    assert (str(page.delimiter), page.encoding, page.tool) == ("comma", "utf-8", "")
    assert (page.counts["taken"], page.wave_date_needed, page.problems, page.fixed) == (60, False, (), False)


def test_what_names_a_person_is_left_out_and_not_shown(house, file):
    (row,) = import_page(upload=read(house, file)).left_out
    assert (row.rule.column, row.rule.role, row.rule.personal, row.samples) == (
        "e-mail",
        Role.LEAVE_OUT,
        True,
        (),
    )


def test_a_stored_file_can_no_longer_be_changed_and_says_what_it_changed(house, file):
    page = import_page(upload=store(house, file))
    assert page.fixed
    assert page.changes == {"new": 60, "changed": 0, "gone": 0, "same": 0}


def test_a_file_without_a_date_asks_for_one(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("response_id,nps\n" + "".join(f"r{n},{n % 11}\n" for n in range(60)))
    assert import_page(upload=read(house, file)).wave_date_needed


def test_codes_are_listed_as_a_person_types_them(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("responded_at,nps\n" + "".join(f"2026-01-02,{n % 12}\n" for n in range(240)))
    page = import_page(upload=read(house, file))
    assert next(row.codes for row in page.columns if row.rule.role is Role.NPS) == "11"
