"""Exports of survey tools: header rows are no answers, questions have their texts, codes their labels."""

import os
from pathlib import Path

import pytest
from tests.listen.sources.opening_bench import opened, written

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "tests" / "samples"
QUALTRICS = Path(os.environ.get("NINEFOLD_DATA", ROOT / "../shared/data")) / "exports_qualtrics"

real = pytest.mark.skipif(
    not QUALTRICS.is_dir(), reason="The real Qualtrics exports are not at hand (NINEFOLD_DATA)."
)

ANSWERS = {
    "Better_Sample_Survey.csv": (10, 59, 3),
    "No_Basis_for_Evaluation__Insights_.csv": (15, 49, 3),
    "No_Basis_for_Evaluation__Legacy_.csv": (15, 48, 2),
    "Sample_Survey.csv": (5, 189, 2),
    "Sample_Survey__Insights_.csv": (5, 190, 3),
    "Single_Answer_MC_Questions.csv": (5, 19, 2),
    "Single_Answer_MC_Questions__Insights_.csv": (5, 20, 3),
    "Single_Answer_Matrix_Questions__Insights_.csv": (5, 30, 3),
    "excluder_qualtrics_raw.csv": (100, 16, 3),
    "qualtRics_sample.csv": (1, 20, 3),
    "qualtRics_sample_legacy.csv": (1, 15, 2),
}


@real
def test_every_qualtrics_export_at_hand_is_counted() -> None:
    assert sorted(path.name for path in QUALTRICS.glob("*.csv")) == sorted(ANSWERS)


@real
@pytest.mark.parametrize("name", ANSWERS)
def test_qualtrics_header_rows_are_no_answers(tmp_path: Path, name: str) -> None:
    answers, columns, heads = ANSWERS[name]
    found, rows = opened(QUALTRICS / name, tmp_path)
    assert (found.tool, len(rows), len(found.columns)) == ("qualtrics", answers, columns)
    assert found.first_line == heads + 1
    assert found.rejects == ()
    keys = next(c.position for c in found.columns if c.name.casefold() == "responseid" or c.name == "V1")
    assert all(str(row[keys]).startswith("R_") for row in rows)
    assert all(column.text for column in found.columns)


@real
def test_qualtrics_texts_and_zone(tmp_path: Path) -> None:
    found, _rows = opened(QUALTRICS / "qualtRics_sample.csv", tmp_path)
    texts = {column.name: column.text for column in found.columns}
    assert texts["Q1"] == "This is a multiple choice question."
    assert texts["StartDate"] == "Anfangsdatum"
    raw, _rows = opened(QUALTRICS / "excluder_qualtrics_raw.csv", tmp_path)
    assert raw.zone == "America/Chicago"


@real
@pytest.mark.parametrize("form", ["Insights", "Legacy"])
def test_qualtrics_definition_gives_labels_of_recoded_answers(tmp_path: Path, form: str) -> None:
    found, rows = opened(
        QUALTRICS / f"No_Basis_for_Evaluation__{form}_.csv",
        tmp_path,
        QUALTRICS / "No_Basis_for_Evaluation.qsf",
    )
    columns = {column.name: column for column in found.columns}
    assert columns["Q1"].choices == {"1": "Great", "2": "In the middle", "3": "Awful", "-1": "No opinion"}
    last = columns["Q2_-2" if form == "Insights" else "Q2_5"]
    assert last.choices == {"1": "I've never had squash", "-2": "I've never had squash"}
    assert last.text == "Check all statements you agree with-I've never had squash"
    assert columns["Q4_2"].choices["-2"] == "Never tried it"
    assert columns["Q6_1_1"].choices == {"1": "1st Year"}
    answered = {row[columns["Q1"].position] for row in rows}
    assert answered <= set(columns["Q1"].choices)


@real
@pytest.mark.parametrize("name", ["Single_Answer_MC_Questions", "Single_Answer_MC_Questions__Insights_"])
def test_qualtrics_definition_completes_texts_cut_short(tmp_path: Path, name: str) -> None:
    found, rows = opened(QUALTRICS / f"{name}.csv", tmp_path, QUALTRICS / "Single_Answer_MC_Questions.qsf")
    columns = {column.name: column for column in found.columns}
    assert columns["Q4"].choices == {f"1{i}": f"Click to write Statement {i + 1}" for i in range(3)}
    assert columns["Q5"].text.endswith("both choice groups and recoded values for the choices.")
    for column in columns.values():
        if column.choices:
            assert {row[column.position] for row in rows} - {None} <= set(column.choices)


