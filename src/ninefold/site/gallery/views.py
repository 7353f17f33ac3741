"""The gallery: every component with its states, as it is drawn in the pages."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from ninefold.kit.locales import LANGUAGE_NAMES, RIGHT_TO_LEFT, Reader
from ninefold.people.policies import policy, public
from ninefold.site.gallery import samples


@policy(public)
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all components; `?lang=` shows them as another reader sees them. The data are invented."""
    reader = getattr(request, "reader", None) or Reader()
    language = request.GET.get("lang", reader.language)
    if language in LANGUAGE_NAMES:
        calendar = "persian" if language == "fa" else "gregory"
        reader = replace(reader, language=language, calendar=calendar)
    other = (
        Reader(language="en")
        if reader.language in RIGHT_TO_LEFT
        else Reader(language="fa", calendar="persian")
    )
    form = samples.PilotForm({"name": "", "change": "0.5 points", "depots": "all", "tell": "on"})
    with translation.override(reader.language):
        context = {"reader": reader, "other": other, "form": form, **samples.everything(reader=reader)}
        return render(request, "gallery/gallery.html", context)
