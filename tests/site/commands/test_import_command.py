"""`ninefold import` on files made by hand and on real ones; bad files have a story of their own."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from tests import factories
from tests.an_export import write_answers
from tests.listen.sources.logs import case, packed, xes

from ninefold.engine.filters import Filter
from ninefold.engine.sight import EVERYTHING
from ninefold.engine.snapshot import snapshot
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.surveys.models import Question, Survey
from ninefold.people.organisations.models import Organisation
from ninefold.site.commands.import_command import import_command
from ninefold.understand.metrics.queries import facts_of, metrics_of, total

DATA = Path(os.environ.get("NINEFOLD_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
QUALTRICS = sorted(path.name for path in (DATA / "exports_qualtrics").glob("*.csv"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Organisation]:
    """An organisation in a data folder of its own."""
    (tmp_path / "home" / "uploads").mkdir(parents=True)
    cache.clear()
    with override_settings(HOME=tmp_path / "home"):
        yield factories.organisation()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small export."""
    place = tmp_path / "tarnel home.csv"
    write_answers(path=place, today=date(2026, 1, 15), count=600)
    return place


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_command, [str(each) for each in arguments], catch_exceptions=False)


def imported(*arguments: object) -> dict:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def real(place: str) -> Path:
    if not (DATA / place).is_file():
        pytest.skip(f"The real data set {place} is not at hand.")
    return DATA / place


def test_a_file_is_stored_under_its_own_name(house, file):
    before = file.read_bytes()
    answer = imported(file)
    assert (answer["state"], answer["problems"], answer["rejects"]) == ("stored", [], None)
    assert (answer["counts"]["rows"], answer["counts"]["taken"]) == (600, 600)
    assert answer["changes"] == {"new": 600, "changed": 0, "gone": 0, "same": 0}
    wave = Wave.objects.get()
    assert (wave.name, wave.source.name, wave.rows) == ("tarnel home", "tarnel home", 600)
    assert file.read_bytes() == before
    assert list((file.parent / "home" / "uploads").rglob("*.*")) == []


def test_what_was_done_is_told_in_words(house, file):
    result = run(file)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:2] == ["tarnel home.csv: 600 of 600 rows taken, 0 not.", "New 600, changed 0, gone 0."]
    assert "Staff knew the answer" in result.stdout


def test_a_dry_run_stores_nothing(house, file):
    answer = imported(file, "--dry-run")
    assert answer["counts"]["taken"] == 600
    assert answer["changes"] is None
    assert [model.objects.count() for model in (Import, Source, Wave, Survey)] == [0, 0, 0, 0]


def test_the_mapping_of_a_dry_run_can_be_corrected_and_given(house, file, tmp_path):
    mapping = imported(file, "--dry-run")["mapping"]
    for rule in mapping["rules"]:
        if rule["column"] == "touchpoint":
            rule |= {"role": "unit", "target": ""}
        elif rule["column"] == "store":
            rule |= {"role": "touchpoint", "target": ""}
    (tmp_path / "mapping.json").write_text(json.dumps(mapping))
    imported(file, "--mapping", tmp_path / "mapping.json")
    (facts,) = snapshot(organisation=house.pk, table="feedback").files
    assert "Delivery" in pq.read_table(facts.path)["unit"].to_pylist()
    roles = {
        rule["column"]: rule["role"]
        for rule in imported(file, "--wave", "Next", "--source", "tarnel home")["mapping"]["rules"]
    }
    assert (roles["touchpoint"], roles["store"]) == ("unit", "touchpoint")


