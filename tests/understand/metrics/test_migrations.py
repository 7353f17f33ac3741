"""A house from before the versions keeps the numbers of its definitions."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests import factories

BEFORE, AFTER = [("understand", "0003_benchmarks")], [("understand", "0006_version_of_a_row_of_its_own")]


@pytest.mark.django_db(transaction=True)
def test_versions_made_by_new_targets_keep_their_numbers():
    house = factories.organisation()
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("understand")
    try:
        old = MigrationExecutor(connection)
        old.migrate(BEFORE)
        settings = old.loader.project_state(BEFORE).apps.get_model("understand", "MetricSetting")
        for slug, version in (("nps", 3), ("csat", 1)):
            settings.objects.create(
                organisation_id=house.pk, slug=slug, target=4, version=version, changed_at=factories.AT
            )
        new = MigrationExecutor(connection)
        new.migrate(AFTER)
        apps = new.loader.project_state(AFTER).apps
        made = apps.get_model("understand", "MetricVersion").objects.order_by("number")
        assert [(each.slug, each.number, each.made_at) for each in made] == [
            ("nps", 2, factories.AT), ("nps", 3, factories.AT),
        ]  # fmt: skip
        current = apps.get_model("understand", "MetricSetting").objects.order_by("slug")
        assert [(each.slug, each.current and each.current.number) for each in current] == [
            ("csat", None),
            ("nps", 3),
        ]
    finally:
        MigrationExecutor(connection).migrate(latest)
