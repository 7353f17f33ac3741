import duckdb
import pytest
from tests.listen.sources.by_hand import WAVE_DAY, guessed, opened_of, real_file

from ninefold.listen.sources.guessing import slug
from ninefold.listen.sources.roles import Role

FIVE = [str(1 + i % 5) for i in range(60)]
TEN = [str(i % 11) for i in range(60)]
DAYS = [f"2024-05-{1 + i % 28:02d} 10:00" for i in range(60)]


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        yield connection


def rules(connection, columns, saved=None, **more):
    mapping = guessed(connection, opened_of(connection, columns, **more), saved)
    return {rule.column: rule for rule in mapping.rules}


def test_sfo_2017_needs_no_hand(connection):
    mapping = guessed(connection, real_file(connection, "sfo_airport_survey/2017_SFO_Customer_Survey.csv"))
    found = {rule.column: rule for rule in mapping.rules}
    nps = found["NETPRO"]
    assert (nps.role, nps.scale, nps.not_answered, nps.sure) == (Role.NPS, (0.0, 10.0), ("11",), "check")
    assert nps.why == "84 answers coded 11 count as not answered."
    assert found["WEIGHT"].role is Role.WEIGHT
    assert found["RESPNUM"].role is Role.RECORD
    csat = found["Q7ALL"]
    assert (csat.role, csat.scale, csat.not_answered) == (Role.CSAT, (1.0, 5.0), ("Blank",))
    items = [rule.column for rule in mapping.for_role(Role.ITEM) if rule.scale]
    assert items == [
        *(
            f"Q7{part}"
            for part in (
                "ART",
                "FOOD",
                "STORE",
                "SIGN",
                "WALKWAYS",
                "SCREENS",
                "INFODOWN",
                "INFOUP",
                "WIFI",
                "ROADS",
                "PARK",
                "AIRTRAIN",
                "LTPARKING",
                "RENTAL",
            )
        ),
        *(f"Q9{part}" for part in ("BOARDING", "AIRTRAIN", "RENTAL", "FOOD", "RESTROOM", "ALL")),
        "Q10SAFE",
        "Q12PRECHEKCRATE",
        "Q13GETRATE",
        "Q14FIND",
        "Q14PASSTHRU",
    ]
    assert {rule.scale for rule in mapping.for_role(Role.ITEM) if rule.scale} == {(1.0, 5.0)}
    assert mapping.wave_date_needed


@pytest.mark.parametrize(("year", "dated"), [(2014, False), (2015, False), (2016, True)])
def test_sfo_waves_have_their_overall_satisfaction(connection, year, dated):
    mapping = guessed(connection, real_file(connection, f"sfo_airport_survey/{year}_SFO_Customer_Survey.csv"))
    csat = mapping.one(Role.CSAT)
    assert (csat.column, csat.scale, csat.not_answered) == ("Q7ALL", (1.0, 5.0), ("0", "6"))
    assert mapping.wave_date_needed is not dated


def test_sfo_of_2012_and_2013_say_whole(connection):
    for year, column in ((2012, "Q8N_WHOLE"), (2013, "Q7O_WHOLE")):
        mapping = guessed(
            connection, real_file(connection, f"sfo_airport_survey/{year}_SFO_Customer_Survey.csv")
        )
        assert mapping.one(Role.CSAT).column == column


def test_waves_of_other_names_map_to_one_survey(connection):
    first = guessed(connection, real_file(connection, "sfo_airport_survey/2014_SFO_Customer_Survey.csv"))
    later = real_file(connection, "sfo_airport_survey/2016_SFO_Customer_Survey.csv", name="later")
    mapping = guessed(connection, later, first)
    found = {rule.column: rule for rule in mapping.rules}
    assert found["*RESPNUM"].role is Role.RECORD
    assert (found["Q7ALL"].role, found["Q7ALL"].sure, found["Q7ALL"].why) == (
        Role.CSAT,
        "sure",
        "As in the earlier wave.",
    )
    assert found["INTDATE"].role is Role.ATTRIBUTE or found["INTDATE"].role is Role.AT
    earlier = guessed(
        connection,
        real_file(connection, "sfo_airport_survey/2013_SFO_Customer_Survey.csv", name="earlier"),
        first,
    )
    again = {rule.column: rule for rule in earlier.rules}
    assert (again["Q7A_ART"].target, again["Q7A_ART"].sure) == ("q_q7art", "check")
    assert again["Q7B_FOOD"].target == "q_q7food"
    assert again["Q7O_WHOLE"].role is Role.CSAT
    assert earlier.problems() == ()


