"""What one reader asked for in a language does not stand in the way of the next, in whichever language."""

import pytest
from tests import factories
from tests.understand.pages import opened, people
from tests.understand.test_few_and_nobody import PAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", PAGES)
def test_new_answers_are_shown_after_readers_of_several_languages(page):
    client, of = opened()
    for language in ("zh-hans", "fa", "uk"):
        reader = factories.browser(of=factories.member(of=of, language=language))
        assert reader.get(page, follow=True).status_code == 200
    factories.answers(of=of, rows=people(40, start=2000, touchpoint="Shop"))
    assert client.get(page, follow=True).status_code == 200
