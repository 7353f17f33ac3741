import pytest
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/people/organisation/"
SETTINGS = {
    "name": "خانه",
    "language": "fa",
    "time_zone": "Asia/Tehran",
    "calendar": "persian",
    "digits": "local",
    "week_start": "6",
    "threshold": "12",
    "staff_threshold": "5",
    "false_alarms": "1",
}


def test_settings_page_shows_the_organisation():
    page = factories.browser(of=factories.member(of=factories.organisation(time_zone="Asia/Tehran"))).get(
        ADDRESS
    )
    assert page.status_code == 200
    assert 'value="Asia/Tehran" selected' in page.content.decode()


def test_settings_are_saved():
    person = factories.member()
    response = factories.browser(of=person).post(ADDRESS, SETTINGS)
    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    person.organisation.refresh_from_db()
    assert {name: str(getattr(person.organisation, name)) for name in SETTINGS} == SETTINGS


@pytest.mark.parametrize(
    "wrong", [{"threshold": "4"}, {"time_zone": "Mars/Olympus"}, {"language": "de"}, {"name": ""}]
)
def test_wrong_settings_are_explained_at_their_field_and_not_saved(wrong):
    person = factories.member()
    response = factories.browser(of=person).post(ADDRESS, SETTINGS | wrong)
    (field,) = wrong
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in response.content.decode()
    person.organisation.refresh_from_db()
    assert person.organisation.name == "Tarnel"
