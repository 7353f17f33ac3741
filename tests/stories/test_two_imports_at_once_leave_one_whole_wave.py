"""Two imports of one file at the same moment leave one wave, whole."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import override_settings
from tests import factories
from tests.stories.at_home import start

from ninefold.engine.snapshot import snapshot
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.models import Import, Source, Wave
from ninefold.listen.surveys.models import Survey

ROWS = 20_200


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_leave_one_whole_wave(tmp_path: Path) -> None:
    (tmp_path / "home" / "uploads").mkdir(parents=True)
    uploads = tmp_path / "home" / "uploads"
    with override_settings(HOME=tmp_path / "home", FILE_UPLOAD_TEMP_DIR=uploads):
        house = factories.organisation()
        file = tmp_path / "a.csv"
        rows = [f"r{i},2026-01-{1 + i % 28:02d},{i % 11},said {i}\n" for i in range(ROWS)]
        file.write_text("response_id,responded_at,nps,comment\n" + "".join(rows))
        both = [start("import", str(file), "--json") for _ in range(2)]
        for process in both:
            _out, err = process.communicate()
            assert (process.returncode, err) == (0, "")
        assert (Survey.objects.count(), Source.objects.count(), Wave.objects.count()) == (1, 1, 1)
        assert Wave.objects.get().rows == ROWS
        (facts,) = snapshot(organisation=house.pk, table="feedback").files
        records = pq.read_table(facts.path)["record"].to_pylist()
        assert (len(records), len(set(records))) == (ROWS, ROWS)
        assert list(Import.objects.values_list("state", flat=True)) == [ImportState.STORED] * 2
