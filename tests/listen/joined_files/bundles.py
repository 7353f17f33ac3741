"""Bundles for tests, taken as far as a worker takes them, in this process."""

from pathlib import Path

from tests import factories
from tests.listen.joined_files.files import ANSWERS, ITEMS, ORDERS

from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.operations import Given, join_bundle, receive_files, understand_bundle
from ninefold.listen.sources.models import Import
from ninefold.listen.sources.operations import understand_file
from ninefold.people.organisations.models import Organisation

FILES = {"answers.csv": ANSWERS, "orders.csv": ORDERS, "items.csv": ITEMS}


def unseen(_share: float) -> None:
    """Nobody looks at the progress."""


def given(place: Path, files: dict[str, str | bytes]) -> list[Given]:
    """Lay files down as an upload does: under names of their own."""
    found = []
    for number, (name, text) in enumerate(files.items()):
        path = place / f"upload-{number}.tmp"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        found.append(Given(file=path, name=name))
    return found


def received(of: Organisation, place: Path, **files: str | bytes) -> Bundle:
    """Receive files, by default the three of `FILES`."""
    chosen = {f"{name}.csv": text for name, text in files.items()} or dict(FILES)
    by = factories.member(of=of)
    return receive_files(organisation=of, by=by, files=given(place, chosen), at=factories.AT)


def understood(of: Organisation, place: Path, **files: str | bytes) -> Bundle:
    """Receive files and read them."""
    return again(received(of, place, **files))


def again(bundle: Bundle) -> Bundle:
    """Read a bundle as its job does."""
    understand_bundle(bundle=loaded(bundle), progress=unseen)
    return loaded(bundle)


def joined(bundle: Bundle) -> Import:
    """Join a confirmed bundle, and read the import it becomes."""
    join_bundle(bundle=loaded(bundle), at=factories.AT, progress=unseen)
    upload = Import.objects.select_related("organisation", "source").get(bundle=bundle)
    understand_file(upload=upload, progress=unseen)
    return upload


def loaded(bundle: Bundle) -> Bundle:
    """Load a bundle as a job does."""
    return Bundle.objects.select_related("organisation", "by", "source").get(pk=bundle.pk)
