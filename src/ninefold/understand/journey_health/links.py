"""Where the pages of a journey lead: to each other, to their files, to comments; what is asked goes along."""

from urllib.parse import urlencode

from django.urls import reverse

from ninefold.journeys.maps.queries import MappedStep
from ninefold.understand.journey_health.looks import Look


def journey_link(look: Look, *, name: str = "journey", number: int | None = None) -> str:
    """The address of a page of this journey, or of another one by its number."""
    address = reverse(f"understand:{name}", args=[look.map.journey.pk if number is None else number])
    return f"{address}?{urlencode(look.query, doseq=True)}"


def file_links(look: Look, *, key: str) -> dict[str, str]:
    """The addresses of the files of a figure, by form."""
    pk, asked = look.map.journey.pk, urlencode(look.query, doseq=True)
    return {
        form.upper(): f"{reverse('understand:journey-export', args=[pk, key, form])}?{asked}"
        for form in ("csv", "xlsx", "svg")
    }


def comments_link(look: Look, *, at: MappedStep | None = None) -> str:
    """The address of the comments at a touchpoint, else of all."""
    query = look.where.to_query() | (
        {"touchpoint": list(at.feedback_names)} if at and at.feedback_names else {}
    )
    return f"{reverse('listen:comments')}?{urlencode(query, doseq=True)}"
