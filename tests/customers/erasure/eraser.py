"""The child of the kill test: plants a person, erases them until it is killed, searches for them.

    python -m tests.customers.erasure.eraser plant | erase POINT | search

POINT is the number of the moment at which this process kills itself, counted over everything that the erasure
writes or deletes; 0 for never.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ninefold.site.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402  # only once Django is set up
from django.core.management import call_command  # noqa: E402
from tests import factories  # noqa: E402
from tests.customers.erasure.canaries import MAIL, hits, plant  # noqa: E402

from ninefold.customers.erasure import operations, places  # noqa: E402
from ninefold.customers.erasure.models import Erasure  # noqa: E402
from ninefold.engine import dropping, erasing, rewriting, segments  # noqa: E402
from ninefold.listen.sources import erasing as uploads  # noqa: E402

# Everything that leaves a trace, in the modules that call it.
POINTS = (
    (rewriting, "write_segment"),
    (erasing, "_swap"),
    (erasing, "advance"),
    (erasing, "add"),
    (erasing, "delete_tail"),
    (segments, "delete"),
    (places, "drop_removed"),
    (uploads, "forget_original"),
    (uploads, "_begin_anew"),
    (uploads, "_mend"),
    (operations, "_note"),
    (operations, "_forget_who"),
    (operations, "rinse"),
    (operations, "_finish"),
)


def plant_person() -> None:
    call_command("migrate", verbosity=0)
    member = factories.member()
    files = Path(settings.HOME).parent / "files"
    files.mkdir()
    plant(member.organisation, member, files=files)
    erasure = operations.ask(
        organisation=member.organisation, by=member.pk, at=factories.AT, identifiers=[MAIL], queued=False
    )
    operations.look(erasure=erasure, at=factories.AT)
    erasure.refresh_from_db()
    operations.confirm(erasure=erasure, kind="erase", kept=(), by=member.pk, at=factories.AT, queued=False)


def erase(point: int) -> None:
    dropping.READERS = 0.0  # type: ignore[misc]
    passed = 0

    def deadly(work: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **more: Any) -> Any:
            nonlocal passed
            for _moment in ("before", "after"):
                passed += 1
                if passed == point:
                    os.kill(os.getpid(), signal.SIGKILL)
                if _moment == "before":
                    answer = work(*given, **more)
            return answer

        return counted

    for module, name in POINTS:
        setattr(module, name, deadly(getattr(module, name)))
    operations.carry_out(erasure=Erasure.objects.select_related("organisation").get(), at=factories.AT)
    print(json.dumps({"passed": passed}))


def search() -> None:
    database = Path(settings.HOME) / "ninefold.sqlite3"
    raw = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*")).lower()
    erasure = Erasure.objects.get()
    told = {
        "hits": {place: sorted(words) for place, words in hits().items()},
        "raw": MAIL.encode() in raw,
        "state": erasure.state,
        "found": erasure.found["places"]["facts"],
    }
    print(json.dumps(told))


if __name__ == "__main__":
    {"plant": plant_person, "search": search, "erase": lambda: erase(int(sys.argv[2]))}[sys.argv[1]]()
