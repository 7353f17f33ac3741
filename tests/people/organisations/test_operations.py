import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests import factories

from ninefold.people.organisations.models import Organisation
from ninefold.people.organisations.operations import change_organisation, found_organisation
from ninefold.people.organisations.queries import organisation_by_slug

pytestmark = pytest.mark.django_db
SETTINGS = {
    "name": "Tarnel Home",
    "language": "uk",
    "time_zone": "Europe/Kyiv",
    "calendar": "gregory",
    "digits": "latin",
    "week_start": 7,
    "threshold": 20,
    "staff_threshold": 6,
    "false_alarms": 2,
}


def found(name="Tarnel", language="en"):
    return found_organisation(
        name=name, language=language, time_zone="UTC", calendar="gregory", at=factories.AT
    )


def test_new_organisation_has_the_usual_thresholds_and_week():
    house = found(language="fa")
    assert (house.threshold, house.staff_threshold, house.week_start, house.created_at) == (
        10,
        5,
        6,
        factories.AT,
    )
    assert found(language="zh-hans").week_start == 1


def test_short_names_are_made_unique_and_keep_every_script():
    names = [
        found("Tarnel Home").slug,
        found("Tarnel  home!").slug,
        found("Tarnel home").slug,
        found("خانه ترنل").slug,
        found("!!!").slug,
    ]
    assert names == ["tarnel-home", "tarnel-home-2", "tarnel-home-3", "خانه-ترنل", "organisation"]
    assert organisation_by_slug(slug="tarnel-home").name == "Tarnel Home"
    assert organisation_by_slug(slug="nobody") is None


def test_change_organisation_stores_every_setting_and_keeps_the_short_name():
    house = found()
    change_organisation(organisation=house, by=None, at=factories.AT, **SETTINGS)
    stored = Organisation.objects.get()
    assert {name: getattr(stored, name) for name in SETTINGS} == SETTINGS
    assert stored.slug == "tarnel"


@pytest.mark.parametrize(
    "wrong", [{"threshold": 4}, {"staff_threshold": 4}, {"calendar": "lunar"}, {"week_start": 3}]
)
def test_change_organisation_refuses_what_is_not_allowed(wrong):
    with pytest.raises(ValidationError):
        change_organisation(organisation=found(), by=None, at=factories.AT, **SETTINGS | wrong)


def test_database_itself_refuses_a_low_threshold():
    house = found()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=house.pk).update(threshold=4)
