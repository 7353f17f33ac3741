from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from ninefold.kit.locales import Reader
from ninefold.listen.sources.forms import DestinationForm, UploadForm, mapping_from
from ninefold.listen.sources.mapping import ColumnRule, Mapping
from ninefold.listen.sources.roles import Role
from ninefold.listen.sources.wording import ROLE_NAMES

NPS = ColumnRule(column="How likely", role=Role.NPS, low=0, high=10, not_answered=("11",))
ITEM = ColumnRule(column="Staff", role=Role.ITEM, target="q_staff", low=1, high=5)
SHOP = ColumnRule(column="Shop", role=Role.ATTRIBUTE, target="a_shop", asked=True)
AT = ColumnRule(column="Day", role=Role.AT, date_format="ymd")
MAPPING = Mapping(rules=(NPS, ITEM, SHOP, AT))


def corrected(**posted):
    fields = {name.replace("_at_", "-"): value for name, value in posted.items()}
    return mapping_from(posted=fields, mapping=MAPPING)


def test_every_role_has_a_name():
    assert set(ROLE_NAMES) == set(Role)


def test_nothing_posted_changes_nothing():
    assert corrected() == MAPPING


def test_scale_codes_and_direction_are_corrected():
    found = corrected(low_at_0="۱", high_at_0="۱۰", not_answered_at_0="99، -1; 11", reversed_at_0="on")
    rule = found.rules[0]
    assert (rule.low, rule.high, rule.not_answered, rule.reversed) == (1.0, 10.0, ("99", "-1", "11"), True)
    assert found.rules[1:] == MAPPING.rules[1:]


def test_decimal_numbers_of_any_script_are_read():
    assert corrected(low_at_1="0٫5", high_at_1="4.5").rules[1].scale == (0.5, 4.5)


def test_an_attribute_becomes_a_question_with_a_name_of_its_own():
    rule = corrected(role_at_2="item").rules[2]
    assert (rule.role, rule.target, rule.scale, rule.sure) == (Role.ITEM, "q_shop", None, "sure")


def test_a_question_becomes_an_attribute_without_a_scale():
    rule = corrected(role_at_1="attribute").rules[1]
    assert (rule.role, rule.target, rule.scale) == (Role.ATTRIBUTE, "a_staff", None)


def test_a_score_becomes_a_place():
    rule = corrected(role_at_1="unit").rules[1]
    assert (rule.role, rule.target, rule.scale, rule.reversed) == (Role.UNIT, "", None, False)


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"role_at_1": "mood"}, "Choose what the column “Staff” means from the list."),
        ({"low_at_1": "one", "high_at_1": "5"}, "The scale of the column “Staff” must be two numbers."),
        (
            {"low_at_1": "5", "high_at_1": "5"},
            "In the column “Staff” the lowest answer is not below the highest.",
        ),
        ({"low_at_1": "1", "high_at_1": ""}, "The scale of the column “Staff” has only one end."),
        (
            {"low_at_0": "", "high_at_0": ""},
            "Enter the lowest and the highest answer of the column “How likely”.",
        ),
        ({"role_at_1": "nps"}, "The columns “How likely” and “Staff” mean the same thing."),
        ({"role_at_2": "at"}, "The columns “Shop” and “Day” mean the same thing."),
    ],
)
def test_a_mistake_is_told_in_one_sentence(posted, said):
    with pytest.raises(ValidationError) as refused:
        corrected(**posted)
    assert said in refused.value.messages


def test_how_dates_are_written_is_chosen_and_nothing_else_is_taken():
    assert corrected(written_at_3="mdy").rules[3].date_format == "mdy"
    assert corrected(written_at_3="when").rules[3].date_format == "ymd"
    assert corrected(written_at_2="mdy").rules[2].date_format == ""


def test_dates_of_a_column_without_any_are_read_as_usual_until_somebody_says_how():
    found = corrected(role_at_3="leave_out", role_at_2="at").rules[2]
    assert (found.role, found.date_format) == (Role.AT, "ymd")


def test_every_mistake_is_told():
    with pytest.raises(ValidationError) as refused:
        corrected(role_at_1="mood", low_at_0="x", high_at_0="y")
    assert len(refused.value.messages) == 2


def test_leaving_out_every_question_is_a_mistake():
    with pytest.raises(ValidationError, match="No column is a question or a comment"):
        corrected(role_at_0="leave_out", role_at_1="leave_out", role_at_2="leave_out")


def test_an_upload_needs_a_file_that_is_not_empty():
    assert UploadForm({}, {}).errors["file"] == ["Choose the file to import."]
    empty = UploadForm({}, {"file": SimpleUploadedFile("a.csv", b"")})
    assert empty.errors["file"] == ["This file is empty. Export it again and choose the new file."]
    assert UploadForm({}, {"file": SimpleUploadedFile("a.csv", b"a")}).is_valid()


def test_a_destination_needs_a_source_and_a_wave():
    assert set(destination().errors) == {"source", "wave"}
    assert destination(source="a", wave="b", wave_date="soon").errors.keys() == {"wave_date"}
    assert destination(source="a", wave="b").is_valid()


@pytest.mark.parametrize("typed", ["2026-11-22", "22.11.2026", "۱۴۰۵/۰۹/۰۱"])
def test_the_date_of_a_wave_is_typed_in_either_calendar(typed):
    form = destination(source="a", wave="b", wave_date=typed)
    assert form.is_valid()
    assert form.cleaned_data["wave_date"] == date(2026, 11, 22)


def destination(**posted):
    return DestinationForm(posted, reader=Reader())
