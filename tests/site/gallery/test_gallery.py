"""The gallery: every component, in every language, under the strict policy."""

import re
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils import translation

from ninefold.kit.locales import LOCALES, Reader
from ninefold.site.gallery.views import gallery


def _page(language: str) -> str:
    request = RequestFactory().get("/gallery/", {"lang": language})
    request.reader = Reader()
    request.member = SimpleNamespace(pk=1, name="Ingrid", theme="")
    return gallery(request).content.decode()


@pytest.mark.parametrize("language", LOCALES)
def test_gallery_is_drawn_in_every_language(language: str) -> None:
    page = _page(language)
    direction = "rtl" if language in {"fa", "ar"} else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert translation.get_language() == "en"
    assert re.findall(r"\sstyle=|\son\w+=", page) == []


def test_gallery_keeps_the_language_where_another_is_unknown() -> None:
    assert '<html lang="en"' in _page("xx")


def test_gallery_holds_no_id_twice() -> None:
    ids = re.findall(r'\sid="([^"]+)"', _page("en"))
    assert sorted(ids) == sorted(set(ids))
