"""Run the tests that any engine must pass on a Spark cluster: `python tests/with_spark.py -- -q`."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.spark import cluster, home


def main(arguments: list[str]) -> int:
    """Start a throw-away cluster, run pytest against it, stop it, and answer with pytest's exit code."""
    spark = home()
    if spark is None:
        print("Skipped: PySpark is not installed here (make test-spark installs it).")
        return 0
    rest = arguments[1:] if arguments[:1] == ["--"] else arguments
    with cluster(spark) as environment:
        command = [sys.executable, "-m", "pytest", "--engines", *rest]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
