import pytest
from tests.people.audit.logs import AT

from ninefold.kit.locales import Reader
from ninefold.people.audit.models import AuditEntry
from ninefold.people.audit.page import lines_of


def line(language="en", **fields):
    entry = AuditEntry(**{"number": 1, "at": AT, "actor": 17, "action": "export_made"} | fields)
    return lines_of([entry], names={17: "Ingrid", 18: "Anna"}, reader=Reader(language=language))[0]


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("", ""),
        ("member 18", "Anna"),
        ("member 19", "former member 19"),
        ("invitation 5", "invitation 5"),
        ("import 7", "import 7"),
        ("metrics", "Metrics"),
        ("spaceship 3", "spaceship 3"),
        ("spaceship", "spaceship"),
        ("member of the board", "member of the board"),
    ],
)
def test_subject_is_told_in_words(subject, told):
    assert line(subject=subject).on == told


def test_details_are_told_in_words_and_nothing_where_there_is_nothing():
    details = {
        "kind": "comments", "form": "xlsx", "rows": 34, "filters": ["period", "a_plan"], "odd": "word",
        "none": None, "empty": [],
    }  # fmt: skip
    assert line(details=details).details == (
        ("What was taken", "Comments"),
        ("File type", "XLSX"),
        ("Rows", "34"),
        ("Filters", "Period, a_plan"),
        ("odd", "word"),
    )


def test_entry_that_was_tampered_with_is_shown_all_the_same():
    assert line(action="", details=["x"], subject="member \x00").details == ()


def test_roles_and_units_are_told_in_words():
    told = line(action="rights_given", subject="member 18", details={"unit": 5, "role": "touchpoint_owner"})
    assert (told.what, told.on) == ("Rights given", "Anna")
    assert told.told == "Role: Touchpoint owner; Unit: 5"
    assert (
        line(subject="hierarchy 2", details={"change": "moved", "units": 3}).told
        == "Units: 3; What was done: moved"
    )


@pytest.mark.parametrize(("language", "comma"), [("en", ", "), ("fa", "، "), ("ar", "، "), ("zh-hans", "、")])
def test_lists_are_parted_as_the_language_does(language, comma):
    assert line(language=language, details={"in": ["b1", "b2"]}).details[0][1] == f"b1{comma}b2"


def test_numbers_are_in_the_digits_of_the_reader():
    assert line(language="fa", details={"rows": 34}, subject="spaceship 3").details[0][1] == "۳۴"


def test_setting_is_called_as_its_field_and_an_unknown_act_by_its_name():
    told = line(action="flown", details={"settings": ["week_start", "wings"]})
    assert (told.what, told.details) == ("flown", (("Settings", "The week starts on, wings"),))
