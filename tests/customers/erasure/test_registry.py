"""A model or a folder that nobody answers for fails here, before it can hide a person."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import models

import ninefold
from ninefold.customers.erasure.registry import REGISTRY
from ninefold.site.erased_places import FOLDERS_WITHOUT, MODELS_WITHOUT, PLACES

SOURCE = Path(ninefold.__file__).parent
# Written in our source as HOME / "uploads", Path(settings.HOME) / "segments", segments.parent / "scratch".
_BELOW_HOME = re.compile(r'(?:HOME\)?|segments\.parent)\s*/\s*f?"([\w.]+)')


def answered_for() -> set[str]:
    return {label for place in PLACES for label in place.models} | set(MODELS_WITHOUT)


def undeclared(found: Iterable[type[models.Model]]) -> list[str]:
    return sorted(model._meta.label for model in found if model._meta.label not in answered_for())


def test_every_model_is_answered_for():
    assert undeclared(apps.get_models()) == []


def test_a_model_that_nobody_declared_is_found():
    class Diary(models.Model):
        class Meta:
            app_label = "listen"
            managed = False

    try:
        assert undeclared([Diary]) == ["listen.Diary"]
    finally:
        del apps.all_models["listen"]["diary"]
        apps.clear_cache()


def test_nothing_is_declared_that_is_not_there_or_twice():
    labels = {model._meta.label for model in apps.get_models()}
    assert answered_for() - labels == set()
    named = [label for place in PLACES for label in place.models] + list(MODELS_WITHOUT)
    assert sorted(named) == sorted(set(named))


def test_every_folder_below_the_data_folder_is_answered_for():
    written = {name for path in SOURCE.rglob("*.py") for name in _BELOW_HOME.findall(path.read_text())}
    declared = {name for place in PLACES for name in place.folders} | set(FOLDERS_WITHOUT)
    assert {"uploads", "segments", "charts", "scratch"} <= written
    assert written - declared == set()


def test_every_eraser_is_where_its_place_says():
    assert REGISTRY.places == list(PLACES)
    for place in PLACES:
        eraser = place.opened()
        assert callable(eraser.find)
        assert callable(eraser.erase)