def test_airline_reviews_and_others_are_understood(connection):
    airline = guessed(connection, real_file(connection, "airline_passenger_satisfaction/test.csv"))
    assert len([rule for rule in airline.for_role(Role.ITEM) if rule.scale == (1.0, 5.0)]) == 14
    assert airline.one(Role.SEGMENT).column == "Customer Type"
    assert airline.one(Role.RECORD).column == "id"
    olist = guessed(connection, real_file(connection, "olist_sample_4000/olist_order_reviews_dataset.csv"))
    assert (olist.one(Role.RATING).column, olist.one(Role.RATING).scale) == ("review_score", (1.0, 5.0))
    assert (olist.one(Role.AT).column, olist.one(Role.AT).date_format) == ("review_answer_timestamp", "ymd")
    assert [rule.target for rule in olist.for_role(Role.COMMENT)] == [
        "review_comment_title",
        "review_comment_message",
    ]
    pierce = guessed(
        connection,
        real_file(connection, "pierce_county_employee_survey/Employee_Survey_HR_Survey_Responses.csv"),
    )
    (item,) = pierce.for_role(Role.ITEM)
    assert (item.column, item.scale, item.not_answered) == ("Response Text", (1.0, 4.0), ("Not Applicable",))


def test_every_single_role_of_a_plain_export_is_found(connection):
    found = rules(
        connection,
        {
            "response_id": [str(i) for i in range(60)],
            "customer_id": [f"C-{i % 40}" for i in range(60)],
            "responded_at": DAYS,
            "touchpoint": ["delivery", "store_visit"] * 30,
            "channel": ["email", "sms"] * 30,
            "region": [str(i % 5) for i in range(60)],
            "branch": [str(i % 20) for i in range(60)],
            "agent": [str(i % 30) for i in range(60)],
            "segment": ["smb", "consumer"] * 30,
            "language": ["en"] * 60,
            "age_band": [str(1 + i % 6) for i in range(60)],
            "nps": TEN,
            "csat": FIVE,
            "ces": [str(1 + i % 7) for i in range(60)],
            "drv_price": FIVE,
            "drv_staff": FIVE,
            "drv_ease": FIVE,
            "revenue_12m": [f"{i}.5" for i in range(60)],
            "same": ["x"] * 60,
            "empty": [None] * 60,
            "comment": [f"The delivery was {i} days late and nobody told me." for i in range(60)],
        },
    )
    assert {name: rule.role.value for name, rule in found.items()} == {
        "response_id": "record",
        "customer_id": "customer",
        "responded_at": "at",
        "touchpoint": "touchpoint",
        "channel": "channel",
        "region": "attribute",
        "branch": "unit",
        "agent": "agent",
        "segment": "segment",
        "language": "language",
        "age_band": "attribute",
        "nps": "nps",
        "csat": "csat",
        "ces": "ces",
        "drv_price": "item",
        "drv_staff": "item",
        "drv_ease": "item",
        "revenue_12m": "item",
        "same": "leave_out",
        "empty": "leave_out",
        "comment": "comment",
    }
    assert {found[name].scale for name in ("drv_price", "drv_staff", "drv_ease", "csat")} == {(1.0, 5.0)}
    assert (found["nps"].scale, found["ces"].scale, found["revenue_12m"].scale) == (
        (0.0, 10.0),
        (1.0, 7.0),
        None,
    )
    assert (found["same"].why, found["empty"].why) == ("Every record says the same.", "The column is empty.")
    assert found["drv_price"].target == "q_drv_price"
    assert found["age_band"].target == "a_age_band"


def test_people_are_left_out(connection):
    found = rules(
        connection,
        {
            "IPAddress": ["192.0.2.1", "192.0.2.2"],
            "contact": ["a@b.org", "c@d.org"],
            "Name": ["Ann", "Bob"],
            "RecipientFirstName": ["Ann", "Bob"],
            "LocationLatitude": ["1.5", "2.5"],
            "product_name": ["x", "y"],
            "nps": ["9", "3"],
        },
    )
    assert [name for name, rule in found.items() if rule.personal] == [
        "IPAddress",
        "contact",
        "Name",
        "RecipientFirstName",
        "LocationLatitude",
    ]
    assert {rule.role for rule in found.values() if rule.personal} == {Role.LEAVE_OUT}
    assert found["contact"].why.startswith("E-mail addresses are left out.")


