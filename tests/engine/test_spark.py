"""What is Spark's own: work is done on the workers, and without PySpark it says what to install."""

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


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="PySpark is installed here")
def test_spark_that_is_not_installed_says_what_to_install() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"ninefold\[spark\]"):
        SparkEngine(master="local[1]")
