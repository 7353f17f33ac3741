"""A file of outside figures on its way in: read, understood and shown, and nothing of it kept yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from ninefold.kit.locales import Reader
from ninefold.kit.units import Unit, shown
from ninefold.listen.sources.opened import Unreadable
from ninefold.people.organisations.models import Organisation
from ninefold.understand.benchmarks.forms import PROVENANCE, BringForm, LayoutForm
from ninefold.understand.benchmarks.layout import guessed
from ninefold.understand.benchmarks.models import BenchmarkSet
from ninefold.understand.benchmarks.queries import SetRow, set_named
from ninefold.understand.benchmarks.reading import Figure, Refused, Understood, understand
from ninefold.understand.benchmarks.sheets import Sheet, from_draft, read_sheet, to_draft
from ninefold.understand.benchmarks.wording import unit_of_kind

SHOWN: Final = 50


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What the page shows before anything is kept.

    Attributes
    ----------
    layout : which column holds what; None as long as no file was read.
    draft : the file, to be carried by the form.
    unit : what the figures are shown in; None until it was said what they are.
    replaces : the set that would be replaced.
    fresh : whether the file has just been given, so that nobody can have looked at it.
    """

    form: BringForm
    layout: LayoutForm | None = None
    sheet: Sheet | None = None
    draft: str = ""
    understood: Understood | None = None
    unit: Unit | None = None
    replaces: SetRow | None = None
    fresh: bool = False

    @property
    def first(self) -> tuple[tuple[Figure, float | None], ...]:
        """The figures that are listed, each with its standard error as it is shown."""
        if self.understood is None or self.unit is None:
            return ()
        return tuple((each, shown(each.error, unit=self.unit)) for each in self.understood.figures[:SHOWN])

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Every row that is not taken."""
        return self.understood.refused if self.understood else ()

    @property
    def ready(self) -> bool:
        """Whether there is something that could be kept."""
        return bool(self.understood and self.understood.figures and self.form.is_valid())


def begun(*, benchmark: BenchmarkSet | None, reader: Reader, today: date) -> Brought:
    """Begin with an empty form, or with what is known of a set that is brought again."""
    told = {} if benchmark is None else {name: getattr(benchmark, name) for name in PROVENANCE}
    for name in ("low", "high", "top"):
        if told.get(name) is not None:
            told[name] = f"{told[name]:g}"
    return Brought(form=BringForm(initial=told, reader=reader, today=today))


def brought(
    *,
    posted: Mapping[str, Any],
    files: MultiValueDict[str, Any],
    organisation: Organisation,
    reader: Reader,
    today: date,
) -> Brought:
    """Read what was given: the file if there is a new one, else the one that the form carries."""
    form = BringForm(posted, files, reader=reader, today=today)
    form.is_valid()
    file = form.cleaned_data.get("file")
    sheet = _given(form, file) if file else _carried(form, organisation=organisation)
    draft = _draft(form, sheet, organisation=organisation)
    if sheet is None or not draft:
        return Brought(form=form)
    layout = _layout(posted, sheet=sheet, fresh=bool(file))
    scale = form.scale
    understood = None
    if scale is not None and layout.is_valid():
        understood = understand(sheet=sheet, layout=layout.layout, scale=scale)
    name = form.cleaned_data.get("name", "")
    return Brought(
        form=form,
        layout=layout,
        sheet=sheet,
        draft=draft,
        understood=understood,
        unit=None if scale is None else unit_of_kind(scale.kind),
        replaces=set_named(organisation=organisation, name=name) if name else None,
        fresh=bool(file),
    )


def _given(form: BringForm, file: TemporaryUploadedFile) -> Sheet | None:
    try:
        return read_sheet(path=Path(file.temporary_file_path()), name=str(file.name))
    except Unreadable as problem:
        form.add_error("file", problem.message)
        return None


def _carried(form: BringForm, *, organisation: Organisation) -> Sheet | None:
    draft = form.cleaned_data.get("draft", "")
    sheet = from_draft(draft, organisation=organisation) if draft else None
    if sheet is None and "file" not in form.errors:
        form.add_error(
            "file", _("Choose the file with the figures.") if not draft else _("Choose the file again.")
        )
    return sheet


def _draft(form: BringForm, sheet: Sheet | None, *, organisation: Organisation) -> str:
    if sheet is None:
        return ""
    try:
        return to_draft(sheet, organisation=organisation)
    except Unreadable as problem:
        form.add_error("file", problem.message)
        return ""


def _layout(posted: Mapping[str, Any], *, sheet: Sheet, fresh: bool) -> LayoutForm:
    """A new file is laid out by its heads; one that somebody has looked at, as they say."""
    told = LayoutForm.told(guessed(sheet.columns)) if fresh else posted
    return LayoutForm(told, columns=sheet.columns)