def test_short_questions_serve_as_names_where_names_are_numbers(connection):
    found = rules(
        connection,
        {"V1": ["R_1", "R_2"], "V3": ["Ann", "Bob"], "V9": ["2024-05-12", "2024-05-13"], "Q1": ["9", "3"]},
        texts={"V1": "ResponseID", "V3": "Name", "V9": "EndDate", "Q1": "NPS"},
    )
    assert [found[name].role for name in ("V1", "V3", "V9", "Q1")] == [
        Role.RECORD,
        Role.LEAVE_OUT,
        Role.AT,
        Role.NPS,
    ]
    assert found["V3"].personal


@pytest.mark.parametrize(
    "question",
    [
        "Overall, how satisfied are you?",
        "در مجموع چقدر راضی هستید؟",
        "Загалом, наскільки ви задоволені?",
        "В целом, насколько вы удовлетворены?",
        "بشكل عام، ما مدى رضاك؟",
        "总体而言，您有多满意？",
    ],
)
def test_overall_satisfaction_is_found_among_others_by_its_question(connection, question):
    found = rules(
        connection,
        {"Q1": FIVE, "Q2": FIVE, "Q3": FIVE, "Q4": FIVE},
        texts={"Q1": "Staff", "Q2": "Price", "Q3": question, "Q4": "Speed"},
    )
    assert [name for name, rule in found.items() if rule.role is Role.CSAT] == ["Q3"]
    assert {rule.role for name, rule in found.items() if name != "Q3"} == {Role.ITEM}


@pytest.mark.parametrize(
    ("head", "cells", "written"),
    [
        ("Timestamp", ["5/12/2024 15:45:10", "5/13/2024 15:45:10"], "mdy"),
        ("Отметка времени", ["12.05.2024 15:45:10", "13.05.2024 9:00:00"], "dmy"),
        ("Позначка часу", ["12.05.2024 15:45:10", "13.05.2024 9:00:00"], "dmy"),
        ("时间戳记", ["2024/05/12 下午3:45:10", "2024/05/13 上午3:45:10"], "ymd"),
        ("طابع زمني", ["12/05/2024 3:45:10 م", "13/05/2024 3:45:10 ص"], "dmy"),
        ("برچسب زمان", ["۱۴۰۳/۰۲/۲۳ ۱۵:۴۵:۱۰", "۱۴۰۳/۰۲/۲۴ ۱۵:۴۵:۱۰"], "persian-ymd"),
        ("created at", ["1715528710", "1715528799"], "epoch-s"),
        ("Datum / date", ["45424", "45425"], "excel"),
    ],
)
def test_moment_of_the_answer_is_found_in_every_language(connection, head, cells, written):
    found = rules(connection, {head: cells, "nps": ["9", "3"]})
    assert (found[head].role, found[head].date_format) == (Role.AT, written)


def test_answer_comes_before_creation_and_days_alone_are_no_date(connection):
    days = [f"{i:02d}.05.2024" for i in range(1, 29)]
    found = rules(
        connection,
        {"creation_date": days, "answer_date": days, "nps": ["9"] * 28, "day": [str(i) for i in range(28)]},
    )
    assert found["answer_date"].role is Role.AT
    assert found["creation_date"].role is not Role.AT
    undated = guessed(
        connection, opened_of(connection, {"intdate": ["1", "30", "12"], "nps": ["9", "3", "1"]})
    )
    assert undated.wave_date_needed


def test_group_of_the_recommendation_is_no_second_one(connection):
    found = rules(
        connection,
        {"Q1_NPS_GROUP": ["Promoter", "Passive", "Detractor"] * 20, "Q1": TEN},
        texts={"Q1": "How likely are you to recommend us?"},
    )
    assert (found["Q1_NPS_GROUP"].role, found["Q1"].role) == (Role.ATTRIBUTE, Role.NPS)


