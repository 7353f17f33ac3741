"""The pages of sources: upload, check, store, and what stands."""

from datetime import date
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.listen.sources.choices import ImportState
from ninefold.listen.sources.destinations import stem_of
from ninefold.listen.sources.forms import DestinationForm, KindForm, UploadForm, mapping_from
from ninefold.listen.sources.models import Import, Source
from ninefold.listen.sources.operations import (
    Destination,
    Refused,
    confirm,
    correct_mapping,
    receive_file,
    stop,
    take_as,
    understood,
)
from ninefold.listen.sources.page import import_page
from ninefold.listen.sources.queries import recent_imports, sources_of, work_on_file
from ninefold.people.access import Right
from ninefold.people.audit.operations import record_export
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy

BAD_REQUEST = 422


@policy(may(Right.IMPORT_DATA))
@require_http_methods(["GET", "POST"])
def sources(request: MemberRequest) -> HttpResponse:
    """Show the sources and take a new file."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file, definition = form.cleaned_data["file"], form.cleaned_data["definition"]
        upload = receive_file(
            organisation=request.organisation,
            by=request.member,
            file=_kept(file),
            name=file.name,
            definition=None if definition is None else _kept(definition),
            source=_source(request),
            at=timezone.now(),
        )
        return redirect("listen:import", import_id=upload.pk)
    parts = {
        "form": form,
        "sources": sources_of(organisation=request.organisation),
        "imports": recent_imports(organisation=request.organisation),
    }
    return render(request, "sources/sources.html", parts, status=BAD_REQUEST if form.errors else 200)


@policy(may(Right.IMPORT_DATA))
@require_http_methods(["GET", "POST"])
def import_detail(request: MemberRequest, import_id: int) -> HttpResponse:
    """Show a file on its way in; take the corrections of a person and store it."""
    upload = _import(request, import_id)
    if request.method == "GET":
        return _show(request, upload)
    posted = request.POST
    if "take_as" in posted:
        return _take_as(request, upload)
    destination = DestinationForm(posted, reader=request.reader)
    try:
        mapping = mapping_from(posted=posted, mapping=understood(upload=upload))
        if "store" not in posted:
            correct_mapping(upload=upload, mapping=mapping, at=timezone.now())
        elif destination.is_valid():
            confirm(
                upload=upload,
                mapping=mapping,
                destination=Destination(**destination.cleaned_data),
                at=timezone.now(),
            )
        else:
            return _show(request, upload, destination=destination, status=BAD_REQUEST)
    except (ValidationError, Refused) as problem:
        told = problem.messages if isinstance(problem, ValidationError) else [str(problem)]
        return _show(request, upload, destination=destination, problems=told, status=BAD_REQUEST)
    return redirect("listen:import", import_id=upload.pk)


def _take_as(request: MemberRequest, upload: Import) -> HttpResponse:
    form = KindForm(request.POST)
    if not form.is_valid():
        told = [_("Choose what the file holds from the list.")]
        return _show(request, upload, problems=told, status=BAD_REQUEST)
    try:
        take_as(upload=upload, kind=form.cleaned_data["kind"], at=timezone.now())
    except Refused as problem:
        return _show(request, upload, problems=[str(problem)], status=BAD_REQUEST)
    return redirect("listen:import", import_id=upload.pk)


@policy(may(Right.IMPORT_DATA))
@require_GET
def import_progress(request: MemberRequest, import_id: int) -> HttpResponse:
    """Say how far a file is; when it has arrived somewhere, let the page load anew."""
    upload = _import(request, import_id)
    work = work_on_file(upload)
    if work.done is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "sources/progress.html", {"upload": upload, "done": work.done})


@policy(may(Right.IMPORT_DATA))
@require_POST
def import_stop(request: MemberRequest, import_id: int) -> HttpResponse:
    """Stop storing a file."""
    upload = _import(request, import_id)
    stop(upload=upload, at=timezone.now())
    messages.info(request, str(upload.words.stopped))
    return redirect("listen:import", import_id=upload.pk)


@policy(may(Right.IMPORT_DATA))
@require_GET
def import_rejects(request: MemberRequest, import_id: int) -> FileResponse:
    """Give the rows that could not be taken, with line and reason."""
    upload = _import(request, import_id)
    if not upload.rejects_file.exists():
        raise Http404
    record_export(
        organisation=request.organisation,
        by=request.member.pk,
        at=timezone.now(),
        kind="rejected_rows",
        form="csv",
        subject=f"import {upload.pk}",
    )
    name = f"{stem_of(upload.file_name)}.rejects.csv"
    return FileResponse(upload.rejects_file.open("rb"), as_attachment=True, filename=name)


def _import(request: MemberRequest, import_id: int) -> Import:
    found = Import.objects.for_organisation(request.organisation).select_related(
        "organisation", "source", "wave"
    )
    return get_object_or_404(found, pk=import_id)


def _source(request: MemberRequest) -> Source | None:
    wanted = request.POST.get("source", "")
    if not wanted.isdecimal():
        return None
    return Source.objects.for_organisation(request.organisation).filter(pk=int(wanted)).first()


def _kept(file: TemporaryUploadedFile) -> Path:
    """Keep the uploaded file where it lies; the operation moves it, so its own clean-up must not."""
    place = Path(file.temporary_file_path())
    kept = place.with_name(f"{place.name}.kept")
    place.rename(kept)
    return kept


def _show(
    request: MemberRequest,
    upload: Import,
    *,
    destination: DestinationForm | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    work = work_on_file(upload)
    told = [_("The work on this file broke off. Choose the file again.")] if work.broken_off else []
    parts = {
        "upload": upload,
        "done": work.done,
        "broken_off": work.broken_off,
        "problems": [*told, *(problems or [])],
        "destination": destination or DestinationForm(initial=_proposed(upload), reader=request.reader),
        "page": import_page(upload=upload) if upload.mapping else None,
        "kind": KindForm(initial={"kind": upload.kind}),
        "States": ImportState,
    }
    return render(request, "sources/import.html", parts, status=status)


def _proposed(upload: Import) -> dict[str, str | date | None]:
    stem = stem_of(upload.file_name)
    return {
        "source": upload.source.name if upload.source else stem,
        "wave": upload.wave.name if upload.wave else stem,
        "wave_date": upload.wave.date if upload.wave else None,
    }
