"""Take files in that belong together, understand how, make them one; a kill at any step does no harm."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from ninefold.kit.jobs.operations import enqueue, request_stop
from ninefold.listen.joined_files.checking import MOST_FILES, checked, problems_of
from ninefold.listen.joined_files.choices import BundleState
from ninefold.listen.joined_files.described import formats_of, with_formats
from ninefold.listen.joined_files.guessing import guess_recipe, parts_of, recognise
from ninefold.listen.joined_files.measuring import measure
from ninefold.listen.joined_files.models import Bundle, BundleFile
from ninefold.listen.joined_files.opened_files import OpenedFiles, opened_files
from ninefold.listen.joined_files.queries import UNDER_WAY, files_of, without_match
from ninefold.listen.joined_files.recipe import Recipe, RecipeProblem
from ninefold.listen.joined_files.writing import Progress, write_joined
from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.headers import unique_names
from ninefold.listen.sources.models import Import, Source
from ninefold.listen.sources.opened import Unreadable
from ninefold.listen.sources.operations import Refused, begin_import, queue_reading
from ninefold.people.members.models import Member
from ninefold.people.organisations.models import Organisation

READ: Final = "listen.joined-files.read"
JOIN: Final = "listen.joined-files.join"
_LONGEST: Final = 80


@dataclass(frozen=True, kw_only=True)
class Given:
    """A file as a person gave it: where it lies, and its own name, which is never used as a path."""

    file: Path
    name: str


def receive_files(*, organisation: Organisation, by: Member, files: Sequence[Given], at: datetime) -> Bundle:
    """Take files that belong together into the data folder and queue their reading.

    Raises
    ------
    Refused
        There are fewer than two, or too many.
    """
    if not 2 <= len(files) <= MOST_FILES:
        told = _("Choose two to %(most)d files that belong together.") % {"most": MOST_FILES}
        raise Refused(told)
    names = names_for([each.name for each in files])
    with transaction.atomic():
        bundle = Bundle.objects.create(organisation=organisation, by=by, created_at=at)
        bundle.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for place, (each, name) in enumerate(zip(files, names, strict=True)):
            path = bundle.folder / f"{place}.given"
            shutil.move(each.file, path)
            BundleFile.objects.create(
                organisation=organisation,
                bundle=bundle,
                name=name,
                file_name=each.name[:255],
                path=str(path),
                size=path.stat().st_size,
                position=place,
            )
        _queue(bundle, kind=READ, at=at)
    return bundle


def names_for(names: Sequence[str]) -> list[str]:
    """Call each file by its own name without ending or signs that cannot be seen, each differently."""
    shown = ["".join(sign if sign.isprintable() else " " for sign in name) for name in names]
    stems = [" ".join(Path(name.replace("\\", "/")).stem.split())[:_LONGEST] for name in shown]
    return unique_names(names=stems)


def understand_bundle(*, bundle: Bundle, progress: Progress) -> None:
    """Read the files of a bundle, guess a recipe where none stands, and count what it would make of them."""
    if bundle.state != BundleState.READING:
        return
    try:
        with opened_files(bundle=bundle, progress=lambda share: progress(0.7 * share)) as opened:
            recipe, known = _standing(bundle, opened=opened)
            progress(0.8)
            measured = _measured(recipe, opened=known)
    except Unreadable as problem:
        _refuse(bundle, problem=str(problem))
        return
    with transaction.atomic():
        # Somebody may have stopped it in the meantime.
        waiting = Bundle.objects.filter(pk=bundle.pk, state=BundleState.READING)
        if waiting.update(
            recipe=recipe.to_json(),
            found={**bundle.found, "measured": measured},
            source=bundle.source,
            state=BundleState.TO_CHECK,
            problem="",
        ):
            BundleFile.objects.bulk_update(_renamed(bundle, known=known), ["name"])


def _standing(bundle: Bundle, *, opened: OpenedFiles) -> tuple[Recipe, OpenedFiles]:
    """Give the recipe a person has corrected, or one of an earlier wave that fits, or a guess."""
    if bundle.recipe is not None:
        return Recipe.from_json(bundle.recipe), opened
    return earlier_recipe(bundle=bundle, opened=opened) or (
        guess_recipe(files=opened.files, tables=opened.tables, connection=opened.place.connection),
        opened,
    )


def earlier_recipe(*, bundle: Bundle, opened: OpenedFiles) -> tuple[Recipe, OpenedFiles] | None:
    """Find the latest source whose recipe fits the files, and call them as it does."""
    sources = Source.objects.for_organisation(bundle.organisation).filter(recipe__isnull=False)
    for source in sources.order_by("-pk"):
        try:
            recipe = Recipe.from_json(source.recipe)
        except RecipeProblem:  # of another version: it is guessed anew
            continue
        names = recognise(recipe=recipe, files=opened.files)
        if names is not None:
            bundle.source = source
            known = opened.called(names)
            return replace(recipe, parts=parts_of(known.files)), known
    return None


def _renamed(bundle: Bundle, *, known: OpenedFiles) -> list[BundleFile]:
    files = list(bundle.files.all())
    for each, file in zip(files, known.files, strict=True):
        each.name = file.name
    return files


def _measured(recipe: Recipe, *, opened: OpenedFiles) -> dict[str, Any] | None:
    if problems_of(recipe):
        return None
    return measure(
        recipe=recipe,
        tables=opened.tables,
        formats=formats_of(recipe=recipe, files=opened.files),
        connection=opened.place.connection,
    ).to_json()


def correct_recipe(*, bundle: Bundle, recipe: Recipe, at: datetime) -> None:
    """Keep a person's corrections and count anew what would come of them.

    Raises
    ------
    Refused
        The files are not waiting to be checked.
    """
    with transaction.atomic():
        waiting = Bundle.objects.filter(pk=bundle.pk, state=BundleState.TO_CHECK)
        if not waiting.update(recipe=recipe.to_json(), state=BundleState.READING):
            raise Refused(_("These files are no longer waiting to be checked."))
        _queue(bundle, kind=READ, at=at)


def confirm_recipe(*, bundle: Bundle, recipe: Recipe, agreed: bool, at: datetime) -> bool:
    """Accept a recipe and queue the joining; one that has not been counted yet is counted first.

    Parameters
    ----------
    agreed : the person wants it although no row of some file finds a partner.

    Returns
    -------
    bool
        False where the recipe was changed, so that its numbers come first.

    Raises
    ------
    Refused
        The recipe cannot be followed, or a file without any match was not agreed to.
    """
    if recipe.to_json() != bundle.recipe:
        correct_recipe(bundle=bundle, recipe=recipe, at=at)
        return False
    if told := problems_of(recipe):
        raise Refused(" ".join(told))
    if (lonely := without_match(bundle)) and not agreed:
        told_of = _("No row finds a partner in “%(file)s”. Choose other columns, or say that you want it so.")
        raise Refused(told_of % {"file": lonely[0]})
    formats = formats_of(recipe=recipe, files=files_of(bundle))
    with transaction.atomic():
        waiting = Bundle.objects.filter(pk=bundle.pk, state=BundleState.TO_CHECK)
        fixed = with_formats(recipe, formats=formats).to_json()
        if not waiting.update(recipe=fixed, state=BundleState.JOINING):
            raise Refused(_("These files are no longer waiting to be checked."))
        _queue(bundle, kind=JOIN, at=at)
    return True


def join_bundle(*, bundle: Bundle, at: datetime, progress: Progress) -> None:
    """Make the one file of a bundle and hand it on to be imported.

    The file is written first and belongs to nobody; one transaction then makes it an import. A kill before it
    leaves a file that the next run writes anew, a kill after it leaves nothing to do.
    """
    if bundle.state != BundleState.JOINING:
        return
    recipe = checked(Recipe.from_json(bundle.recipe))
    path = bundle.folder.with_name(f"{bundle.folder.name}.parquet")
    try:
        with opened_files(bundle=bundle, progress=lambda share: progress(0.2 * share)) as opened:
            write_joined(
                recipe=recipe,
                tables=opened.tables,
                formats=formats_of(recipe=recipe, files=opened.files),
                path=path,
                connection=opened.place.connection,
                progress=lambda share: progress(0.3 + 0.7 * share),
            )
    except Unreadable as problem:
        _refuse(bundle, problem=str(problem))
        return
    with transaction.atomic():
        waiting = Bundle.objects.filter(pk=bundle.pk, state=BundleState.JOINING)
        if waiting.update(state=BundleState.JOINED):
            _hand_on(bundle, path=path, recipe=recipe, at=at)


def _hand_on(bundle: Bundle, *, path: Path, recipe: Recipe, at: datetime) -> Import:
    main = next(each for each in bundle.files.all() if each.name == recipe.main)
    upload = begin_import(
        organisation=bundle.organisation,
        by=bundle.by,
        file=path,
        name=main.file_name,
        definition=None,
        source=bundle.source,
        at=at,
        recipe=recipe.to_json(),
    )
    queue_reading(upload=upload, at=at)
    Bundle.objects.filter(pk=bundle.pk).update(upload=upload)
    return upload


def stop_bundle(*, bundle: Bundle, at: datetime) -> None:
    """Stop what is under way; files that have been understood wait to be checked again."""
    back = BundleState.STOPPED if bundle.recipe is None else BundleState.TO_CHECK
    with transaction.atomic():
        if bundle.job is not None:
            request_stop(job=bundle.job, organisation=bundle.organisation_id, at=at)
        Bundle.objects.filter(pk=bundle.pk, state__in=UNDER_WAY).update(state=back)


def reopen_bundle(*, bundle: Bundle) -> None:
    """Take a joined file back, so that the files can be joined in another way; nothing of it is stored yet.

    Raises
    ------
    Refused
        It is being read or stored, has been, or the files are gone.
    """
    upload = bundle.upload
    if upload is None or not bundle.folder.exists():
        raise Refused(_("These files are no longer kept. Choose them again."))
    with transaction.atomic():
        waiting = Import.objects.filter(pk=upload.pk, state__in=(ImportState.TO_CHECK, ImportState.STOPPED))
        if not waiting.update(state=ImportState.REFUSED):
            raise Refused(_("The joined file is being read or stored. Wait for its end."))
        joined = Bundle.objects.filter(pk=bundle.pk, state=BundleState.JOINED)
        joined.update(state=BundleState.TO_CHECK, upload=None)
        upload.delete()
        transaction.on_commit(lambda: upload.file.unlink(missing_ok=True))


def _refuse(bundle: Bundle, *, problem: str) -> None:
    """Close a bundle with the sentence that says why; its files go."""
    with transaction.atomic():
        closed = Bundle.objects.filter(pk=bundle.pk, state__in=UNDER_WAY)
        if closed.update(state=BundleState.REFUSED, problem=problem, found={}):
            transaction.on_commit(lambda: shutil.rmtree(bundle.folder, ignore_errors=True))


def _queue(bundle: Bundle, *, kind: str, at: datetime) -> None:
    job = enqueue(kind=kind, payload={"bundle": bundle.pk}, organisation=bundle.organisation_id, at=at)
    Bundle.objects.filter(pk=bundle.pk).update(job=job.pk)
