"""Start a Spark cluster for the tests: one master and two workers on 127.0.0.1, gone when the tests end."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

WORKERS: Final = 2
PATIENCE: Final = 120.0  # seconds until the cluster stands, on a machine that has other things to do
# Small data in many small queries: little compiling, few parts, and nothing that listens to the outside.
SETTINGS: Final = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "800m",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.memory": "600m",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.cores.max": str(WORKERS),
    "spark.sql.shuffle.partitions": str(WORKERS),
}


def home() -> Path | None:
    """Find the folder of Spark, which comes with PySpark; None where that is not installed."""
    found = find_spec("pyspark")
    return None if found is None or found.origin is None else Path(found.origin).parent


def _java() -> Path | None:
    """Find Java 17 where Debian puts it; where it is not, Spark takes JAVA_HOME or what stands in the path."""
    places = sorted(Path("/usr/lib/jvm").glob("java-17-openjdk-*"))
    return next((place for place in places if (place / "bin" / "java").exists()), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def cluster(spark: Path, *, settings: Mapping[str, str] = SETTINGS) -> Iterator[Mapping[str, str]]:
    """Run a standalone cluster while the block lasts.

    Parameters
    ----------
    spark
        The folder of Spark, from `home()`.
    settings
        What spark-defaults.conf says.

    Yields
    ------
    The environment in which the tests find it.

    Raises
    ------
    RuntimeError
        When the cluster does not stand in time; the message holds what it said.
    """
    folder = Path(tempfile.mkdtemp(prefix="ninefold-spark-"))
    port, page = _free_port(), _free_port()
    environment = _environment(spark, folder=folder, port=port, settings=settings)
    daemon = _Daemons(command=str(spark / "bin" / "spark-class"), environment=environment, log=folder / "log")
    try:
        daemon.start("master.Master", "--port", str(port), "--webui-port", str(page))
        for number in range(WORKERS):
            place = ("--cores", "1", "--memory", "4g", "--work-dir", str(folder / f"worker{number}"))
            daemon.start(
                "worker.Worker", "--webui-port", str(_free_port()), *place, f"spark://127.0.0.1:{port}"
            )
        daemon.wait_for(f"http://127.0.0.1:{page}/json/")
        yield environment
    finally:
        daemon.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _environment(spark: Path, *, folder: Path, port: int, settings: Mapping[str, str]) -> Mapping[str, str]:
    lines = [f"{name} {value}\n" for name, value in settings.items()]
    (folder / "spark-defaults.conf").write_text("".join(lines))
    return {
        **os.environ,
        **({"JAVA_HOME": str(java)} if (java := _java()) else {}),
        "SPARK_HOME": str(spark),
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
        "NINEFOLD_ENGINE": f"spark://127.0.0.1:{port}",
    }


class _Daemons:
    """The processes of a cluster, which write into one log."""

    def __init__(self, *, command: str, environment: Mapping[str, str], log: Path) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, *arguments: str) -> None:
        """Start one of them, which can be reached from this machine alone."""
        command = [self._command, f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1", *arguments]
        with self._log.open("ab") as log:
            self._running.append(
                subprocess.Popen(command, env=self._environment, stdout=log, stderr=subprocess.STDOUT)
            )

    def wait_for(self, page: str) -> None:
        """Wait until the master's page counts all workers as alive."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and all(each.poll() is None for each in self._running):
            if _alive(page) == WORKERS:
                return
            time.sleep(0.2)
        raise RuntimeError(f"Spark's cluster did not start:\n{self._log.read_text(errors='replace')}")

    def stop(self) -> None:
        """Stop them, the workers first."""
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            process.wait(timeout=30)


def _alive(page: str) -> int:
    try:
        with urllib.request.urlopen(page, timeout=5) as answer:
            told: int = json.load(answer)["aliveworkers"]
    except (OSError, ValueError):
        return 0
    return told
