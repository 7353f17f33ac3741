"""How a person is taken out of uploads: originals, rows not taken, cells shown, counts of waves."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from ninefold.customers.erasure.files import holds, named_cells
from ninefold.customers.erasure.registry import Erasing, Held, Person
from ninefold.customers.erasure.texts import Texts, texts_in
from ninefold.engine.erasing import person_in_facts
from ninefold.engine.models import Segment
from ninefold.listen.sources.choices import ImportState, SourceKind
from ninefold.listen.sources.destinations import withdraw
from ninefold.listen.sources.models import Import, Wave
from ninefold.listen.sources.reading import clear_left_behind
from ninefold.listen.sources.retention import forget_original, originals

OPEN = (ImportState.READING, ImportState.TO_CHECK, ImportState.STORING, ImportState.STOPPED)
_TEXTS = Texts(
    fields={
        "listen.Import": ("file_name", "found", "mapping", "counts", "changes", "problem"),
        "listen.Source": ("name", "mapping"),
        "listen.Wave": ("name",),
        "listen.Survey": ("name",),
        "listen.Question": ("title",),
    }
)


class _Imports:
    """Uploads and what was shown from them.

    An original that holds the person is deleted, as it would be after its time: its answers are stored. An
    import still under way begins anew, and leaves the person out.
    """

    def find(self, erasing: Erasing, /) -> Held:
        person = erasing.person
        holding, rejects = self._holding(person), list(self._rejects(person))
        counts = {
            "originals": sum(len(originals(upload)) for upload in holding),
            "left": len(self._left(person)),
            "rejects": sum(1 for _path, rows in rejects for row in rows if not row[1]),
            "samples": sum(_shows_cells(upload) for upload in holding),
            "open": sum(upload.state in OPEN for upload in holding),
        }
        return Held(counts=counts | dict(_TEXTS.find(erasing).counts))

    def erase(self, erasing: Erasing, /) -> Held:
        person = erasing.person
        holding, left = self._holding(person), self._left(person)
        counts = dict.fromkeys(("originals", "samples", "open"), 0)
        for upload in holding:
            counts["open"] += _begin_anew(upload)
            counts["samples"] += _shows_cells(upload)
            counts["originals"] += forget_original(upload=upload)
            _forget_problem(upload)
        for path in left:
            path.unlink(missing_ok=True)
        clear_left_behind(_uploads())
        counts |= {"left": len(left), "rejects": sum(_mend(*found) for found in list(self._rejects(person)))}
        return Held(counts=counts | dict(_TEXTS.erase(erasing).counts))

    def _holding(self, person: Person) -> list[Import]:
        """Find the imports whose file names the person; of a file that is gone its source tells."""
        found, gone = [], []
        uploads = Import.objects.filter(organisation=person.organisation).select_related(
            "organisation", "source", "wave"
        )
        for upload in uploads:
            if _names(upload, person):
                found.append(upload)
            elif not upload.file.exists() and _shows_cells(upload):
                gone.append(upload)
        if gone:
            sources = person_in_facts(organisation=person.organisation, sought=person.sought).sources
            found += [upload for upload in gone if upload.source_id in sources]
        return found

    def _rejects(self, person: Person) -> Iterator[tuple[Path, list[tuple[list[str], bool]]]]:
        """Give each file of rows not taken that names the person, its rows marked with whether they stay."""
        for path in (_uploads() / str(person.organisation)).glob("*.rejects.csv"):
            text = path.read_text(encoding="utf-8-sig")
            if not named_cells(text, sought=person.sought):
                continue
            head, *rows = csv.reader(io.StringIO(text))
            marked = [(row, not named_cells("\n".join(row[1:]), sought=person.sought)) for row in rows]
            if not all(stays for _row, stays in marked):
                yield path, [(head, True), *marked]

    def _left(self, person: Person) -> list[Path]:
        """Find files in the folder of uploads that belong to no import and name the person."""
        known = {path.resolve() for upload in Import.objects.all() for path in originals(upload)}
        own = _uploads() / str(person.organisation)
        here = [*_uploads().glob("*"), *own.glob("*"), *own.glob("bundle-*/**/*")]
        loose = [
            path
            for path in here
            if path.is_file()
            and path.resolve() not in known
            and not path.name.endswith((".rejects.csv", ".mark"))
        ]
        return [path for path in loose if holds(path, sought=person.sought)]


def _uploads() -> Path:
    return Path(settings.HOME) / "uploads"


def _names(upload: Import, person: Person) -> bool:
    texts = "\n".join(texts_in([upload.found, upload.mapping, upload.counts]))
    if person.sought.names_text(texts):
        return True
    files = [upload.file, *([Path(upload.definition_path)] if upload.definition_path else [])]
    return any(holds(path, sought=person.sought, cells=True) for path in files if path.is_file())


def _shows_cells(upload: Import) -> bool:
    return any(column.get("samples") for column in upload.found.get("columns", ()))


def _forget_problem(upload: Import) -> None:
    """Forget a sentence that may quote a cell."""
    if upload.problem:
        with translation.override(upload.organisation.language):
            told = _("What was wrong with this file named a person who has been erased.")
        Import.objects.filter(pk=upload.pk, problem=upload.problem).update(problem=told)


@transaction.atomic
def _begin_anew(upload: Import) -> bool:
    """Close an import that is under way: it may hold in its hands what is being erased."""
    under_way = Import.objects.filter(pk=upload.pk, state__in=OPEN)
    with translation.override(upload.organisation.language):
        told = _("A person in this file is being erased. Import it again: their rows are left out.")
    if not under_way.update(state=ImportState.REFUSED, problem=told):
        return False
    upload.state, upload.problem = ImportState.REFUSED, ""  # the sentence above is ours, and stays
    withdraw(upload=upload)
    return True


def _mend(path: Path, rows: list[tuple[list[str], bool]]) -> int:
    """Write the rows not taken anew, without the person's."""
    temporary = path.with_suffix(".writing")
    with temporary.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(row for row, stays in rows if stays)
    temporary.rename(path)
    return sum(not stays for _row, stays in rows)


class _Waves:
    """The numbers of rows that waves are said to have; they say nothing of a person."""

    def find(self, _erasing: Erasing, /) -> Held:
        return Held(counts={})

    def erase(self, erasing: Erasing, /) -> Held:
        """Count the rows of each wave anew; what a comment is part of has been counted."""
        person = erasing.person
        current = Segment.objects.filter(organisation=person.organisation, removed_in=None)
        rows = current.exclude(table="comment").exclude(wave=None).values_list("wave").annotate(Sum("rows"))
        counted = dict(rows)
        waves = Wave.objects.filter(organisation=person.organisation, imported_at__isnull=False)
        waves = waves.exclude(source__kind=SourceKind.CUSTOMERS)  # these bring no facts that could be counted
        wrong = [(wave, counted.get(wave.pk, 0)) for wave in waves if wave.rows != counted.get(wave.pk, 0)]
        for wave, number in wrong:
            Wave.objects.filter(pk=wave.pk).update(rows=number)
        return Held(counts={"waves": len(wrong)})


imports, waves = _Imports(), _Waves()
