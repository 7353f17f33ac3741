"""The example: a whole map to start from, in the language of whoever asks for it."""

import pytest
from django.utils import translation
from tests import factories
from tests.factories import AT, DAY

from ninefold.journeys.maps.choices import Flag, Phase
from ninefold.journeys.maps.example import lay_example
from ninefold.journeys.maps.operations import JourneyTakenError
from ninefold.journeys.maps.queries import journey_map
from ninefold.journeys.touchpoints.models import Touchpoint
from ninefold.journeys.touchpoints.queries import InData

pytestmark = pytest.mark.django_db
USED = InData(answers={"Delivery": 7}, events={})


def laid(house):
    return lay_example(organisation=house, in_data=USED, by=None, at=AT)


def test_it_begins_before_purchase_and_goes_on_after_loyalty():
    house = factories.organisation()
    found = journey_map(organisation=house, journey=laid(house), on=DAY, in_data=USED)
    assert [each.stage.phase for each in found.stages] == [
        Phase.BEFORE,
        Phase.BEFORE,
        Phase.PURCHASE,
        Phase.DELIVERY,
        Phase.USE,
        Phase.SUPPORT,
        Phase.LOYALTY,
        Phase.AFTER,
    ]
    assert len(found.steps) == 16
    assert [step.touchpoint.name for step in found.flagged(Flag.OUTSIDE)] == [
        "Search result",
        "Billboard or advertisement",
        "Review site",
        "Hold music",
        "Recommendation",
    ]
    assert all(step.goal for step in found.steps)
    assert (found.without_owner, found.not_measured) == (16, 15)


def test_it_uses_the_touchpoints_that_are_there_and_is_laid_once():
    house = factories.organisation()
    factories.touchpoint(of=house, name="Delivery")
    laid(house)
    assert Touchpoint.objects.filter(name="Delivery").count() == 1
    with pytest.raises(JourneyTakenError):
        laid(house)
    assert Touchpoint.objects.count() == 16


def test_it_is_written_in_the_language_of_whoever_asks():
    house = factories.organisation()
    with translation.override("fa"):
        journey = laid(house)
    delivery = Touchpoint.objects.for_organisation(house).get(kind="delivery")
    assert journey.stages.count() == 8
    assert delivery.steps.count() == 1
