"""Bundles as their page and their jobs ask for them."""

from ninefold.kit.jobs.models import ENDS, Job
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


def progress_of(bundle: Bundle) -> float | None:
    """How far the reading or joining is, 0 to 1; None when nothing is under way."""
    if bundle.state not in UNDER_WAY:
        return None
    job = _job(bundle)
    return None if job is None or job.state in ENDS else job.progress


def broken_off(bundle: Bundle) -> bool:
    """Whether the work ended before its end, after all attempts: nobody will finish it."""
    if bundle.state not in UNDER_WAY:
        return False
    job = _job(bundle)
    return job is None or job.state in ENDS


def open_bundles(*, organisation: Organisation) -> list[Bundle]:
    """The latest bundles that have not become an import yet, in two queries."""
    waiting = Bundle.objects.for_organisation(organisation).exclude(state=BundleState.JOINED)
    return list(waiting.prefetch_related("files")[:RECENT])


def _job(bundle: Bundle) -> Job | None:
    return Job.objects.filter(pk=bundle.job or 0, organisation=bundle.organisation_id).first()
