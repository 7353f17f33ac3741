"""Load the example company into an organisation, by the same road as any export."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from ninefold.demo.answers import COMPANY, write_answers
from ninefold.demo.people import settle_people
from ninefold.listen.sources.mapping import Mapping
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.operations import (
    Destination,
    Refused,
    accept,
    begin_import,
    store_file,
    understand_file,
)
from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.operations import found_organisation


def demo_organisation(*, at: datetime) -> Organisation:
    """Find the example organisation, or found it with its people and load its answers."""
    found = Organisation.objects.filter(name=COMPANY).first()
    if found is not None:
        return found
    founded = found_organisation(name=COMPANY, language="en", time_zone="UTC", calendar="gregory", at=at)
    settle_people(organisation=founded, at=at)
    load_demo(organisation=founded, at=at)
    return founded


def load_demo(*, organisation: Organisation, at: datetime) -> Import:
    """Import the example's answers; doing it again replaces them.

    Raises
    ------
    Refused
        The example could not be imported, which is a fault of ours.
    """
    with TemporaryDirectory(prefix="ninefold-demo-") as folder:
        file = Path(folder) / "tarnel-home.csv"
        write_answers(path=file, today=at.date())
        upload = begin_import(
            organisation=organisation, by=None, file=file, name=file.name, definition=None, source=None, at=at
        )
        understand_file(upload=upload, progress=_unseen)
        if upload.problem:
            raise Refused(upload.problem)
        destination = Destination(source=COMPANY, wave=_("Example"), wave_date=None)
        accept(upload=upload, mapping=Mapping.from_json(upload.mapping or {}), destination=destination, at=at)
        store_file(upload=upload, at=at, progress=_unseen)
    return upload


def _unseen(_share: float) -> None:
    """The example is read faster than a bar could be seen."""
