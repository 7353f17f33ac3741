"""The pages of joined files: several files in, how they belong together, one import out."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ninefold.listen.joined_files.choices import BundleState
from ninefold.listen.joined_files.forms import chosen_files, recipe_from
from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.operations import (
    Given,
    confirm_recipe,
    correct_recipe,
    receive_files,
    reopen_bundle,
    stop_bundle,
)
from ninefold.listen.joined_files.page import bundle_page
from ninefold.listen.joined_files.queries import files_of, open_bundles, work_on_bundle
from ninefold.listen.sources.operations import Refused
from ninefold.people.access import Right
from ninefold.people.members.requests import MemberRequest
from ninefold.people.policies import may, policy

BAD_REQUEST = 422


@policy(may(Right.IMPORT_DATA))
@require_http_methods(["GET", "POST"])
def bundles(request: MemberRequest) -> HttpResponse:
    """Take several files that belong together; list those that wait."""
    problems: list[str] = []
    if request.method == "POST":
        try:
            files = chosen_files(request.FILES.getlist("files"))
        except ValidationError as problem:
            problems = problem.messages
        else:
            bundle = receive_files(
                organisation=request.organisation,
                by=request.member,
                files=[Given(file=_kept(file), name=str(file.name)) for file in files],
                at=timezone.now(),
            )
            return redirect("listen:bundle", bundle_id=bundle.pk)
    waiting = open_bundles(organisation=request.organisation)
    parts = {"problems": problems, "bundles": waiting}
    return render(request, "joined_files/bundles.html", parts, status=BAD_REQUEST if problems else 200)


@policy(may(Right.IMPORT_DATA))
@require_http_methods(["GET", "POST"])
def bundle_detail(request: MemberRequest, bundle_id: int) -> HttpResponse:
    """Show how files belong together; take the corrections of a person and join them.

    Who joined them goes on to the columns, also where the joining was quicker than this page.
    """
    bundle = _bundle(request, bundle_id)
    if request.method == "GET":
        if bundle.upload is not None and "joined" in request.GET:
            return redirect("listen:import", import_id=bundle.upload.pk)
        return _show(request, bundle)
    recipe = recipe_from(posted=request.POST, files=files_of(bundle))
    at = timezone.now()
    try:
        if "join" not in request.POST:
            correct_recipe(bundle=bundle, recipe=recipe, at=at)
        elif confirm_recipe(bundle=bundle, recipe=recipe, agreed="agreed" in request.POST, at=at):
            return redirect(f"{reverse('listen:bundle', args=[bundle.pk])}?joined")
        else:
            messages.info(
                request, _("You changed something. Look at the numbers once more, then join the files.")
            )
    except Refused as problem:
        return _show(request, bundle, problems=[str(problem)], status=BAD_REQUEST)
    return redirect("listen:bundle", bundle_id=bundle.pk)


@policy(may(Right.IMPORT_DATA))
@require_GET
def bundle_progress(request: MemberRequest, bundle_id: int) -> HttpResponse:
    """Say how far the files are; go where they have arrived: to their columns, or to their page anew."""
    bundle = _bundle(request, bundle_id)
    work = work_on_bundle(bundle)
    if bundle.upload is not None:
        return HttpResponse(headers={"HX-Redirect": reverse("listen:import", args=[bundle.upload.pk])})
    if work.done is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "joined_files/progress.html", {"bundle": bundle, "done": work.done})


@policy(may(Right.IMPORT_DATA))
@require_POST
def bundle_stop(request: MemberRequest, bundle_id: int) -> HttpResponse:
    """Stop reading or joining."""
    bundle = _bundle(request, bundle_id)
    stop_bundle(bundle=bundle, at=timezone.now())
    messages.info(request, _("The work was stopped. Nothing was stored."))
    return redirect("listen:bundle", bundle_id=bundle.pk)


@policy(may(Right.IMPORT_DATA))
@require_POST
def bundle_reopen(request: MemberRequest, bundle_id: int) -> HttpResponse:
    """Join files in another way, as long as nothing of them has been stored."""
    bundle = _bundle(request, bundle_id)
    try:
        reopen_bundle(bundle=bundle)
    except Refused as problem:
        messages.error(request, str(problem))
    return redirect("listen:bundle", bundle_id=bundle.pk)


def _bundle(request: MemberRequest, bundle_id: int) -> Bundle:
    found = Bundle.objects.for_organisation(request.organisation).select_related(
        "organisation", "source", "upload"
    )
    return get_object_or_404(found.prefetch_related("files"), pk=bundle_id)


def _kept(file: Any) -> Path:
    """Keep the uploaded file where it lies; the operation moves it, so its own clean-up must not."""
    place = Path(file.temporary_file_path())
    kept = place.with_name(f"{place.name}.kept")
    place.rename(kept)
    return kept


def _show(
    request: MemberRequest, bundle: Bundle, *, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    work = work_on_bundle(bundle)
    ready = bundle.state == BundleState.TO_CHECK
    parts: dict[str, Any] = {
        "bundle": bundle,
        "done": work.done,
        "broken_off": work.broken_off,
        "problems": problems or [],
        "page": bundle_page(bundle=bundle) if ready else None,
    }
    return render(request, "joined_files/bundle.html", parts, status=status)
