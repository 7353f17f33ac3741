"""When the files of a bundle go."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from tests import factories
from tests.listen.joined_files.bundles import joined, understood
from tests.listen.joined_files.bundles import loaded as fresh

from ninefold.listen.joined_files.models import Bundle
from ninefold.listen.joined_files.operations import confirm_recipe
from ninefold.listen.joined_files.recipe import Recipe
from ninefold.listen.joined_files.retention import forget_bundles
from ninefold.listen.sources.models import Import
from ninefold.people.organisations.models import Organisation

LATER = factories.AT + timedelta(hours=1)


def test_a_bundle_that_waits_is_kept_for_its_time(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path)
    assert forget_bundles(organisation=house, at=factories.AT + timedelta(days=29)) == 0
    assert bundle.folder.exists()
    assert forget_bundles(organisation=house, at=factories.AT + timedelta(days=30)) == 1
    assert (bundle.folder.exists(), Bundle.objects.count()) == (False, 0)


def test_a_bundle_under_way_is_left_alone(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path)
    Bundle.objects.update(state="joining")
    assert forget_bundles(organisation=house, at=factories.AT + timedelta(days=99)) == 0
    assert bundle.folder.exists()


@pytest.mark.parametrize(("state", "gone"), [("to_check", False), ("stored", True), ("refused", True)])
def test_a_joined_bundle_goes_with_the_end_of_its_import(
    house: Organisation, tmp_path: Path, state: str, gone: bool
) -> None:
    bundle = understood(house, tmp_path)
    confirm_recipe(bundle=bundle, recipe=Recipe.from_json(bundle.recipe), agreed=True, at=factories.AT)
    upload = joined(bundle)
    Import.objects.update(state=state)
    assert forget_bundles(organisation=house, at=LATER) == int(gone)
    assert bundle.folder.exists() is not gone
    assert upload.file.exists()  # it is the import's own


@pytest.mark.parametrize("state", ["refused", "stopped"])
def test_of_a_closed_bundle_the_sentence_stays(house: Organisation, tmp_path: Path, state: str) -> None:
    bundle = understood(house, tmp_path)
    Bundle.objects.update(state=state)
    assert forget_bundles(organisation=house, at=LATER) == 0
    assert (bundle.folder.exists(), fresh(bundle).state) == (False, state)


def test_what_a_kill_has_left_goes_after_a_day(house: Organisation, tmp_path: Path) -> None:
    kept = understood(house, tmp_path).folder
    stray, file = kept.with_name("bundle-99"), kept.with_name("bundle-98.parquet")
    stray.mkdir()
    (stray / "0.given").write_text("a")
    file.write_text("b")
    for path in (stray, file):
        os.utime(path, (factories.AT.timestamp(),) * 2)
    forget_bundles(organisation=house, at=LATER)
    assert (stray.exists(), file.exists()) == (True, True)
    forget_bundles(organisation=house, at=factories.AT + timedelta(days=1))
    assert (stray.exists(), file.exists(), kept.exists()) == (False, False, True)


def test_of_another_house_nothing_goes(house: Organisation, tmp_path: Path) -> None:
    bundle = understood(house, tmp_path)
    assert forget_bundles(organisation=factories.organisation(), at=factories.AT + timedelta(days=99)) == 0
    assert bundle.folder.exists()
