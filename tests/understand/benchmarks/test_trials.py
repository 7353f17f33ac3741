"""Published tables, brought through the page as they come: ACSI and HCAHPS. None of them is in the repository."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import factories
from tests.understand.benchmarks.told import ADDRESS, BRING, SAID, fields_of, words
from tests.understand.pages import DAY, plain

from ninefold.listen.surveys.models import Survey
from ninefold.understand.benchmarks.models import BenchmarkSet, SurveyMethod

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("NINEFOLD_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
ACSI = {
    "name": "ACSI airlines 2019", "source": "American Customer Satisfaction Index", "country": "US",
    "industry": "Airlines", "since": "2019/01/01", "until": "2019/12/31", "kind": "mean", "low": "0", "high": "100",
    "method": "", "licence": "",
}  # fmt: skip
HCAHPS = {
    "name": "HCAHPS overall rating", "source": "CMS, HCAHPS patient survey, release 07_2022", "country": "US",
    "industry": "Hospitals", "licence": "Public domain", "since": "2020/10/01", "until": "2021/09/30",
    "kind": "top", "low": "0", "high": "10", "top": "9", "method": "mixed",
    "question": "What number would you use to rate this hospital during your stay?",
}  # fmt: skip


def of_data(path):
    """A file of the data sets at hand, or a plain word that it is not."""
    if not (DATA / path).is_file():
        pytest.skip(f"The published table {path} is not at hand (NINEFOLD_DATA).")
    return (DATA / path).read_bytes()


def state_results():
    """The table of the states, as it lies in the archive."""
    archive = zipfile.ZipFile(io.BytesIO(of_data("hcahps_2013_2022/HCAHPS+Patient+Survey.zip")))
    (name,) = [each for each in archive.namelist() if each.endswith("state_results.csv")]
    return archive.read(name)


def brought(client, content, told, columns):
    """Give the file, say what its columns hold, look, and keep it."""
    said = SAID | told
    page = client.post(BRING, said | {"file": SimpleUploadedFile("published.csv", content)})
    assert 'name="draft"' in page.content.decode(), plain(page)
    sent = fields_of(page) | said | columns
    looked = client.post(BRING, sent)
    assert looked.status_code == 200, plain(looked)
    kept = client.post(BRING, sent | {"keep": "1"})
    assert kept.status_code == 302, plain(kept)
    return plain(looked), BenchmarkSet.objects.get(name=told["name"])


def hospital(*, method="mixed"):
    """A hospital of 400 answers: 68 percent rate it 9 or 10 of 10."""
    of = factories.organisation(time_zone="America/Denver")
    rows = [
        {
            "local_date": DAY.replace(year=2022, month=1),
            "q_rating": float(10 - n % 2 if n % 100 < 68 else 7),
            "csat": float(1 + n % 5),
        }
        for n in range(400)
    ]
    factories.answers(of=of, rows=rows, scales={"q_rating": (0, 10)})
    SurveyMethod.objects.create(
        organisation=of, survey=Survey.objects.get(organisation=of), method=method, set_at=factories.AT
    )
    return factories.browser(of=factories.member(of=of))


def test_acsi_airlines_are_brought_and_refused_for_another_scale():
    content = of_data("acsi_scores/score_data.csv")
    client = hospital()
    columns = {"label": "1", "value": "29", "only1": "2", "is1": "Airlines"}
    looked, found = brought(client, content, ACSI, columns)
    assert " 9 figures " in looked
    assert "309 rows are not meant" in looked
    assert dict(found.values.values_list("label", "value")) == {
        "Spirit": 63, "Allegiant": 71, "Alaska": 80, "Frontier": 64, "American": 73, "Delta": 75,
        "Southwest": 79, "United": 70, "JetBlue": 79,
    }  # fmt: skip
    text = words(client.get(f"{ADDRESS}{found.pk}/?metric=csat-mean"))
    assert "They ask 0 to 100, you ask 1 to 5: a mean of one scale is not a mean of the other." in text
    assert (
        "American Customer Satisfaction Index · 1 Jan to 31 Dec 2019 · United States · not your data" in text
    )
    assert "Their licence is not stated" in text


def test_acsi_years_without_a_score_are_named_row_by_row():
    content = of_data("acsi_scores/score_data.csv")
    columns = {"label": "1", "value": "30", "only1": "2", "is1": "Airlines", "only2": "1", "is2": ""}
    said = SAID | ACSI
    client = hospital()
    page = client.post(BRING, said | {"file": SimpleUploadedFile("published.csv", content)})
    text = plain(client.post(BRING, fields_of(page) | said | columns | {"only2": ""}))
    assert "No row gives a figure." in text
    assert "9 rows are not taken" in text
    assert text.count("There is no figure in this row.") == 9


def test_hcahps_states_are_brought_and_a_hospital_stands_among_them():
    """68 of 100 here; the published 9-or-10 share of the year is 63 in DC, 72 in the country, 80 in SD and NE."""
    client = hospital()
    columns = {
        "label": "1", "value": "5", "only1": "0", "is1": "07_2022", "only2": "2", "is2": "H_HSP_RATING",
    }  # fmt: skip
    looked, found = brought(client, state_results(), HCAHPS, columns)
    assert " 51 figures " in looked
    assert "4,529 rows are not meant" in looked
    values = dict(found.values.values_list("label", "value"))
    assert [round(100 * values[state]) for state in ("DC", "CA", "CO", "NE", "SD")] == [63, 69, 76, 80, 80]
    text = plain(client.get(f"{ADDRESS}{found.pk}/?metric=q_rating-top2"))
    above = sum(value > 0.7238 for value in values.values())  # ours is 95% sure between 63.3 and 72.4
    below = sum(value < 0.6327 for value in values.values())
    assert (
        f"Of the 51 figures of “HCAHPS overall rating”, {above} to {51 - below} lie above Q_rating." in text
    )
    assert "51 of 51 figures have no stated uncertainty" in text
    assert "Both were collected in several ways" in text
    refused = plain(client.get(f"{ADDRESS}{found.pk}/?metric=csat"))
    assert "They ask 0 to 10, you ask 1 to 5: a share of one scale is not a share of the other." in refused
    assert "Defined as theirs among yours: Q_rating" in refused


def test_hcahps_is_refused_where_ours_is_asked_on_the_web_alone():
    client = hospital(method="web")
    columns = {
        "label": "1",
        "value": "5",
        "only1": "0",
        "is1": "07_2022",
        "only2": "2",
        "is2": "H_HSP_RATING",
    }
    _looked, found = brought(client, state_results(), HCAHPS, columns)
    text = plain(client.get(f"{ADDRESS}{found.pk}/?metric=q_rating-top2"))
    assert "(theirs: Several ways; yours: Web, app or e-mail)" in text
    assert "cannot be compared with “HCAHPS overall rating”." in text
