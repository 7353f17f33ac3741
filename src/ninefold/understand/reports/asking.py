"""What is asked of a report."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ninefold.kit.locales import Reader
from ninefold.listen.sources.mapping import Mapping


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants a report of.

    Attributes
    ----------
    mapping, wave_date : a person's own understanding of the file; guessed where None.
    threshold : the smallest group that may be shown.
    """

    file: Path
    definition: Path | None
    mapping: Mapping | None
    wave_date: date | None
    reader: Reader
    threshold: int
