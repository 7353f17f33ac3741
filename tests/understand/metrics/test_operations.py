"""Owner and target of a metric."""

from datetime import timedelta

import pytest
from tests import factories

from ninefold.understand.metrics.models import MetricSetting
from ninefold.understand.metrics.operations import set_aim

pytestmark = pytest.mark.django_db


def test_aim_is_stored_with_its_first_version():
    house = factories.organisation()
    ann = factories.member(of=house)
    set_aim(organisation=house, slug="nps", owner=ann, target=42.0, at=factories.AT)
    found = MetricSetting.objects.get()
    assert (found.owner, found.target, found.version, found.changed_at) == (ann, 42.0, 1, factories.AT)


def test_new_target_is_a_new_version_and_a_new_owner_is_not():
    house = factories.organisation()
    ann = factories.member(of=house)
    set_aim(organisation=house, slug="nps", owner=None, target=42.0, at=factories.AT)
    set_aim(organisation=house, slug="nps", owner=ann, target=42.0, at=factories.AT)
    assert MetricSetting.objects.get().version == 1
    set_aim(organisation=house, slug="nps", owner=ann, target=45.0, at=factories.AT + timedelta(days=1))
    assert MetricSetting.objects.get().version == 2


def test_owner_of_another_organisation_is_refused():
    house, other = factories.organisation(), factories.organisation()
    with pytest.raises(ValueError, match="does not belong"):
        set_aim(
            organisation=house, slug="nps", owner=factories.member(of=other), target=None, at=factories.AT
        )
    assert MetricSetting.objects.count() == 0
