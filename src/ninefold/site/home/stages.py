"""At which stage of a journey something is, by what the data call it: journeys told to a customer's page."""

from ninefold.journeys.touchpoints.models import TouchpointName
from ninefold.people.organisations.models import Organisation


def stage_names(organisation: Organisation) -> dict[tuple[str, str], str]:
    """Name the stage of everything that a map names, in one query.

    A touchpoint that several journeys pass is told by the first of their stages: there is room for one.
    """
    names = TouchpointName.objects.for_organisation(organisation).exclude(touchpoint__steps=None)
    told = names.order_by("-touchpoint__steps__stage__journey", "-touchpoint__steps__stage__position")
    return {
        (where, text): stage
        for where, text, stage in told.values_list("where", "text", "touchpoint__steps__stage__name")
    }
