"""What is Spark's own: work is done on the workers, and without PySpark it says what to install."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ninefold.engine.engines import Engine
from ninefold.engine.spark import SparkEngine


@pytest.mark.skipif(not settings.ENGINE.startswith("spark:"), reason="needs a cluster: make test-spark")
def test_batches_are_summed_on_every_worker(engine: Engine) -> None:
    def where(batches: Iterator[pa.RecordBatch]) -> bytes:
        rows = sum(batch.num_rows for batch in batches)
        return f"{Path.cwd()} {rows}".encode()

    table = pa.table({"number": pa.array(range(100_000))})
    told = [part.decode().rsplit(maxsplit=1) for part in engine.folded(engine.lookup(table), part=where)]
    assert sum(int(rows) for _, rows in told) == 100_000
    assert len({folder for folder, rows in told if int(rows)}) == 2
    assert all(folder != str(Path.cwd()) for folder, _ in told)


@pytest.mark.skipif(settings.ENGINE == "duckdb", reason="needs Spark: make test-spark")
def test_session_that_the_cluster_has_ended_begins_anew(engine: SparkEngine) -> None:
    engine._session.sparkContext._jsc.sc().stop()
    assert engine.lookup(pa.table({"number": [1, 2]})).collect("pyarrow").rows() == [(1,), (2,)]


@pytest.mark.skipif(settings.ENGINE == "duckdb", reason="needs Spark: make test-spark")
@pytest.mark.usefixtures("engine")
def test_spark_that_does_not_start_says_what_to_look_at(tmp_path: Path) -> None:
    program = (
        "import django; django.setup(); "
        "from ninefold.engine.spark import SparkEngine; SparkEngine(master='local[1]')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "JAVA_HOME": str(tmp_path),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "NINEFOLD_HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "ninefold.site.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ImproperlyConfigured: Spark did not start with NINEFOLD_ENGINE=local[1]" in done.stderr


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="PySpark is installed here")
def test_spark_that_is_not_installed_says_what_to_install() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"ninefold\[spark\]"):
        SparkEngine(master="local[1]")
