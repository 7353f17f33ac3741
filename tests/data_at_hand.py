"""Say which of the real data sets that some tests read are at hand: `make data`."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = {"NINEFOLD_DATA": "../shared/data", "NINEFOLD_REFS": "../shared/refs"}


def main() -> None:
    """Print one line a data set, with its files and size; nothing is read and nothing is fetched."""
    for setting, default in PLACES.items():
        folder = Path(os.environ.get(setting, ROOT / default))
        if not folder.is_dir():
            print(f"{setting}: no folder {folder}; the tests that need it say so and are skipped.")
            continue
        print(f"{setting}: {folder}")
        for data_set in sorted(path for path in folder.iterdir() if path.is_dir()):
            files = [path for path in data_set.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files) / 1e6
            print(f"  {data_set.name:<34} {len(files):>5} files {size:>8.1f} MB")


if __name__ == "__main__":
    main()