def test_words_and_reversed_scales_become_numbers(connection):
    found = rules(
        connection,
        {
            "satisfaction": ["Very satisfied", "Neutral", "Dissatisfied"] * 5,
            "grade": ["1", "2", "3", "4", "5"] * 3,
        },
        texts={"grade": "How would you rate us? 1 = excellent, 5 = very poor"},
    )
    assert (found["satisfaction"].role, dict(found["satisfaction"].labels)) == (
        Role.CSAT,
        {"very satisfied": 5.0, "neutral": 3.0, "dissatisfied": 2.0},
    )
    assert (found["grade"].reversed, found["grade"].why) == (
        True,
        "1 is the best answer here, so the scale is turned round.",
    )


def test_two_equal_claims_are_unsure(connection):
    found = rules(connection, {"sat1": FIVE, "sat2": FIVE})
    assert (found["sat1"].role, found["sat1"].sure, found["sat2"].role) == (Role.CSAT, "unsure", Role.ITEM)


def test_targets_are_unique_and_mapping_usable(connection):
    mapping = guessed(
        connection, opened_of(connection, {"Rate us": FIVE, "rate-us": FIVE, "کیفیت": FIVE, "سرعت": FIVE})
    )
    targets = [rule.target for rule in mapping.rules]
    assert targets[:2] == ["q_rate_us", "q_rate_us_2"]
    assert len(set(targets)) == 4
    assert mapping.problems() == ()


def test_zone_of_the_file_wins(connection):
    assert (
        guessed(connection, opened_of(connection, {"nps": TEN}, zone="America/Chicago")).time_zone
        == "America/Chicago"
    )
    assert guessed(connection, opened_of(connection, {"nps": TEN}, zone="nowhere")).time_zone == "UTC"


def test_slug_is_plain_and_stable():
    assert (slug("Q7O_WHOLE"), slug("Très bien !"), slug("2")) == ("q7o_whole", "tr_s_bien", "2")
    assert slug("رضايت") == slug("رضایت")
    assert slug("رضایت") != slug("سرعت")


def test_statements_beside_each_other_are_questions_on_five_steps(connection, tmp_path):
    from tests.an_export import write_answers

    place = tmp_path / "demo.csv"
    write_answers(path=place, today=WAVE_DAY, count=2_000)
    mapping = guessed(connection, real_file(connection, str(place)))
    items = {rule.column: rule.scale for rule in mapping.for_role(Role.ITEM)}
    assert items == {
        "Staff knew the answer": (1.0, 5.0),
        "Price felt fair": (1.0, 5.0),
        "Kept the promised day": (1.0, 5.0),
    }
    assert (mapping.one(Role.NPS).scale, mapping.one(Role.CSAT).scale, mapping.one(Role.CES).scale) == (
        (0.0, 10.0),
        (1.0, 5.0),
        (1.0, 7.0),
    )


def test_one_statement_alone_is_a_question_to_be_checked(connection):
    found = rules(connection, {"nps": TEN, "Staff knew the answer": FIVE, "text": ["a", "b"] * 30})
    rule = found["Staff knew the answer"]
    assert (rule.role, rule.scale, rule.sure) == (Role.ITEM, (1.0, 5.0), "check")


def test_quantities_and_kinds_are_no_statements(connection):
    for name in ("Number of visits made", "Type of the ticket", "Age group of customer", "shop"):
        assert rules(connection, {"nps": TEN, name: FIVE})[name].scale is None, name


def test_what_a_tool_asked_is_an_answer_though_it_has_no_scale(connection):
    from dataclasses import replace

    texts = {"ResponseId": "Response ID", "Status": "Response Type", "Q1": "Which fruit do you like?"}
    columns = {
        "ResponseId": [f"R_{i}" for i in range(9)],
        "Status": ["0", "1", "2"] * 3,
        "Q1": ["1", "3", "2"] * 3,
    }
    opened = replace(opened_of(connection, columns, texts=texts), tool="qualtrics")
    mapping = guessed(connection, opened)
    asked = {rule.column: (rule.role, rule.asked) for rule in mapping.rules}
    assert asked["Q1"] == (Role.ATTRIBUTE, True)
    assert asked["Status"] == (Role.ATTRIBUTE, False)
    assert mapping.problems() == ()


def test_a_name_that_stands_twice_is_told(connection):
    from dataclasses import replace

    opened = opened_of(connection, {"nps": TEN, "nps (2)": FIVE})
    first, second = opened.columns
    opened = replace(opened, columns=(first, replace(second, renamed_from="nps")))
    why = [rule.why for rule in guessed(connection, opened).rules]
    assert why[0] == "Answers from 0 to 10."
    assert why[1].startswith("The name “nps” stands more than once. ")