@real
@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("Sample_Survey__Insights_", "Sample_Survey"),
        ("Sample_Survey", "Sample_Survey"),
        ("Better_Sample_Survey", "Better_Sample_Survey"),
        ("Single_Answer_Matrix_Questions__Insights_", "Single_Answer_Matrix_Questions"),
    ],
)
def test_qualtrics_answers_are_codes_of_their_question(tmp_path: Path, name: str, definition: str) -> None:
    found, rows = opened(QUALTRICS / f"{name}.csv", tmp_path, QUALTRICS / f"{definition}.qsf")
    labelled = [column for column in found.columns if column.choices]
    strange = {
        column.name
        for column in labelled
        if {row[column.position] for row in rows} - {None} - set(column.choices)
    }
    assert len(labelled) > 10
    assert strange == set()


def test_qualtrics_with_two_header_rows_and_no_import_ids(tmp_path: Path) -> None:
    found, rows = opened(SAMPLES / "qualtrics_two_rows.csv", tmp_path)
    assert (found.tool, len(rows), found.first_line) == ("qualtrics", 2, 3)
    assert found.columns[9].text == "How likely are you to recommend us?"


def test_qualtrics_with_names_only(tmp_path: Path) -> None:
    lines = (SAMPLES / "qualtrics_two_rows.csv").read_bytes().splitlines(keepends=True)
    found, rows = opened(written(tmp_path, lines[0] + b"".join(lines[2:])), tmp_path)
    assert (found.tool, len(rows), found.first_line) == ("qualtrics", 2, 2)


def test_definition_that_is_none_is_not_used(tmp_path: Path) -> None:
    bad = written(tmp_path, b"[" * 100_000, "x.qsf")
    found, _rows = opened(SAMPLES / "qualtrics_two_rows.csv", tmp_path, bad)
    assert all(not column.choices for column in found.columns)


def test_surveymonkey_questions_run_over_their_columns(tmp_path: Path) -> None:
    found, rows = opened(SAMPLES / "surveymonkey.csv", tmp_path)
    assert (found.tool, len(rows), found.first_line) == ("surveymonkey", 3, 3)
    assert [column.text for column in found.columns[8:]] == [
        "",
        "How likely are you to recommend us?",
        "What did you use today? (Select all that apply) - Shop",
        "What did you use today? (Select all that apply) - Web site",
        "What did you use today? (Select all that apply) - Other (please specify)",
        "Please rate our staff: - Friendliness",
        "Please rate our staff: - Knowledge",
        "What could we do better?",
    ]
    assert rows[0][-1] == "Shorter queues,\nplease"
    assert [row[9] for row in rows] == ["9", "3", "10"]


def test_typeform_moments_are_utc(tmp_path: Path) -> None:
    found, rows = opened(SAMPLES / "typeform.csv", tmp_path)
    assert (found.tool, found.zone, len(rows)) == ("typeform", "UTC", 2)
    assert [column.text for column in found.columns][:3] == [
        "",
        "How likely are you to recommend us to a friend?",
        "What did you like?",
    ]


@pytest.mark.parametrize(("name", "zone"), [("en", "+03:00"), ("uk", None)])
def test_google_forms_in_any_language(tmp_path: Path, name: str, zone: str | None) -> None:
    found, rows = opened(SAMPLES / f"google_forms_{name}.csv", tmp_path)
    assert (found.tool, found.zone, len(rows)) == ("google-forms", zone, 2)
    assert found.columns[0].text == ""
    assert found.columns[-1].text in {"Anything else?", "Коментар"}


def test_table_whose_first_column_is_called_timestamp_is_not_google_forms(tmp_path: Path) -> None:
    found, _rows = opened(written(tmp_path, b"Timestamp,x\n1700000000,1\n1700000001,2\n"), tmp_path)
    assert found.tool == ""


def test_limesurvey_with_codes(tmp_path: Path) -> None:
    found, rows = opened(SAMPLES / "limesurvey_codes.csv", tmp_path)
    assert (found.tool, len(rows)) == ("limesurvey", 2)
    assert [column.name for column in found.columns][7:10] == ["G01Q01", "G01Q02[SQ001]", "G01Q02[SQ002]"]
    assert rows[1][1] is None


def test_limesurvey_with_codes_and_texts(tmp_path: Path) -> None:
    found, rows = opened(SAMPLES / "limesurvey_codes_and_texts.csv", tmp_path)
    assert (found.tool, found.delimiter, len(rows), found.first_line) == ("limesurvey", ";", 2, 3)
    assert [(c.name, c.text) for c in found.columns][4:] == [
        ("seed", ""),
        ("G01Q01", "How likely are you to recommend us?"),
        ("G01Q02[SQ001]", "What did you use? [Shop]"),
        ("G02Q03", "Why?\n(optional)"),
    ]


def test_limesurvey_vv_has_texts_above_codes(tmp_path: Path) -> None:
    found, rows = opened(SAMPLES / "limesurvey_vv.csv", tmp_path)
    assert (found.tool, len(rows), found.first_line) == ("limesurvey", 1, 3)
    assert [(c.name, c.text) for c in found.columns][3:] == [
        ("startlanguage", ""),
        ("G01Q01", "How likely?"),
        ("G01Q02", "Why?"),
    ]
