"""Who runs which tests when several run at a time: long files first, and one worker for all that share the example."""

from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "the example company"
STARTING_PROCESSES = ("test_kill.py", "test_killed.py", "test_serve.py")


class LongFirst(LoadFileScheduling):
    """Files to workers as `--dist loadfile` does it, but for two things.

    A long file that comes last lets all other workers wait: what starts browsers and processes comes first,
    however few tests it is. And the example company is made once: the stories about it are one piece of work.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return EXAMPLE if of_the_example(file) else file

    def _assign_work_unit(self, node: Any) -> None:
        self.workqueue = OrderedDict(sorted(self.workqueue.items(), key=lambda unit: is_short(unit[0])))
        super()._assign_work_unit(node)


@cache
def of_the_example(file: str) -> bool:
    """Tell whether a page of tests asks for the example company that all stories share."""
    return file.startswith("tests/stories/test_") and "demo_house" in (ROOT / file).read_text()


def is_short(scope: str) -> int:
    """Rank what waits: the stories about the example, other stories and processes, all the rest."""
    if scope == EXAMPLE:
        return 0
    return 1 if scope.startswith("tests/stories/") or scope.endswith(STARTING_PROCESSES) else 2
