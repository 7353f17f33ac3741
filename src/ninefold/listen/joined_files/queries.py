"""Bundles as their page and their jobs ask for them."""

from ninefold.kit.jobs.work import Work, work_on
from ninefold.listen.joined_files.choices import BundleState
from ninefold.listen.joined_files.described import File
from ninefold.listen.joined_files.models import Bundle
from ninefold.people.organisations.models import Organisation

UNDER_WAY = (BundleState.READING, BundleState.JOINING)
RECENT = 10


def without_match(bundle: Bundle) -> list[str]:
    """Name the files of a bundle in which no row of the main file finds a partner."""
    measured = bundle.found.get("measured") or {}
    return [match["file"] for match in measured.get("matches", ()) if not match["matched"]]


def files_of(bundle: Bundle) -> list[File]:
    """Give what is known of the files of a bundle that have been read."""
    known = bundle.found.get("files", {})
    return [
        File.from_json(known[str(each.position)] | {"name": each.name})
        for each in bundle.files.all()
        if str(each.position) in known
    ]


def work_on_bundle(bundle: Bundle) -> Work:
    """How far the reading or joining is; a bundle that has arrived meanwhile is brought up to date."""
    return work_on(bundle, under_way=UNDER_WAY)


def open_bundles(*, organisation: Organisation) -> list[Bundle]:
    """The latest bundles that have not become an import yet, in two queries."""
    waiting = Bundle.objects.for_organisation(organisation).exclude(state=BundleState.JOINED)
    return list(waiting.prefetch_related("files")[:RECENT])
