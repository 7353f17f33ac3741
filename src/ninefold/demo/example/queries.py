"""Reading the example: which one an organisation is, and what the model was told."""

from ninefold.demo.example.models import Example
from ninefold.demo.world.parameters import Parameters, without_money_link
from ninefold.kit.jobs.queries import Standing, standing
from ninefold.people.organisations.models import Organisation


def example_of(*, organisation: Organisation) -> Example | None:
    """Find what an invented organisation was made of; None for an organisation of somebody's own."""
    invented = Example.objects.for_organisation(organisation).filter(organisation__invented=True)
    return invented.select_related("organisation").first()


def standing_example() -> Example | None:
    """Find the example of this installation that was made first, if any stands."""
    return Example.objects.select_related("organisation").order_by("pk").first()


def parameters_of(*, example: Example) -> Parameters:
    """Say what the model is told to make an example."""
    told = Parameters(
        until=example.until, customers=example.customers, seed=example.seed, shuffled=example.shuffled
    )
    return told if example.money_link else without_money_link(told)


def loading_of(*, example: Example) -> Standing | None:
    """Say how far the job is that loads an example; None where there is none under way."""
    if example.job is None:
        return None
    found = standing(job=example.job, organisation=example.organisation_id)
    return None if found is None or found.ended else found
