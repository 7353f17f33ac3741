"""From a data folder to the door: Django is set up, the member found, the opening written into the log."""

import os
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.conf import settings

from ninefold.site.cli import start_django
from ninefold.site.notebook.refusals import CannotOpen
from ninefold.site.notebook.threads import aside

if TYPE_CHECKING:
    from ninefold.site.notebook.door import Door

# What any data folder holds once Ninefold has run there, whichever database it uses.
MARK: Final = "secret"


def open_home(
    path: str | PathLike[str],
    *,
    member: str | None = None,
    organisation: str | None = None,
    role: str | None = None,
) -> "Door":
    """Open a data folder as one of its members; see `ninefold.open`.

    Raises
    ------
    CannotOpen
        If there is no Ninefold, another one is open, or the member is not clear.
    """
    start(Path(path).expanduser().resolve())
    from ninefold.site.notebook.door import enter  # noqa: PLC0415  # models cannot be imported before the start

    email = member or os.environ.get("NINEFOLD_MEMBER")
    return aside(lambda: enter(email=email, organisation=organisation, role=role))


def start(home: Path) -> None:
    """Set up Django for a data folder, once for a process.

    Raises
    ------
    CannotOpen
        If no Ninefold lies there, or this process has another one open already.
    """
    if apps.ready:
        if Path(settings.HOME).resolve() != home:
            raise CannotOpen(
                f"This Python has opened {settings.HOME} already. Start another one to open {home}."
            )
        return
    if not (home / MARK).is_file():
        raise CannotOpen(
            f"No Ninefold has run in {home}. Give the folder that NINEFOLD_HOME names; without it, it is "
            f"the folder “var” in the place where “ninefold serve” was started."
        )
    os.environ["NINEFOLD_HOME"] = str(home)
    start_django()