def test_a_dry_run_of_what_cannot_be_stored_says_why_and_gives_the_mapping(house, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("name,town\n" + "".join(f"n{n},t{n % 5}\n" for n in range(60)))
    result = run(file, "--dry-run", "--json")
    assert result.exit_code == 2
    assert result.stderr == "No column is a question or a comment. Choose at least one.\n"
    answer = json.loads(result.stdout)
    assert answer["problems"] == ["No column is a question or a comment. Choose at least one."]
    assert len(answer["mapping"]["rules"]) == 2


def test_an_error_is_told_in_json_too(house, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    result = run(tmp_path / "a.csv", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"].startswith("The file is empty.")


def test_signs_that_steer_a_terminal_are_not_printed(house, tmp_path):
    file = tmp_path / "[red]a.csv"
    file.write_text(
        "nps,[bold]\x1b[2Jx,responded_at\n" + "".join(f"{n % 11},{n % 3},2026-01-02\n" for n in range(60))
    )
    result = run(file)
    assert result.exit_code == 0
    assert "\x1b[2J" not in result.stdout
    assert result.stdout.startswith("[red]a.csv: 60 of 60 rows taken")


@pytest.mark.parametrize(
    ("houses", "named", "said"),
    [
        (0, "", "There is no organisation yet. Start Ninefold and open its one-time link first."),
        (2, "", "There are several organisations. Name one with --organisation."),
        (2, "nobody", "There is no organisation with the short name nobody."),
    ],
)
def test_the_organisation_must_be_clear(file, houses, named, said):
    for _ in range(houses):
        factories.organisation()
    result = run(file, *(["--organisation", named] if named else []))
    assert (result.exit_code, result.stderr) == (2, said + "\n")


def test_one_of_several_organisations_is_named(house, file):
    other = factories.organisation()
    imported(file, "--organisation", other.slug)
    assert Wave.objects.get().organisation == other


def test_an_import_that_was_killed_before_is_closed(house, file):
    killed = Import.objects.create(
        organisation=house, file_name="a.csv", path=str(file), created_at=factories.AT, state="storing"
    )
    killed.mark.parent.mkdir(parents=True)
    killed.mark.touch()
    imported(file)
    killed.refresh_from_db()
    assert killed.state == "stopped"


YEARS = (2014, 2015, 2016, 2017)


class TestWavesOfAnAirport:
    """Four waves of the San Francisco airport's survey, as one source; imported once, in a transaction around all."""

    @pytest.fixture(scope="class")
    @classmethod
    def airport(cls, django_db_setup, django_db_blocker, tmp_path_factory):
        home = tmp_path_factory.mktemp("airport")
        (home / "uploads").mkdir()
        with override_settings(HOME=home), django_db_blocker.unblock(), transaction.atomic():
            cache.clear()
            house = factories.organisation()
            for year in YEARS:
                wave = real(f"sfo_airport_survey/{year}_SFO_Customer_Survey.csv")
                imported(wave, "--source", "SFO", "--wave", year, "--wave-date", f"{year}-05-15")
            yield house
            transaction.set_rollback(True)

    def test_four_waves_of_an_airport_are_one_survey(self, airport):
        survey = Survey.objects.get()
        assert (Source.objects.count(), Wave.objects.count()) == (1, 4)
        metrics = metrics_of(organisation=airport, survey=survey.pk)
        found = {}
        for year in YEARS:
            where = Filter(
                sight=EVERYTHING, survey=survey.pk, since=date(year, 1, 1), until=date(year + 1, 1, 1)
            )
            facts = facts_of(organisation=airport, where=where, metrics=metrics)
            found[year] = total(facts=facts, metrics=metrics, weighted=True).scores
        means = [found[year]["csat-mean"] for year in YEARS]
        assert [round(mean.estimate.value, 2) for mean in means] == [4.00, 4.05, 4.04, 4.06]
        assert [round(mean.weighted.value, 2) for mean in means] == [4.01, 4.04, 4.05, 4.07]
        assert all(mean.estimate.low < mean.estimate.value < mean.estimate.high for mean in means)
        nps = found[2017]["nps"]
        assert (round(100 * nps.estimate.value, 1), nps.estimate.n) == (39.8, 2746)
        assert (nps.promoters, nps.detractors) == (1436, 342)
        assert round(100 * nps.weighted.value, 1) == 40.4
        assert [found[year]["nps"].estimate.n for year in YEARS[:3]] == [0, 0, 0]

    def test_what_was_excluded_is_told(self, airport):
        counts = Import.objects.get(wave__name="2017").counts
        (nps,) = [column for column in counts["columns"] if column["column"] == "NETPRO"]
        assert (nps["answered"], nps["not_answered"], nps["blank"], nps["outside"]) == (
            2746,
            {"11": 84},
            1,
            0,
        )

    def test_ids_that_two_waves_share_do_not_collide(self, airport):
        files = snapshot(organisation=airport.pk, table="feedback").files
        names = dict(Wave.objects.values_list("pk", "name"))
        records = {names[one.wave]: pq.read_table(one.path)["record"].to_pylist() for one in files}
        assert {year: len(found) for year, found in records.items()} == {
            "2014": 2818,
            "2015": 2958,
            "2016": 3087,
            "2017": 2831,
        }
        assert all(len(set(found)) == len(found) for found in records.values())
        assert len(set(records["2014"]) & set(records["2015"])) == 2753

    def test_importing_a_wave_again_changes_that_wave_alone(self, airport):
        again = imported(
            real("sfo_airport_survey/2015_SFO_Customer_Survey.csv"),
            *("--source", "SFO", "--wave", "2015", "--wave-date", "2015-05-15"),
        )
        assert again["changes"] == {"new": 0, "changed": 0, "gone": 0, "same": 2958}
        assert sum(one.rows for one in snapshot(organisation=airport.pk, table="feedback").files) == 11694


# Answers, and one question that must be known by its text.
EXPORTS = {
    "Better_Sample_Survey.csv": (10, None),
    "No_Basis_for_Evaluation__Insights_.csv": (15, "Indicate how you feel about squash"),
    "No_Basis_for_Evaluation__Legacy_.csv": (15, "Indicate how you feel about squash"),
    "Sample_Survey.csv": (5, None),
    "Sample_Survey__Insights_.csv": (5, None),
    "Single_Answer_MC_Questions.csv": (5, "Click to write the question text"),
    "Single_Answer_MC_Questions__Insights_.csv": (5, "Click to write the question text"),
    "Single_Answer_Matrix_Questions__Insights_.csv": (5, None),
    "excluder_qualtrics_raw.csv": (100, "Duration (in seconds)"),
    "qualtRics_sample.csv": (1, "This is a multiple choice question."),
    "qualtRics_sample_legacy.csv": (1, "This is a multiple choice question."),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_qualtrics_export_comes_in_and_no_header_is_an_answer(house, name):
    rows, question = EXPORTS[name]
    answer = imported(real(f"exports_qualtrics/{name}"))
    assert answer["found"]["tool"] == "qualtrics"
    counts = answer["counts"]
    assert (counts["rows"], counts["taken"], counts["rejected"]) == (rows, rows, 0)
    titles = set(Question.objects.values_list("title", flat=True))
    assert question in titles if question else len(titles) > 1
    cells = [
        str(cell)
        for one in snapshot(organisation=house.pk, table="feedback").files
        for row in pq.read_table(one.path).to_pylist()
        for cell in row.values()
    ]
    assert [cell for cell in cells if "ImportId" in cell or cell in titles] == []


def test_no_qualtrics_export_is_forgotten_here():
    if not QUALTRICS:
        pytest.skip("The real data set exports_qualtrics is not at hand.")
    assert set(EXPORTS) == set(QUALTRICS)


def test_a_definition_names_the_choices(house):
    place = real("exports_qualtrics/Better_Sample_Survey.csv")
    imported(place, "--definition", place.with_suffix(".qsf"))
    (facts,) = snapshot(organisation=house.pk, table="feedback").files
    told = {
        str(cell)
        for row in pq.read_table(facts.path).to_pylist()
        for name, cell in row.items()
        if name.startswith("a_")
    }
    assert any(" " in cell or cell.isalpha() for cell in told - {"None"})


def joining(place: Path) -> tuple[Path, ...]:
    """Write answers, their orders and who ordered."""
    texts = {
        "answers": "response_id,answered_at,order,stars\n"
        + "".join(f"r{n},2018-03-20,o{n},{5 - 4 * (n % 3 == 0)}\n" for n in range(30)),
        "orders": "order,buyer,delivered,promised\n"
        + "".join(f"o{n},b{n % 7},2018-03-{10 + (n % 3 == 0)} 09:00,2018-03-10 00:00\n" for n in range(29)),
        "buyers": "buyer,state\n" + "".join(f"b{n},{'SP' if n % 2 else 'RJ'}\n" for n in range(7)),
    }
    paths = tuple(place / f"{name}.csv" for name in texts)
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text)
    return paths


LATE = ("--days-between", "late_days=delivered,promised", "--flag", "late=late_days>0?late:on time")


def test_files_are_joined_before_they_are_read(house: Organisation, tmp_path: Path) -> None:
    answers, orders, buyers = joining(tmp_path)
    told = imported(answers, "--join", f"{orders}:order", "--join", f"{buyers}:buyer", *LATE)
    assert [(each["file"], each["matched"]) for each in told["joined"]["matches"]] == [
        ("orders", 29),
        ("buyers", 29),
    ]
    assert [(each["name"], each["done"], each["yes"]) for each in told["joined"]["worked"]] == [
        ("late_days", 29, 0),
        ("late", 29, 10),
    ]
    rows = [row for one in snapshot(organisation=house.pk, table="feedback").files
            for row in pq.read_table(one.path).to_pylist()]  # fmt: skip
    assert {(row["a_late"], row["rating"]) for row in rows} == {(None, 5.0), ("late", 1.0), ("on time", 5.0)}
    assert Import.objects.get().file_name == "answers.csv"
    # What was joined for the reading is gone; the files stay where they lay.
    assert list((tmp_path / "home" / "uploads" / str(house.pk)).glob("bundle-*")) == []
    assert answers.exists()


def test_the_next_wave_is_joined_as_the_last_one_was(house: Organisation, tmp_path: Path) -> None:
    answers, orders, buyers = joining(tmp_path)
    imported(answers, "--join", f"{orders}:order", "--join", f"{buyers}:buyer", *LATE)
    files = (answers, "--join", buyers, "--join", orders)
    told = imported(*files, "--source", "answers", "--wave", "Second")
    assert [each["name"] for each in told["joined"]["worked"]] == ["late_days", "late"]
    assert Source.objects.get().recipe == told["joined"]["recipe"]


def test_joined_in_a_dry_run_nothing_stays(house: Organisation, tmp_path: Path) -> None:
    answers, orders, _buyers = joining(tmp_path)
    told = imported(answers, "--join", orders, "--dry-run")
    assert (told["counts"]["rows"], told["joined"]["matches"][0]["matched"]) == (30, 29)
    assert (Import.objects.count(), Source.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--join", "gone.csv"), "cannot be opened"),
        (("--join", "{orders}:number"), "The file “orders” has no column “number”."),
        (("--join", "{orders}", "--flag", "late"), "Write it like NAME=COLUMN>VALUE?YES:NO."),
        (("--join", "{orders}", "--ratio", "r=r,stars"), "“r” is worked out from itself"),
        (("--join", "{orders}:buyer=response_id"), "No row finds a partner in “orders”."),
        (("--join", "{photo}"), "The file “photo.csv” cannot be used."),
        (tuple(each for n in range(12) for each in ("--join", "{orders}")), "Choose two to 12 files"),
    ],
)
def test_files_that_do_not_fit_together_are_told(
    house: Organisation, tmp_path: Path, more: tuple[str, ...], told: str
) -> None:
    answers, orders, _buyers = joining(tmp_path)
    photo = tmp_path / "photo.csv"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run(answers, *(each.format(orders=orders, photo=photo) for each in more))
    assert (result.exit_code, told in result.stderr) == (2, True)
    assert (Import.objects.count(), Source.objects.count()) == (0, 0)


def test_no_match_is_joined_on_request(house: Organisation, tmp_path: Path) -> None:
    answers, orders, _buyers = joining(tmp_path)
    told = imported(
        answers, "--join", f"{orders}:buyer=response_id", "--allow-no-match", "--wave-date", "2018-03-20"
    )
    assert told["joined"]["matches"][0]["matched"] == 0


def test_a_person_reads_how_the_files_fitted(house: Organisation, tmp_path: Path) -> None:
    answers, orders, _buyers = joining(tmp_path)
    printed = run(answers, "--join", orders, *LATE).stdout
    assert "orders: 29 of 30 rows find a partner, 0 find several." in printed
    assert "late: 29 rows have a value, 1 lack a cell for it, 0 cannot." in printed


def test_an_event_log_is_taken_for_one_and_may_be_taken_otherwise(house, tmp_path):
    log = packed(tmp_path / "log.xes.gz", xes(case("A", ("a", "2026-01-05T12:00:00Z"))))
    answer = imported(log)
    assert (answer["kind"], answer["state"], answer["found"]["kind"]) == ("events", "stored", "xes")
    assert (answer["mapping"]["kind"], answer["mapping"]["kind_sure"]) == ("events", "sure")
    assert Wave.objects.get().source.name == "log"
    refused = run(log, "--as", "answers", "--source", "Other", "--json")
    assert refused.exit_code == 2
    assert refused.stderr == "No column is a question or a comment. Choose at least one.\n"
    assert Source.objects.count() == 1


def test_what_lies_in_the_future_is_told(house, tmp_path):
    rows = "".join(f"o{n // 3},step {n % 3},2099-01-0{1 + n % 3},P\n" for n in range(60))
    (tmp_path / "log.csv").write_text("case_id,activity,timestamp,resource\n" + rows)
    lines = run(tmp_path / "log.csv").stdout.splitlines()
    assert lines[:4] == [
        "log.csv: 60 of 60 rows taken, 0 not.",
        "In the future: 60.",
        "New 60, changed 0, gone 0.",
        "Taken as: Events.",
    ]


def orders(tmp_path: Path) -> Path:
    """An export with one row an order, and two dates in each."""
    place = tmp_path / "orders.csv"
    lines = [
        f"o{n},c{n % 7},2026-01-0{1 + n % 9},{'' if n % 3 else '2026-01-11'},2026-02-01" for n in range(60)
    ]
    place.write_text("\n".join(["order_id,customer_id,ordered_at,sent_at,due_date", *lines, ""]))
    return place


def test_dates_of_a_row_become_events_of_a_journey(house: Organisation, tmp_path: Path) -> None:
    lines = run(orders(tmp_path)).stdout.splitlines()
    assert lines[:5] == [
        "orders.csv: 80 events of 60 rows taken, 0 not.",
        "Ordered: 60.",
        "Sent: 20.",
        "New 80, changed 0, gone 0.",
        "Taken as: Events.",
    ]


def test_events_are_named_and_chosen_by_their_columns(house: Organisation, tmp_path: Path) -> None:
    named = ("--event", "sent_at=Handed over", "--event", "due_date")
    answer = imported(orders(tmp_path), *named, "--dry-run")
    assert answer["counts"]["kinds"] == [["Due", 60], ["Handed over", 20]]
    assert {rule["column"]: rule["role"] for rule in answer["mapping"]["rules"]} == {
        "order_id": "case",
        "customer_id": "customer",
        "ordered_at": "leave_out",
        "sent_at": "happened",
        "due_date": "happened",
    }


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--event", "sent_at", "--as", "answers"), "--event is for a file of events."),
        (("--event", "sent_at", "--mapping", "orders.csv"), "Say either --event or --mapping"),
        (("--event", "arrived"), "The file has no column “arrived” whose dates could be events."),
    ],
)
def test_options_of_events_that_contradict_store_nothing(
    house: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], told: str
) -> None:
    place = orders(tmp_path)
    monkeypatch.chdir(tmp_path)
    result = run(place, *options)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert told in result.stderr
    assert not Source.objects.exists()
    assert not Import.objects.exclude(state="refused").exists()
